// What can be set of a form, a question, a sentence about what comes next: plain objects that
// fields.js makes into controls.
import { isBounded, isChosen, isNumber, isWorded, rename, setType } from './form-model.js';
import { t } from './language.js';

const text = (value) => (value === undefined || value === null ? '' : String(value));
const put = (place, key, value) => { if (value === '' || value === undefined) delete place[key]; else place[key] = value; };

/** A label in two languages; one that may be missing goes when both are empty. */
function worded(editor, { key, place, name, words, optional, rows }) {
  const set = (language) => (value) => editor.change(() => {
    const label = { zh: '', en: '', ...place()[name], [language]: value };
    if (optional && !label.zh && !label.en) delete place()[name];
    else place()[name] = label;
  });
  const field = (language, label) => ({ kind: rows ? 'area' : 'text', key: `${key}-${language}`, label, readonly: editor.readonly, get: () => text(place()[name]?.[language]), set: set(language), max: '500', rows });
  return [field('zh', words), field('en', t('{words}（英文）', { words }))];
}

const typed = (field, value) => (isNumber(field) && value !== '' && Number.isFinite(Number(value)) ? Number(value) : value);

function limit(editor, place, name, label) {
  return { kind: 'text', key: name, label, readonly: editor.readonly, get: () => text(place()[name]), set: (value) => editor.change(() => put(place(), name, typed(place(), value))) };
}

function defaultField(editor, place) {
  const field = place();
  const common = { key: 'default', label: t('一打开就填好的答案'), readonly: editor.readonly, get: () => text(field.default) };
  if (field.type === 'choice') return [{ ...common, kind: 'select', empty: t('不填'), options: field.options.map((one) => ({ value: text(one.value), label: text(one.label?.zh) })), set: (value) => editor.change(() => put(place(), 'default', value)) }];
  if (field.type === 'yes_no') return [{ ...common, kind: 'select', empty: t('不填'), options: [{ value: 'true', label: t('“是”') }, { value: 'false', label: t('“否”') }], set: (value) => editor.change(() => put(place(), 'default', value === '' ? '' : value === 'true')) }];
  if (['choices', 'user', 'office'].includes(field.type)) return [];
  return [{ ...common, kind: 'text', set: (value) => editor.change(() => put(place(), 'default', typed(place(), value))) }];
}

function whenShown(editor, place) {
  return { kind: 'condition', key: 'shown', expert: true, readonly: editor.readonly, values: editor.valuesFor(editor.at), hint: t('不写条件就总是显示。只能用前面的问题和流程已有的值。'), get: () => text(place().shown_when), set: (value) => editor.change(() => put(place(), 'shown_when', value)) };
}

function aboutQuestion(editor, place) {
  const field = place();
  const { readonly } = editor;
  return [
    ...worded(editor, { key: 'label', place, name: 'label', words: t('问什么') }),
    { kind: 'select', key: 'type', label: t('怎样回答'), readonly, options: editor.types, get: () => text(place().type), set: (value) => editor.change(() => setType(place(), value)) },
    { kind: 'yes', key: 'required', label: t('必须回答'), readonly, get: () => place().required === true, set: (on) => editor.change(() => { place().required = on; }) },
    field.type === 'long_text' ? null : { kind: 'yes', key: 'routing', label: t('答案供流程判断'), hint: t('条件、决策表要用到的答案才选。'), readonly, get: () => place().routing === true, set: (on) => editor.risk(on ? '' : place().key, () => { place().routing = on; }) },
    ...worded(editor, { key: 'hint', place, name: 'hint', words: t('提示'), optional: true }),
    { kind: 'text', key: 'key', label: t('编码'), hint: t('小写字母开头，可以有数字和下划线；存档和条件用它。'), max: '64', readonly, get: () => text(place().key), set: (value) => editor.setKey(place(), value, rename) },
  ].filter(Boolean);
}

function limits(editor, place) {
  const field = place();
  const found = [];
  if (isBounded(field)) found.push(limit(editor, place, 'min', isNumber(field) ? t('最小') : t('最早')), limit(editor, place, 'max', isNumber(field) ? t('最大') : t('最晚')));
  if (isWorded(field)) found.push({ kind: 'text', key: 'max_length', label: t('最多几个字'), readonly: editor.readonly, hint: field.type === 'text' ? t('不写就是 200 字') : t('不写就是 5000 字'), get: () => text(place().max_length), set: (value) => editor.change(() => put(place(), 'max_length', /^\d+$/.test(value) ? Number(value) : value)) });
  return [...found, ...defaultField(editor, place)];
}

function question(editor) {
  const place = () => editor.form.fields[editor.at];
  return [
    { title: t('问题'), fields: aboutQuestion(editor, place) },
    isChosen(place()) ? { title: t('选项'), fields: [{ kind: 'options', key: 'options', readonly: editor.readonly, editor, place }] } : null,
    { title: t('什么时候显示'), fields: [whenShown(editor, place)] },
    { title: t('限制和默认'), fields: limits(editor, place) },
    editor.readonly ? null : { title: t('这个问题'), fields: [{ kind: 'acts', key: 'acts', acts: [[t('再来一个一样的'), 'files', () => editor.duplicate()], [t('删除'), 'trash', () => editor.risk(place().key, () => editor.remove())]] }] },
  ].filter(Boolean);
}

function sentence(editor) {
  const place = () => editor.form.next[editor.at];
  return [
    { title: t('这句话'), fields: worded(editor, { key: 'text', place, name: 'text', words: t('下一步会怎样'), rows: 2 }) },
    { title: t('什么时候说'), fields: [{ kind: 'condition', key: 'when', expert: true, readonly: editor.readonly, values: editor.valuesFor(editor.form.fields.length), hint: t('true 表示总是说。'), get: () => text(place().when), set: (value) => editor.change(() => { place().when = value || 'true'; }) }] },
    editor.readonly ? null : { title: '', fields: [{ kind: 'acts', key: 'acts', acts: [[t('删除'), 'trash', () => editor.change(() => editor.remove())]] }] },
  ].filter(Boolean);
}

function whole(editor) {
  const place = () => editor.form;
  return [
    { title: t('表单'), fields: worded(editor, { key: 'title', place, name: 'title', words: t('名称') }) },
    { title: t('提交后记什么'), fields: [{ kind: 'select', key: 'record', label: t('记到'), readonly: editor.readonly, options: editor.records, empty: t('只留在这一步里'), hint: t('每种记录从编码相同的答案里取内容，例如调解记录取 held_at、place、result。换一种就要照它改编码。'), get: () => text(place().record), set: (value) => editor.change(() => { place().record = value || null; }) }] },
  ];
}

/** The sections of what is chosen. */
export const sectionsOf = (editor) => ({ form: whole, field: question, next: sentence })[editor.kind](editor);
