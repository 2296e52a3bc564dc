// 试一试: a case typed in, and which row of the table as it stands it hits; what the table leaves out.
import { h } from './dom.js';
import { t } from './language.js';
import { Marks } from './table-findings.js';

const KINDS = { number: ['text', 'decimal'], date: ['date'], 'date and time': ['text'] };

export class Trying {
  constructor(editor, address, place, store) {
    Object.assign(this, { editor, address, place, store, values: {}, text: undefined, asked: 0 });
    this.hits = new Marks();
    this.form = h('form', { class: 'tryform', onsubmit: (event) => { event.preventDefault(); this.decide(); } });
    this.result = h('div', { class: 'tryresult', role: 'status' });
    this.coverage = h('div', { class: 'trycover' });
    place.replaceChildren(h('h2', { class: 'phead' }, t('试一试')), h('p', { class: 'f5 ink2 px-3 mb-1' }, t('填上各项的值，看哪一行符合。')), this.form, this.result, h('h2', { class: 'phead' }, t('遗漏和重复')), this.coverage);
  }

  async ask(body) {
    const headers = this.store.headers({ 'Content-Type': 'application/json' });
    const answer = await this.store.ask(this.address, { method: 'POST', headers, body: JSON.stringify(body) });
    return answer.status === 200 ? { ...answer.body, error: answer.body.unreadable } : { error: answer.body.error ?? '' };
  }

  /** The table has changed: other questions, another coverage. */
  async look(text) {
    this.text = text;
    this.asked += 1;
    const turn = this.asked;
    const answer = await this.ask({ text });
    if (turn !== this.asked) return;
    if (answer.error !== undefined) {
      this.coverage.replaceChildren(h('p', { class: 'px-3 f4' }, `${t('表现在读不出来：')}${answer.error}`));
      return;
    }
    this.showQuestions(answer.questions);
    this.showCoverage(answer.coverage);
    this.place.dataset.looked = String(turn);
  }

  showQuestions(questions) {
    const shape = JSON.stringify(questions);
    if (shape === this.shape) return;
    this.shape = shape;
    this.form.replaceChildren(...questions.map((one) => this.field(one)), h('button', { class: 'btn btn-primary btn-sm' }, t('看结果')));
  }

  field({ name, label, kind, options }) {
    const id = `try-${name}`;
    const keep = (event) => { this.values[name] = event.target.value; };
    const now = this.values[name] ?? '';
    const choices = kind === 'boolean' ? [{ value: 'true', label: t('是') }, { value: 'false', label: t('否') }] : options;
    const listed = choices.length > 0 && kind !== 'number';
    const [type = 'text', inputmode] = KINDS[kind] ?? [];
    const input = listed
      ? h('select', { id, class: 'form-select form-select-sm', onchange: keep }, h('option', { value: '' }, t('（空）')), choices.map((one) => h('option', { value: one.value, selected: one.value === now }, one.label)))
      : h('input', { id, class: 'form-control form-control-sm', type, inputmode, value: now, oninput: keep });
    return h('div', { class: 'tryfield' }, h('label', { for: id }, label), input, h('div', { class: 'err', id: `${id}-fault` }));
  }

  async decide() {
    const { answer, faults = {}, error } = await this.ask({ text: this.text, values: this.values });
    this.form.querySelectorAll('.err').forEach((one) => { one.textContent = faults[one.id.slice(4, -6)] ?? ''; });
    if (!answer) { this.result.replaceChildren(error ?? ''); this.hits.set([], ''); return; }
    this.hits.set(answer.elements ?? [], 'background: var(--hs-green-soft) !important;');
    this.result.replaceChildren(...[
      h('p', { class: 'tryhit' }, h('b', {}, answer.headline)),
      answer.fault ? h('p', { class: 'err' }, answer.fault) : null,
      ...answer.outputs.map((line) => h('dl', { class: 'dl f4' }, line.flatMap((one) => [h('dt', {}, one.label), h('dd', {}, one.value)]))),
      answer.others.length ? h('details', {}, h('summary', { class: 'f4' }, t('为什么别的行不符合')), h('ul', { class: 'f5' }, answer.others.map((one) => h('li', {}, h('button', { type: 'button', class: 'linkish', onclick: () => this.editor.goTo(one.element) }, t('第 {row} 行', one)), ` ${one.why}`)))) : null,
    ].filter(Boolean));
  }

  showCoverage({ headline, lines, elements }) {
    const go = (row) => this.editor.goTo(elements[row - 1]);
    this.coverage.replaceChildren(
      h('p', { class: 'px-3 f4 mb-1' }, headline),
      h('ul', { class: 'coverlist' }, lines.map((one) => h('li', { class: one.level }, one.rows.length ? h('button', { type: 'button', class: 'linkish', onclick: () => go(one.rows[0]) }, one.name) : h('b', {}, one.name), ` ${one.words}`))));
  }
}
