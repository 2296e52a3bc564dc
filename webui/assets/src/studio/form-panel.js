// The panel of what is chosen in a form, and the list from which it is chosen.
import { h, icon } from './dom.js';
import { makeField } from './fields.js';
import { sectionsOf } from './form-fields.js';
import { t } from './language.js';

const shapeOf = (editor, sections) => JSON.stringify([editor.kind, editor.at, sections.map(({ title, fields }) => [title, fields.map((field) => (
  field.kind === 'condition' ? [field.key, field.values, field.get()] : field.kind === 'options' ? (field.place().options ?? []).map((one) => one.value) : [field.kind, field.key, field.label, field.options]))])]);

const small = (label, sign, act, off) => h('button', { type: 'button', class: 'iconbtn', title: label, 'aria-label': label, disabled: off, onclick: act }, icon(sign));

/** Options of a choice, each a line: code, words, order. */
function optionsField({ editor, place, readonly }) {
  const list = () => place().options ?? [];
  const change = (act) => editor.change(() => act(place().options));
  const cell = (option, at, name, words, get, set) => h('input', { class: 'form-control form-control-sm', 'data-key': `option-${at}-${name}`, 'aria-label': t('第 {n} 个选项：{words}', { n: at + 1, words }), placeholder: words, value: get(option), maxlength: '200', disabled: readonly, onchange: (event) => change((all) => set(all[at], event.target.value.trim())) });
  const label = (option, language, value) => { option.label = { zh: '', en: '', ...option.label, [language]: value }; };
  const line = (option, at) => h('li', { class: 'optline' },
    cell(option, at, 'zh', t('中文'), (one) => one.label?.zh ?? '', (one, value) => label(one, 'zh', value)),
    cell(option, at, 'en', t('英文'), (one) => one.label?.en ?? '', (one, value) => label(one, 'en', value)),
    cell(option, at, 'value', t('编码'), (one) => one.value ?? '', (one, value) => { one.value = value; }),
    readonly ? null : h('span', { class: 'moves' },
      small(t('上移'), 'arrow-up', () => change((all) => all.splice(at - 1, 0, ...all.splice(at, 1))), at === 0),
      small(t('下移'), 'arrow-down', () => change((all) => all.splice(at + 1, 0, ...all.splice(at, 1))), at === list().length - 1),
      small(t('去掉“{name}”', { name: option.label?.zh ?? option.value }), 'x-lg', () => change((all) => all.splice(at, 1)))));
  const free = () => { for (let n = list().length + 1; ; n += 1) if (!list().some((one) => one.value === `option_${n}`)) return `option_${n}`; };
  return { nodes: [h('ol', { class: 'optlines' }, list().map(line)), readonly ? null : h('button', { type: 'button', class: 'linkish', onclick: () => change((all) => all.push({ value: free(), label: { zh: t('新选项'), en: '' } })) }, t('加一个选项'))] };
}

const actsField = ({ acts }) => ({ nodes: [h('div', { class: 'd-flex gap-2' }, acts.map(([words, sign, act]) => h('button', { type: 'button', class: 'btn btn-quiet btn-sm', onclick: act }, icon(sign), ` ${words}`)))] });

const own = { options: optionsField, acts: actsField };

export class FormPanel {
  constructor(editor, place, list) {
    Object.assign(this, { editor, place, list, shape: '', pieces: [] });
  }

  show() {
    this.showList();
    const sections = sectionsOf(this.editor);
    const fields = sections.flatMap((section) => section.fields);
    const shape = shapeOf(this.editor, sections);
    if (shape === this.shape) this.pieces.forEach((piece, index) => piece.refresh?.(fields[index]));
    else this.draw(sections);
    this.shape = shape;
    this.showFaults();
  }

  draw(sections) {
    const { key } = document.activeElement?.dataset ?? {};
    const inside = this.place.contains(document.activeElement);
    this.pieces = [];
    const groups = sections.map(({ title, fields }) => h('section', { class: 'pgroup' }, title ? h('h2', { class: 'hd' }, title) : null,
      h('div', { class: 'bd' }, fields.flatMap((field) => {
        const piece = (own[field.kind] ?? makeField)(field);
        this.pieces.push(piece);
        return piece.nodes;
      }))));
    this.faults = h('div', { class: 'pfaults' });
    this.place.replaceChildren(h('div', { class: 'phead' }, h('b', {}, this.editor.calledNow())), this.faults, ...groups);
    if (inside && key) [...this.place.querySelectorAll('[data-key]')].find((one) => one.dataset.key === key)?.focus();
  }

  showFaults() {
    this.faults?.replaceChildren(...this.editor.faultsNow().map((one) => h('p', { class: one.level === 'error' ? 'bad' : '' },
      icon(one.level === 'error' ? 'x-octagon' : 'exclamation-triangle'), h('span', {}, t('{reason}。{mend}。', one)))));
    const head = this.place.querySelector('.phead b');
    if (head) head.textContent = this.editor.calledNow();
  }

  showList() {
    const { editor } = this;
    const { key } = document.activeElement?.dataset ?? {};
    const inside = this.list.contains(document.activeElement);
    const more = (words, act) => (editor.readonly ? null : h('button', { type: 'button', class: 'linkish addline', onclick: act }, icon('plus-lg'), words));
    const next = editor.form.next ?? [];
    this.list.replaceChildren(
      h('ul', { class: 'flist' }, this.line('form', 0, editor.form.title?.zh || editor.form.key, t('名称和记录'))),
      h('p', { class: 'cap' }, t('问题')),
      h('ol', { class: 'flist' }, editor.form.fields.map((field, at) => this.line('field', at, field.label?.zh || field.key, [editor.typeName(field), field.required && t('必填'), field.shown_when && t('有条件')].filter(Boolean).join(' · ')))),
      more(t('加一个问题'), () => editor.add()) ?? '',
      h('p', { class: 'cap' }, t('下一步的话')),
      h('ol', { class: 'flist' }, next.map((one, at) => this.line('next', at, one.text?.zh || '…', one.when === 'true' ? t('总是') : ''))),
      more(t('加一句'), () => editor.addSentence()) ?? '');
    if (inside && key) [...this.list.querySelectorAll('[data-key]')].find((one) => one.dataset.key === key)?.focus();
  }

  /** One line of the list: chosen by a press, moved by buttons, by Alt and arrows, or by dragging. */
  line(kind, at, name, note) {
    const { editor } = this;
    const here = editor.kind === kind && editor.at === at;
    const bad = editor.faultsOf(kind, at).length;
    const moves = kind !== 'form' && !editor.readonly;
    const count = kind === 'field' ? editor.form.fields.length : (editor.form.next ?? []).length;
    const keys = (event) => {
      const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!by || !event.altKey || !moves) return;
      event.preventDefault();
      editor.move(kind, at, at + by);
    };
    return h('li', {
      class: `${here ? 'here' : ''} ${bad ? 'bad' : ''}`, draggable: moves ? 'true' : 'false',
      ondragstart: (event) => { this.dragged = { kind, at }; event.dataTransfer.effectAllowed = 'move'; event.dataTransfer.setData('text/plain', name); },
      ondragover: (event) => { if (this.dragged?.kind === kind) event.preventDefault(); },
      ondrop: (event) => { event.preventDefault(); if (this.dragged?.kind === kind) editor.move(kind, this.dragged.at, at); this.dragged = null; },
    },
    h('button', { type: 'button', class: 'pick', 'data-key': `${kind}-${at}`, 'aria-current': here ? 'true' : null, onclick: () => editor.choose(kind, at), onkeydown: keys },
      h('span', {}, bad ? icon('x-octagon') : null, name), note ? h('small', {}, note) : null),
    moves && here ? h('span', { class: 'moves' },
      small(t('上移'), 'arrow-up', () => editor.move(kind, at, at - 1), at === 0),
      small(t('下移'), 'arrow-down', () => editor.move(kind, at, at + 1), at === count - 1)) : null);
  }
}
