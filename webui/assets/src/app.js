// Every page: htmx under our rules, forms that are sent once, errors that say what to do.
import htmx from 'htmx.org';

htmx.config.allowEval = false; // the content policy forbids it
htmx.config.includeIndicatorStyles = false; // an inline <style> would be refused; heshi.css has them
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0; // snapshots would leave parties' names in localStorage
htmx.config.refreshOnHistoryMiss = true;
htmx.config.responseHandling = [
  { code: '204', swap: false },
  { code: '[23]..', swap: true },
  { code: '409|422', swap: true }, // the server answers with the form and what is wrong with it
  { code: '[45]..', swap: false, error: true },
];
window.htmx = htmx;

const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content ?? '';

document.addEventListener('htmx:configRequest', (event) => {
  event.detail.headers['X-CSRFToken'] = meta('csrf-token');
});

/** Say one line at the foot of the page. Sentences are the server's, in the page's language. */
function say(sentence) {
  let box = document.getElementById('toast');
  if (!box) {
    box = document.createElement('div');
    box.id = 'toast';
    box.setAttribute('role', 'status');
    document.body.append(box);
  }
  const line = document.createElement('div');
  line.className = 'toastbox';
  line.textContent = sentence;
  box.replaceChildren(line);
  window.setTimeout(() => line.remove(), 8000);
}

const quiet = (element) => element.closest?.('[data-quiet]') !== null; // polling fails in silence
const { sayFailed, sayOffline, saySignedOut } = document.body.dataset;
document.addEventListener('htmx:sendError', (event) => {
  if (!quiet(event.target)) say(sayOffline ?? '没有送达：连不上服务器。您填的内容还在，请稍后再试。');
});
document.addEventListener('htmx:responseError', (event) => {
  if (quiet(event.target)) return;
  const { xhr } = event.detail;
  const said = xhr.getResponseHeader('X-Heshi-Say'); // the refusal in the server's own words
  if (said) say(decodeURIComponent(said));
  else if (xhr.status === 401) say(saySignedOut ?? '登录已过期。请在另一个窗口登录后再试，您填的内容还在。');
  else say(sayFailed ?? '没有办成：服务器出错，没有保存任何内容。请再试一次。');
});

// What became of a click in a list is also said: the line shows it in two words only.
document.addEventListener('htmx:beforeSwap', (event) => {
  const said = event.detail.xhr.getResponseHeader('X-Heshi-Say');
  if (said && event.detail.requestConfig?.elt.hasAttribute('data-says') && !event.detail.isError) say(decodeURIComponent(said));
});

// A form is sent once; the way back from the next page frees it again.
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (form.method !== 'post' || event.defaultPrevented) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = '1';
});
window.addEventListener('pageshow', () => {
  document.querySelectorAll('form[data-sent]').forEach((form) => delete form.dataset.sent);
});

let opener = null; // where the reader was before a dialog opened
let asking = null; // what last asked the server for a part of the page

/** Show or hide a part; every button that does so tells which. A dialog takes the focus and gives it back. */
function toggle(part) {
  part.hidden = !part.hidden;
  document.querySelectorAll(`[data-toggle="${part.id}"][aria-expanded]`).forEach((button) => {
    button.setAttribute('aria-expanded', String(!part.hidden));
  });
  if (part.getAttribute('role') !== 'dialog') return;
  if (part.hidden) opener?.focus();
  else { opener = document.activeElement; part.focus(); }
}
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  const open = document.querySelector('[role=dialog]:not([hidden])');
  if (open) toggle(open);
  document.querySelectorAll('details.topmenu[open]').forEach((menu) => { menu.open = false; });
});

/** Small manners of controls, all of which work without script in a plainer way. */
const clicks = {
  print: () => window.print(),
  copy: (button) => navigator.clipboard?.writeText(button.dataset.copy),
  toggle: (button) => toggle(document.getElementById(button.dataset.toggle)),
  fold: (button) => { // what a desk always shows and a phone shows on demand
    const open = document.getElementById(button.dataset.fold).classList.toggle('open');
    button.setAttribute('aria-expanded', String(open));
  },
};

document.addEventListener('click', (event) => {
  for (const [word, act] of Object.entries(clicks)) {
    const button = event.target.closest?.(`[data-${word}]`);
    if (button?.href && word === 'toggle') event.preventDefault(); // without script it is a link
    if (button) act(button);
  }
});

const changes = [
  // choices drawn as boxes: the chosen one is marked
  ['.pick input', (input) => {
    for (const label of input.closest('.pick').querySelectorAll('label')) {
      label.classList.toggle('on', label.querySelector('input')?.checked ?? false);
    }
  }],
  ['[data-check-all]', (input) => {
    const all = input.closest('table, form').querySelectorAll('input[type=checkbox]:not([data-check-all])');
    all.forEach((box) => { box.checked = input.checked; });
  }],
  ['[data-autosubmit]', (input) => input.form.requestSubmit()],
  ['input[type=checkbox]', countChecked],
];
document.addEventListener('change', (event) => {
  for (const [selector, act] of changes) if (event.target.matches(selector)) act(event.target);
});

/** A bar that acts on ticked rows says how many: [data-count-checked="name"] with data-words="… # …". */
function countChecked() {
  document.querySelectorAll('[data-count-checked]').forEach((place) => {
    const count = document.querySelectorAll(`input[name="${place.dataset.countChecked}"]:checked`).length;
    place.dataset.plain ??= place.textContent;
    place.textContent = count ? place.dataset.words.replace('#', count) : place.dataset.plain;
  });
  document.querySelectorAll('tr[data-row]').forEach((row) => {
    row.classList.toggle('sel', Boolean(row.querySelector('input[type=checkbox]:checked')));
  });
}
window.addEventListener('pageshow', countChecked); // the way back keeps the ticks

/** A refused form begins with its summary: the reader is taken there. */
function showErrors(root) {
  const summary = root.querySelector?.('.errsum');
  if (!summary) return;
  summary.tabIndex = -1;
  summary.focus();
}
showErrors(document);
document.addEventListener('htmx:afterSettle', (event) => showErrors(event.target));
// A dialog that was fetched: Esc and «close» bring the reader back to where they were.
document.addEventListener('htmx:beforeRequest', (event) => { asking = event.target; });
document.addEventListener('htmx:afterSettle', (event) => {
  const dialog = event.target.querySelector?.('[role=dialog]:not([hidden])');
  if (!dialog || dialog.contains(document.activeElement)) return;
  opener = asking;
  (dialog.querySelector('textarea, select, input:not([type=hidden])') ?? dialog).focus();
});
document.documentElement.dataset.script = 'on';
