// The controls of the panel of properties. Each is described by a plain object and made into a
// piece of page; `refresh` brings it into step with the diagram without taking the cursor away.
import { h, later } from './dom.js';
import { literal, readCondition, writeCondition } from './condition.js';
import { t } from './language.js';

const named = (field) => ({ id: `p-${field.key}`, 'data-key': field.key, disabled: field.readonly ?? false });
const label = (field) => h('label', { for: `p-${field.key}` }, field.label);
const hint = (field) => (field.hint ? h('p', { class: 'fhint' }, field.hint) : null);
const known = (options, value) => (value && !options.some((one) => one.value === value)
  ? [...options, { value, label: t('{value}（没有这一项）', { value }) }] : options);

function choose(field, attributes, value) {
  const select = h('select', { class: 'form-select form-select-sm', ...attributes });
  const list = known(field.options, value);
  if (field.empty !== undefined) select.append(h('option', { value: '' }, field.empty));
  const groups = new Map();
  list.forEach((one) => {
    if (one.group && !groups.has(one.group)) groups.set(one.group, h('optgroup', { label: one.group }));
    const place = groups.get(one.group) ?? select;
    if (place !== select && !place.parentNode) select.append(place);
    place.append(h('option', { value: one.value }, one.label));
  });
  select.value = value;
  return select;
}

const makers = {
  text(field) {
    const input = h('input', { class: 'form-control form-control-sm', ...named(field), value: field.get(), maxlength: field.max ?? '200', onchange: (event) => field.set(event.target.value.trim()) });
    return { nodes: [label(field), input, hint(field)], refresh: (fresh) => { if (document.activeElement !== input) input.value = fresh.get(); } };
  },

  area(field) {
    const live = field.live ? later((value) => field.set(value.trim()), 500) : undefined; // checked while it is typed
    const input = h('textarea', { class: 'form-control form-control-sm', rows: field.rows ?? 2, ...named(field), spellcheck: 'false', onchange: (event) => field.set(event.target.value.trim()), oninput: live && ((event) => live(event.target.value)) });
    input.value = field.get();
    return { nodes: [label(field), input, hint(field)], refresh: (fresh) => { if (document.activeElement !== input) input.value = fresh.get(); } };
  },

  select(field) {
    const select = choose(field, { ...named(field), onchange: (event) => field.set(event.target.value) }, field.get());
    return { nodes: [label(field), select, hint(field)], refresh: (fresh) => { if (document.activeElement !== select) select.value = fresh.get(); } };
  },

  /** Several of a list, written with commas; the chosen ones as tags, the rest to be added. */
  several(field) {
    const chosen = field.get().split(',').map((one) => one.trim()).filter(Boolean);
    const words = (code) => field.options.find((one) => one.value === code)?.label ?? t('{value}（没有这一项）', { value: code });
    const tags = chosen.map((code) => h('span', { class: 'tag' }, words(code),
      field.readonly ? null : h('button', { type: 'button', class: 'tagx', 'aria-label': t('去掉“{name}”', { name: words(code) }), onclick: () => field.set(chosen.filter((one) => one !== code).join(',')) }, '×')));
    const rest = field.options.filter((one) => !chosen.includes(one.value));
    const add = choose({ options: rest, empty: field.empty }, { ...named(field), onchange: (event) => event.target.value && field.set([...chosen, event.target.value].join(',')) }, '');
    return { nodes: [label(field), h('div', { class: 'tags' }, tags), field.readonly ? null : add, hint(field)] };
  },

  yes(field) {
    const box = h('input', { type: 'checkbox', class: 'form-check-input', ...named(field), checked: field.get(), onchange: (event) => field.set(event.target.checked) });
    return { nodes: [h('label', { class: 'yes' }, box, ` ${field.label}`), hint(field)], refresh: (fresh) => { box.checked = fresh.get(); } };
  },

  words(field) {
    return { nodes: [h('p', { class: `fwords ${field.css ?? ''}` }, field.text, field.href ? h('a', { href: field.href }, field.link) : null)] };
  },

  /** Ways out of an element: words, where to, and a press goes there. */
  ways(field) {
    const rows = field.rows.map((row) => h('tr', {},
      h('td', {}, h('button', { type: 'button', class: 'linkish', onclick: row.go }, row.words)), h('td', {}, field.plain ? row.target : `→ ${row.target}`)));
    return { nodes: [h('table', { class: 'table dense m-0' }, h('tbody', {}, rows))] };
  },

  list(field) {
    return { nodes: [field.label ? h('p', { class: 'fcap' }, field.label) : null, h('ul', { class: 'fwords' }, field.items.map((item) => h('li', {}, item)))] };
  },

  /** «From this day until …»: asks the server's own arithmetic. */
  due(field) {
    const answer = h('output', { class: 'fwords', for: `p-${field.key}` });
    const input = h('input', { type: 'date', class: 'form-control form-control-sm', id: `p-${field.key}`, 'data-key': field.key, onchange: () => ask() });
    async function ask() {
      const found = await field.ask(input.value);
      answer.replaceChildren(...(found.words
        ? [`→ `, h('b', {}, found.words), h('details', {}, h('summary', {}, t('为什么')), h('ul', {}, (found.why ?? []).map((one) => h('li', {}, t('{title}：{text}', one), one.law ? h('span', { class: 'ink2' }, t('（{law}）', one)) : null))))]
        : [found.error ?? t('算不出来')]));
    }
    input.value = field.today;
    ask();
    return { nodes: [h('label', { for: `p-${field.key}` }, t('试算：从这一天起')), input, answer] };
  },

  condition(field) {
    const read = readCondition(field.get());
    const raw = makers.area({ ...field, key: `${field.key}-text`, label: t('条件（FEEL）'), hint: field.hint, live: true });
    if (!read) return { ...raw, nodes: [h('p', { class: 'fwords ink2' }, t('这个条件较复杂，只能直接写。')), ...raw.nodes] };
    const parts = read.parts.length ? read.parts : [{ name: '', operator: '=', value: '' }];
    const save = () => field.set(writeCondition({ joiner: read.joiner, parts }));
    const rows = parts.map((part, index) => row(field, part, index, (change) => { Object.assign(part, change); save(); }));
    const join = parts.length > 1 ? choose({ options: [{ value: 'or', label: t('任何一条成立') }, { value: 'and', label: t('每一条都成立') }] }, { 'data-key': `${field.key}-join`, 'aria-label': t('几条怎样算'), disabled: field.readonly, onchange: (event) => { read.joiner = event.target.value; save(); } }, read.joiner) : null;
    const more = field.readonly || !read.parts.length ? null : h('button', { type: 'button', class: 'linkish', onclick: () => field.set(`${field.get()} ${read.joiner} ${read.parts[0].name} = ""`) }, t('再加一条'));
    return { nodes: [join, ...rows, more, ...(field.expert ? raw.nodes : [hint(field)])], refresh: raw.refresh };
  },
};

/** One line of a condition: a value, how it compares, and with what. */
function row(field, part, index, change) {
  const value = field.values.find((one) => one.value === part.name);
  const key = `${field.key}-${index}`;
  const control = (name, words) => ({ id: `p-${key}-${name}`, 'data-key': `${key}-${name}`, 'aria-label': words, disabled: field.readonly });
  const what = choose({ options: field.values, empty: t('选择依据') }, { ...control('name', t('依据')), onchange: (event) => change({ name: event.target.value, value: part.name === event.target.value ? part.value : '""' }) }, part.name);
  const operators = [['=', t('是')], ['!=', t('不是')], ['>=', t('不少于')], ['<=', t('不超过')], ['>', t('大于')], ['<', t('小于')]];
  const how = choose({ options: operators.map(([code, words]) => ({ value: code, label: words })) }, { ...control('operator', t('怎样比较')), onchange: (event) => change({ operator: event.target.value }) }, part.operator);
  const truths = [{ value: 'true', label: t('“是”') }, { value: 'false', label: t('“否”') }];
  const options = value?.type === 'boolean' ? truths : (value?.options ?? []).map((one) => ({ ...one, value: `"${one.value}"` }));
  const listed = options.length && part.operator.length <= 2 && !/[<>]/.test(part.operator);
  const against = listed
    ? choose({ options, empty: t('选择') }, { ...control('value', t('值')), onchange: (event) => change({ value: event.target.value }) }, part.value === '""' ? '' : part.value)
    : h('input', { class: 'form-control form-control-sm', ...control('value', t('值')), value: part.value.replace(/"/g, ''), onchange: (event) => change({ value: literal(event.target.value.trim()) }) });
  return h('div', { class: 'cond' }, what, how, against);
}

/** The page's piece of a field: {nodes, refresh}. */
export const makeField = (field) => makers[field.kind](field);
