// The designer of one form. Everything it needs to know stands on the page, in #studio; places
// #list, #properties, #findings, #given and the frame "preview"; controls named by data-act.
import { h, icon, later } from './dom.js';
import { FormModel, askedNames, formText, freeKey, readForm } from './form-model.js';
import { FormPanel } from './form-panel.js';
import { FileStore, FormSaving } from './form-saving.js';
import { EN, missing, t } from './language.js';

const CHECK_AFTER = 700; // ms without a change
const LOOK_AFTER = 350;
const TYPED_AFTER = 500;
const WIDTH = { desktop: 920, phone: 390 };
const PLACE = /^(fields|next)\[(\d+)\]/;
const KEY = /^[a-z][a-z0-9_]{0,63}$/;

class FormEditor {
  constructor(page, store, form) {
    Object.assign(this, { page, store, readonly: Boolean(page.readonly), kind: 'form', at: 0, found: [], given: {}, values: [], wanted: 0, sent: 0 });
    this.frame = document.querySelector('#studio iframe');
    this.frame.addEventListener('load', () => { if (this.sent && this.sent === this.wanted) delete this.frame.dataset.pending; });
    this.types = JSON.parse(page.types);
    this.records = JSON.parse(page.records);
    this.asked = JSON.parse(page.asked);
    this.model = new FormModel(form, () => this.show());
    this.checkSoon = later(() => this.check(), CHECK_AFTER);
    this.lookSoon = later(() => this.look(), LOOK_AFTER);
  }

  get form() { return this.model.form; }

  change(act) { this.model.change(act); }

  open(form) {
    this.model.open(form);
    this.saving.settle();
    this.show();
  }

  /** Bring everything into step with the form. */
  show() {
    const list = { form: [null], field: this.form.fields, next: this.form.next ?? [] }[this.kind];
    if (this.at >= list.length) this.at = list.length - 1;
    if (this.at < 0) Object.assign(this, { kind: 'form', at: 0 });
    this.panel.show();
    this.showGiven();
    this.showState();
    this.frame.dataset.pending = '1'; // until what stands here is what the frame shows
    this.wanted += 1;
    this.lookSoon();
    this.checkSoon();
    if (!this.readonly) this.saving.keepSoon();
  }

  showState() {
    const { undo, redo, save } = this.saving.controls;
    if (!undo) return;
    undo.disabled = !this.model.canUndo();
    redo.disabled = !this.model.canRedo();
    save.disabled = !this.saving.dirty();
    if (this.saving.dirty() && !this.saving.busy) this.saving.say(t('有未保存的修改'));
  }

  choose(kind, at) {
    Object.assign(this, { kind, at });
    this.panel.show();
  }

  // ── changes ──
  add() {
    this.change((form) => {
      form.fields.push({ key: freeKey(form, 'question'), label: { zh: t('新问题'), en: '' }, type: 'text', required: false, routing: false });
      Object.assign(this, { kind: 'field', at: form.fields.length - 1 });
    });
    const first = document.getElementById('p-label-zh');
    first?.focus();
    first?.select();
  }

  duplicate() {
    this.change((form) => {
      const copy = JSON.parse(JSON.stringify(form.fields[this.at]));
      copy.key = freeKey(form, copy.key);
      form.fields.splice(this.at + 1, 0, copy);
      this.at += 1;
    });
  }

  /** Take away what is chosen; call within a change. */
  remove() { (this.kind === 'next' ? this.form.next : this.form.fields).splice(this.at, 1); }

  addSentence() {
    this.change((form) => {
      form.next = [...(form.next ?? []), { when: 'true', text: { zh: t('提交后进入下一步。'), en: '' } }];
      Object.assign(this, { kind: 'next', at: form.next.length - 1 });
    });
  }

  move(kind, from, to) {
    const list = kind === 'field' ? this.form.fields : this.form.next;
    if (from === to || to < 0 || to >= list.length) return;
    this.change(() => {
      list.splice(to, 0, ...list.splice(from, 1));
      Object.assign(this, { kind, at: to });
    });
    document.querySelector(`[data-key="${kind}-${to}"]`)?.focus();
  }

  setKey(field, key, rename) {
    if (!KEY.test(key) || this.form.fields.some((one) => one !== field && one.key === key)) {
      this.saving.say(t('编码要小写字母开头，只用小写字母、数字、下划线，并且不能重复。'), true);
      this.panel.shape = '';
      this.panel.show();
    } else if (key !== field.key) this.risk(field.routing ? field.key : '', () => rename(this.form, field, key));
  }

  /** Do it, after asking where conditions look at the answer called *key*. */
  risk(key, act) {
    const field = this.form.fields.find((one) => one.key === key);
    const places = field?.routing ? this.asked[key] ?? [] : [];
    if (!places.length) { this.change(act); return; }
    const words = places.slice(0, 5).join(t('、')) + (places.length > 5 ? t('等 {n} 处', { n: places.length }) : '');
    this.ask(t('有条件用到这个答案'), t('{places} 用到“{name}”（{key}）。去掉以后这些地方得不到它的值，要一起改。', { places: words, name: field.label?.zh ?? key, key }), [
      [t('不动它'), () => { this.panel.shape = ''; this.panel.show(); }],
      [t('知道了，照样改'), () => this.change(act)],
    ]);
  }

  // ── words ──
  typeName(field) { return this.types.find((one) => one.value === field.type)?.label ?? field.type; }

  calledNow() {
    if (this.kind === 'form') return t('名称和记录');
    if (this.kind === 'field') return this.form.fields[this.at].label?.zh || this.form.fields[this.at].key;
    return t('下一步的话');
  }

  /** The values a condition at question *at* may look at: earlier answers, then those of the process. */
  valuesFor(at) {
    const label = (one) => (EN && one?.en ? one.en : one?.zh ?? '');
    const own = this.form.fields.slice(0, at).map((field) => ({
      value: field.key, label: label(field.label), type: field.type === 'yes_no' ? 'boolean' : '',
      options: (field.options ?? []).map((one) => ({ value: one.value, label: label(one.label) })),
    }));
    const keys = new Set(this.form.fields.map((field) => field.key));
    return [...own, ...this.values.filter((one) => !keys.has(one.value))];
  }

  // ── findings ──
  async check() {
    const found = await this.store.check(formText(this.form));
    if (found) this.setFindings(found);
  }

  setFindings(found) {
    this.found = found.filter((one) => one.file === this.store.path);
    this.elsewhere = found.filter((one) => one.file !== this.store.path && one.level === 'error').length;
    this.showFindings();
    this.panel.showList();
    this.panel.showFaults();
  }

  faultsOf(kind, at) {
    return this.found.filter((one) => {
      const [, list, number] = PLACE.exec(one.element) ?? [];
      return kind === 'form' ? !list : list === (kind === 'field' ? 'fields' : 'next') && Number(number) === at;
    });
  }

  faultsNow() { return this.faultsOf(this.kind, this.at); }

  showFindings() {
    const bad = this.found.filter((one) => one.level === 'error').length;
    const line = (one) => {
      const [, list, number] = PLACE.exec(one.element) ?? [];
      const go = () => this.choose(list ? (list === 'fields' ? 'field' : 'next') : 'form', Number(number ?? 0));
      const field = list === 'fields' ? this.form.fields[Number(number)] : null;
      const css = one.level === 'error' ? 'red' : 'yellow';
      return h('li', {}, h('span', { class: `clk ${css}` }, icon(css === 'red' ? 'x-octagon' : 'exclamation-triangle'), h('b', {}, css === 'red' ? t('必须改') : t('提醒'))),
        h('span', { class: 'what' }, field ? h('b', {}, t('“{name}”', { name: field.label?.zh || field.key })) : null, t('{reason}。', one), h('span', { class: 'ink2' }, t('{mend}。', one))),
        h('button', { type: 'button', class: 'linkish', onclick: go }, t('定位')));
    };
    document.getElementById('findings').replaceChildren(
      h('div', { class: 'findhd' }, h('b', {}, t('检查')), h('span', {}, icon(bad ? 'x-octagon' : 'check-circle'), ` ${t('{n} 个必须改', { n: bad })}`),
        this.elsewhere ? h('span', { class: 'ink2' }, t('其他文件还有 {n} 个必须改', { n: this.elsewhere })) : null),
      this.found.length ? h('ul', { class: 'findlist' }, this.found.map(line)) : '');
  }

  // ── preview ──
  look() {
    this.sent = this.wanted;
    const form = document.getElementById('preview');
    form.elements._form.value = formText(this.form);
    form.elements._given.value = JSON.stringify(this.given);
    form.submit();
  }

  /** What conditions look at besides this form's answers: chosen here, for the preview only. */
  showGiven() {
    const names = askedNames(this.form);
    const place = document.getElementById('given');
    if (place.dataset.names === String(names)) return;
    place.dataset.names = String(names);
    const set = (name) => (event) => { const { value } = event.target; this.given[name] = { '': null, true: true, false: false }[value] ?? (/^-?\d+$/.test(value) && event.target.tagName === 'INPUT' ? Number(value) : value); this.look(); };
    place.replaceChildren(names.length ? t('假定：') : '', ...names.map((name) => {
      const value = this.values.find((one) => one.value === name);
      const options = value?.type === 'boolean' ? [{ value: 'true', label: t('“是”') }, { value: 'false', label: t('“否”') }] : value?.options ?? [];
      const words = value?.label ?? name;
      if (!options.length) return h('label', {}, words, ' ', h('input', { class: 'form-control form-control-sm', onchange: set(name) }));
      return h('label', {}, words, ' ', h('select', { class: 'form-select form-select-sm', onchange: set(name) }, h('option', { value: '' }, t('没有')), options.map((one) => h('option', { value: one.value }, one.label))));
    }));
  }

  /** A question with answers; Esc leaves things as they are. */
  ask(title, text, answers) {
    const back = document.activeElement;
    const close = () => { box.remove(); back?.focus?.(); };
    const box = h('section', { class: 'dlg float', role: 'dialog', 'aria-labelledby': 'ask-title', tabindex: '-1', onkeydown: (event) => { if (event.key === 'Escape') close(); } },
      h('div', { class: 'hd', id: 'ask-title' }, title), h('div', { class: 'p-3' }, h('p', {}, text),
        h('div', { class: 'd-grid gap-2' }, answers.map(([words, act], at) => h('button', { type: 'button', class: `btn btn-sm ${at ? 'btn-quiet' : 'btn-primary'}`, onclick: () => { close(); act(); } }, words)))));
    document.body.append(box);
    box.focus();
  }
}

/** The frame is as wide as the screen it stands for, and made smaller to fit. */
function frameOf(studio) {
  const frame = studio.querySelector('iframe');
  const room = frame.parentElement;
  let kind = 'desktop';
  let at = 0;
  const fit = () => {
    const scale = Math.min(1, room.clientWidth / WIDTH[kind]);
    Object.assign(frame.style, { width: `${WIDTH[kind]}px`, height: `${room.clientHeight / scale}px`, transform: `scale(${scale})`, marginLeft: kind === 'phone' ? `${Math.max((room.clientWidth - WIDTH.phone) / 2, 0)}px` : '0' });
  };
  const controls = ['desktop', 'phone'].map((name) => studio.querySelector(`[data-act=${name}]`));
  controls.forEach((button) => button.addEventListener('click', () => {
    kind = button.dataset.act;
    controls.forEach((one) => one.setAttribute('aria-pressed', String(one === button)));
    fit();
  }));
  frame.addEventListener('load', () => {
    const inner = frame.contentWindow;
    inner.scrollTo(0, at);
    inner.addEventListener('scroll', () => { at = inner.scrollY; });
    frame.dataset.drawn = String(Number(frame.dataset.drawn ?? 0) + 1);
  });
  window.addEventListener('resize', fit);
  fit();
}

/** Typing counts after a moment's rest, not only when the field is left. */
function hearTyping(place) {
  const tell = later((input) => input.dispatchEvent(new Event('change', { bubbles: true })), TYPED_AFTER);
  place.addEventListener('input', ({ target }) => { if (target.matches('input[type=text], input:not([type]), textarea') && !target.dataset.key?.startsWith('key')) tell(target); });
}

function connect(editor) {
  const { controls } = editor.saving;
  controls.save?.addEventListener('click', () => editor.saving.save());
  controls.undo?.addEventListener('click', () => editor.model.undo());
  controls.redo?.addEventListener('click', () => editor.model.redo());
  controls.file.addEventListener('click', () => editor.saving.takeAway());
  document.addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey)) return;
    const key = event.key.toLowerCase();
    const typing = event.target.matches?.('input:not([type=checkbox]), textarea');
    const act = { s: () => editor.saving.save(), z: typing ? null : () => editor.model.undo(), y: typing ? null : () => editor.model.redo() }[key];
    if (!act) return;
    event.preventDefault();
    if (!editor.readonly) act();
  });
  hearTyping(document.getElementById('properties'));
}

async function mount(studio) {
  const page = { ...studio.dataset };
  const store = new FileStore(page);
  const form = readForm(await store.read());
  if (!form) {
    document.getElementById('properties').replaceChildren(h('p', { class: 'p-3' }, t('这个文件读不成表单，不能在这里改。请看检查结果，改好文件再上传。')));
    return;
  }
  const editor = new FormEditor(page, store, form);
  const controls = Object.fromEntries([...document.querySelectorAll('[data-act]')].map((one) => [one.dataset.act, one]));
  editor.saving = new FormSaving(editor, store, controls);
  editor.panel = new FormPanel(editor, document.getElementById('properties'), document.getElementById('list'));
  const choices = await fetch(page.choices, { credentials: 'same-origin' }).then((answer) => answer.json()).catch(() => ({}));
  editor.values = choices.values ?? [];
  frameOf(studio);
  connect(editor);
  editor.saving.settle();
  editor.show();
  editor.saving.offerKept();
  studio.heshi = { editor, missing, formText, readForm }; // for those who look into a page
  studio.dataset.ready = '1';
}

const studio = document.getElementById('studio');
if (studio) {
  mount(studio).catch((fault) => {
    console.error(fault);
    document.getElementById('properties').textContent = t('表单没有打开。请刷新页面，或者看检查结果。');
  });
}
