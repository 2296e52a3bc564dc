// The panel of properties: the sections of what is chosen. A change that alters which fields there
// are draws it anew and gives the cursor back; any other only brings the values into step.
import { h, icon } from './dom.js';
import { makeField } from './fields.js';
import { t } from './language.js';
import { nothingChosen, sectionsOf } from './sections.js';
import { kindOf } from './tools.js';

/** What decides whether the panel must be drawn anew: everything but functions and plain values. */
const shapeOf = (element, sections) => JSON.stringify([element.id, element.type, sections.map(({ title, fields }) => [title, fields.map((field) => (
  field.kind === 'several' || field.kind === 'condition' ? [field, field.get()] : field))])]);

export class Panel {
  constructor(editor, place) {
    Object.assign(this, { editor, place, shape: '', pieces: [] });
    this.waiting = 0;
  }

  /** Draw soon: first let the cursor come to where the reader sends it. */
  soon() {
    window.clearTimeout(this.waiting);
    this.waiting = window.setTimeout(() => this.show(), 0);
  }

  show() {
    const element = this.editor.chosen();
    if (!element) {
      this.shape = '';
      this.place.replaceChildren(nothingChosen());
      return;
    }
    const sections = sectionsOf(element, this.editor);
    const shape = shapeOf(element, sections);
    const fields = sections.flatMap((section) => section.fields);
    if (shape === this.shape) this.pieces.forEach((piece, index) => piece.refresh?.(fields[index]));
    else this.draw(element, sections);
    this.shape = shape;
    this.showFaults(element);
  }

  draw(element, sections) {
    const { dataset: { key } = {}, selectionStart: from, selectionEnd: to, value: typed } = document.activeElement ?? {};
    const inside = this.place.contains(document.activeElement);
    this.pieces = [];
    const groups = sections.map(({ title, fields }) => h('section', { class: 'pgroup' },
      title ? h('h2', { class: 'hd' }, title) : null,
      h('div', { class: 'bd' }, fields.flatMap((field) => {
        const piece = makeField(field);
        this.pieces.push(piece);
        return piece.nodes;
      }))));
    this.faults = h('div', { class: 'pfaults' });
    this.place.replaceChildren(
      h('div', { class: 'phead' }, h('b', {}, element.businessObject.name || kindOf(element)), h('span', {}, kindOf(element))),
      this.faults, ...groups);
    const again = inside && key && [...this.place.querySelectorAll('[data-key]')].find((one) => one.dataset.key === key);
    if (!again) return;
    again.focus();
    if (again.tagName !== 'TEXTAREA') return;
    again.value = typed; // what was typed meanwhile
    again.setSelectionRange(from, to);
  }

  /** What is wrong with the chosen element, above its fields. */
  showFaults(element) {
    this.faults?.replaceChildren(...this.editor.findings.of(element.id).map((one) => h('p', { class: one.level === 'error' ? 'bad' : '' },
      icon(one.level === 'error' ? 'x-octagon' : 'exclamation-triangle'), h('span', {}, t('{reason}。{mend}。', one)))));
  }
}
