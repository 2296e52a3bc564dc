// Walking tokens through the drawing, in the page's language: the library speaks English only.
import simulation from 'bpmn-js-token-simulation';
import { EN, translate } from './language.js';

export default simulation;

const FOCUS = /^Focus process instance (.*)$/;
const STAGE = /^(.*[\u4e00-\u9fff].*) (started|finished|canceled)$/; // of a part of the process that has a name
const MINE = '[class^="bts-"], [class*=" bts-"]';

function words(text) {
  const focus = FOCUS.exec(text);
  const stage = STAGE.exec(text);
  if (stage) return `${stage[1]}：${translate(stage[2])}`;
  if (/[\u4e00-\u9fff]/.test(text)) return text; // the name of one of our elements
  return focus ? `${translate('Focus process instance')} ${focus[1]}` : translate(text);
}

function retitle(root) {
  root.querySelectorAll(`[title]`).forEach((one) => {
    if (one.dataset.said === one.title || !one.closest(MINE)) return;
    const english = one.title;
    one.title = words(english);
    one.dataset.said = one.title;
    if (!one.getAttribute('aria-label')) one.setAttribute('aria-label', one.title);
  });
}

/** Switch the simulation with *button*, and put its words into Chinese. */
export function connectSimulation(editor, container, button) {
  const { modeler } = editor;
  const notifications = modeler.get('notifications');
  const show = notifications.showNotification.bind(notifications);
  notifications.showNotification = (wish) => show({ ...wish, text: EN ? wish.text : words(wish.text) });
  const seen = modeler.get('elementNotifications');
  const add = seen.addElementNotification.bind(seen);
  seen.addElementNotification = (element, wish) => add(element, { ...wish, text: wish.text && !EN ? words(wish.text) : wish.text });
  if (!EN) new MutationObserver(() => retitle(container)).observe(container, { childList: true, subtree: true });
  const toggle = modeler.get('toggleMode');
  button.addEventListener('click', () => toggle.toggleMode());
  modeler.on('tokenSimulation.toggleMode', ({ active }) => {
    button.setAttribute('aria-pressed', String(active));
    editor.simulating = active;
    editor.showState();
    editor.panel.shape = ''; // nothing may be changed meanwhile
    editor.panel.show();
  });
}
