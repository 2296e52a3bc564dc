// Keyboard: never the only way, always the quick one.
//   [data-row]        one line of a list; j and k walk, Enter opens its [data-open] (or first link), x ticks it
//   [data-key="c"]    pressed by c, in the current row if there is one, else anywhere on the page
//   [data-go="t"]     a link followed by g t
//   / finds, ? shows the keys, Ctrl+Enter sends the form, Esc leaves a field
const TYPING = 'input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=submit]), textarea, select';
let current = null; // the row under the keys
let going = false; // g was pressed, its second key is awaited

const rows = () => [...document.querySelectorAll('[data-row]')].filter((row) => row.offsetParent !== null);
const linkOf = (row) => row.querySelector('[data-open]') ?? row.querySelector('a[href]');

function mark(row) {
  if (current) current.classList.remove('cur');
  current = row;
  if (row) row.classList.add('cur');
}

function walk(step) {
  const all = rows();
  if (!all.length) return false;
  const at = all.indexOf(current);
  const next = all[at < 0 ? 0 : Math.min(Math.max(at + step, 0), all.length - 1)];
  mark(next);
  linkOf(next)?.focus({ preventScroll: true });
  next.scrollIntoView({ block: 'nearest' });
  return true;
}

function press(key) {
  const name = `[data-key="${CSS.escape(key)}"]`;
  const target = (current?.isConnected && current.querySelector(name)) || document.querySelector(name);
  if (!target || target.disabled) return false;
  target.focus();
  target.click();
  return true;
}

function follow(key) {
  const link = document.querySelector(`[data-go="${CSS.escape(key)}"]`);
  link?.click();
  return Boolean(link);
}

const plain = {
  j: () => walk(1),
  k: () => walk(-1),
  g: () => { going = true; window.setTimeout(() => { going = false; }, 1500); return true; },
  '/': () => { const box = document.getElementById('q'); box?.focus(); box?.select(); return Boolean(box); },
  x: () => { const box = current?.querySelector('input[type=checkbox]'); box?.click(); return Boolean(box); },
  Enter: () => {
    const free = document.activeElement === document.body; // else the focused control has its own Enter
    if (!free || !current) return false;
    linkOf(current)?.click();
    return true;
  },
};

/** Answer a key outside of fields; true when it was ours. */
function answer(key) {
  if (going) { going = false; return follow(key); }
  return (plain[key] ?? (() => press(key)))();
}

document.addEventListener('keydown', (event) => {
  if (event.isComposing || event.altKey || event.metaKey) return; // an input method is at work
  const typing = event.target.matches?.(TYPING) || event.target.isContentEditable;
  if (event.key === 'Enter' && event.ctrlKey) {
    (event.target.closest?.('form') ?? document.querySelector('form[data-main]'))?.requestSubmit();
  } else if (event.key === 'Escape' && typing) {
    event.target.blur();
  } else if (!typing && !event.ctrlKey && answer(event.key)) {
    event.preventDefault();
  }
});
document.addEventListener('focusin', (event) => {
  const row = event.target.closest?.('[data-row]');
  if (row) mark(row);
});
// A list that was fetched anew keeps the row under the keys.
document.addEventListener('htmx:afterSettle', () => {
  if (current && !current.isConnected) mark(current.id ? document.getElementById(current.id) : null);
});
