// The form being designed: the JSON of its file, changed in place, so that what we do not know stays.
// Every change is a step that can be undone.
const LONGEST = 200; // steps kept
const BOUNDED = ['integer', 'decimal', 'money', 'date', 'datetime'];
const WORDED = ['text', 'long_text'];
const CHOSEN = ['choice', 'choices'];

export const isBounded = (field) => BOUNDED.includes(field.type);
export const isWorded = (field) => WORDED.includes(field.type);
export const isChosen = (field) => CHOSEN.includes(field.type);
export const isNumber = (field) => ['integer', 'decimal', 'money'].includes(field.type);

const simple = (value) => value === null || typeof value !== 'object';
const short = (value) => simple(value) || (!Array.isArray(value) && Object.values(value).every((one) => simple(one) || (!Array.isArray(one) && Object.values(one).every(simple))));

function inline(value) {
  if (simple(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  return `{${Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${inline(one)}`).join(', ')}}`;
}

function block(value, indent, whole) {
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (!value.length || value.every(simple)) return inline(value);
    const fields = whole === 'fields';
    return `[\n${value.map((one) => inner + (!fields && short(one) ? inline(one) : block(one, inner))).join(',\n')}\n${indent}]`;
  }
  if (simple(value)) return inline(value);
  return `{\n${Object.entries(value).map(([key, one]) => `${inner}${JSON.stringify(key)}: ${short(one) ? inline(one) : block(one, inner, key)}`).join(',\n')}\n${indent}}`;
}

/** A form as its file is written: a field on several lines, labels, options and sentences on one. */
export const formText = (form) => `${block(form, '')}\n`;

/** The form in a text; null where it is none that can be designed. */
export function readForm(text) {
  try {
    const form = JSON.parse(text);
    const right = form && Array.isArray(form.fields) && form.fields.every((one) => one && typeof one === 'object' && !Array.isArray(one));
    return right && (form.next === undefined || Array.isArray(form.next)) ? form : null;
  } catch {
    return null;
  }
}

export class FormModel {
  constructor(form, changed) {
    this.changed = changed;
    this.open(form);
  }

  open(form) {
    this.steps = [JSON.stringify(form)];
    this._stackIdx = 0;
    this.form = form;
  }

  /** Do something to the form as one step. */
  change(act) {
    act(this.form);
    const now = JSON.stringify(this.form);
    if (now === this.steps[this._stackIdx]) return;
    this.steps.splice(this._stackIdx + 1);
    this.steps.push(now);
    this._stackIdx += 1;
    if (this.steps.length > LONGEST) { this.steps.shift(); this._stackIdx -= 1; this.dropped = (this.dropped ?? 0) + 1; }
    this.changed();
  }

  canUndo() { return this._stackIdx > 0; }

  canRedo() { return this._stackIdx < this.steps.length - 1; }

  undo() { if (this.canUndo()) this.go(-1); }

  redo() { if (this.canRedo()) this.go(1); }

  go(by) {
    this._stackIdx += by;
    this.form = JSON.parse(this.steps[this._stackIdx]);
    this.changed();
  }
}

/** A name of its own for a new question. */
export function freeKey(form, wish) {
  const taken = new Set(form.fields.map((field) => field.key));
  if (!taken.has(wish)) return wish;
  const stem = wish.replace(/_\d+$/, '').slice(0, 56);
  for (let number = 2; ; number += 1) if (!taken.has(`${stem}_${number}`)) return `${stem}_${number}`;
}

/** Make a question another kind of question; what that kind cannot have goes. */
export function setType(field, type) {
  const before = field.type;
  field.type = type;
  if (before !== type) delete field.default;
  if (!isBounded(field) || isNumber({ type: before }) !== isNumber(field)) { delete field.min; delete field.max; }
  if (!isWorded(field)) delete field.max_length;
  if (!isChosen(field)) delete field.options;
  else if (!field.options?.length) field.options = ['one', 'two'].map((value, at) => ({ value, label: { zh: ['选项一', '选项二'][at], en: ['One', 'Two'][at] } }));
  if (type === 'long_text') field.routing = false;
}

/** Rename a question, also where conditions of this form look at it. */
export function rename(form, field, key) {
  const old = field.key;
  const word = new RegExp(`(?<![\\w."])${old}(?![\\w"])`, 'g');
  const follow = (text) => (old && typeof text === 'string' ? text.replace(word, key) : text);
  form.fields.forEach((one) => { if (one.shown_when !== undefined) one.shown_when = follow(one.shown_when); });
  (form.next ?? []).forEach((one) => { one.when = follow(one.when); });
  field.key = key;
}

const WORDS = new Set(['and', 'or', 'not', 'if', 'then', 'else', 'in', 'between', 'true', 'false', 'null', 'some', 'every', 'satisfies', 'for', 'return']);

/** Names that conditions look at and that the form does not ask itself. */
export function askedNames(form) {
  const own = new Set(form.fields.map((field) => field.key));
  const texts = [...form.fields.map((field) => field.shown_when), ...(form.next ?? []).map((one) => one.when)];
  const names = texts.flatMap((text) => (typeof text === 'string' ? text.replace(/"[^"]*"/g, '').match(/[a-z_][a-z0-9_]*(?!\s*\()/gi) ?? [] : []));
  return [...new Set(names)].filter((name) => !WORDS.has(name) && !own.has(name)).sort();
}
