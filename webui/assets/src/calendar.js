// The year in which an administrator chooses days: arrow keys walk, and what is chosen is listed.
// Without this script the boxes are chosen with Tab and Space, and nothing is listed beforehand.
const boxes = [...document.querySelectorAll('.yearcal input[name="flip"]')];
const list = document.getElementById('picked');
const count = document.getElementById('picked-count');
const none = document.getElementById('picked-none');
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

function show() {
  const chosen = boxes.filter((box) => box.checked);
  list.replaceChildren(...chosen.map((box) => {
    const line = document.createElement('li');
    line.textContent = box.dataset.said;
    return line;
  }));
  count.textContent = chosen.length ? String(chosen.length) : '';
  none.hidden = chosen.length > 0;
}

/** One box of the year is reached by Tab, the others by the arrow keys. */
function settle(on) {
  boxes.forEach((box) => { box.tabIndex = box === on ? 0 : -1; });
}

if (boxes.length && list) {
  settle(boxes.find((box) => box.dataset.today === '1') ?? boxes[0]);
  document.addEventListener('change', (event) => {
    if (event.target.name === 'flip') show();
  });
  document.addEventListener('keydown', (event) => {
    const at = boxes.indexOf(event.target);
    const step = STEPS[event.key];
    if (at < 0 || !step || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const next = boxes[Math.min(Math.max(at + step, 0), boxes.length - 1)];
    settle(next);
    next.focus();
  });
  document.addEventListener('focusin', (event) => {
    if (boxes.includes(event.target)) settle(event.target);
  });
  window.addEventListener('pageshow', show);
  show();
}
