// What can be said about an element, in domain words, as sections of fields for the panel.
import { h } from './dom.js';
import { inWords, readCondition } from './condition.js';
import { t } from './language.js';

const is = (object, ...types) => types.some((type) => object.$instanceOf(`bpmn:${type}`));
const CLOCKED = ['UserTask', 'ReceiveTask', 'SubProcess', 'CallActivity'];

/** Everything the panel shows of *element*. `editor` gives read, write, choices, modes. */
export function sectionsOf(element, editor) {
  const object = element.businessObject;
  const parts = [nameSection(element, editor)];
  if (is(object, 'UserTask')) parts.push(whoSection(element, editor));
  if (CLOCKED.some((type) => is(object, type))) parts.push(clockSection(element, editor));
  if (is(object, 'UserTask')) parts.push(formSection(element, editor));
  if (is(object, 'UserTask', 'ReceiveTask')) parts.push(statusSection(element, editor));
  if (is(object, 'ServiceTask')) parts.push(effectSection(element, editor));
  if (is(object, 'BusinessRuleTask')) parts.push(decisionSection(element, editor));
  if (is(object, 'CallActivity')) parts.push(callSection(element, editor));
  if (is(object, 'BoundaryEvent')) parts.push(borderSection(element, editor));
  if (is(object, 'ReceiveTask', 'BoundaryEvent', 'IntermediateCatchEvent')) parts.push(messageSection(element, editor));
  if (is(object, 'SequenceFlow')) parts.push(flowSection(element, editor));
  if (is(object, 'FlowNode') && (element.outgoing.length || element.attachers?.length)) parts.push(waysSection(element, editor));
  if (is(object, 'Participant', 'Process')) parts.push(stepsSection(editor));
  return parts.filter(Boolean).map((part) => ({ ...part, fields: part.fields.filter(Boolean).map((field) => ({ ...field, readonly: field.readonly ?? (editor.readonly || Boolean(editor.simulating)) })) }));
}

function property(element, editor, name) {
  return { get: () => editor.read.property(element.businessObject, name), set: (value) => editor.read.setProperty(element, name, value) };
}

function nameSection(element, editor) {
  const object = element.businessObject;
  const process = object.processRef ?? object;
  const english = is(object, 'FlowNode') ? { kind: 'text', key: 'name-en', label: t('英文名称'), ...property(element, editor, 'name_en') } : null;
  const said = is(process, 'FlowElement', 'Process');
  return {
    title: '', fields: [
      is(object, 'TextAnnotation') ? { kind: 'area', key: 'text', label: t('注释'), get: () => object.text ?? '', set: (text) => editor.modeling.updateProperties(element, { text }) }
        : !is(object, 'Collaboration') && { kind: 'text', key: 'name', label: t('名称'), get: () => object.name ?? '', set: (name) => editor.setName(element, name) },
      english,
      said && { kind: 'area', key: 'said', label: is(object, 'UserTask') ? t('给办理人的说明') : t('说明'), get: () => editor.saidOf(process), set: (text) => editor.setSaid(element, process, text) },
      editor.expert && { kind: 'text', key: 'id', label: t('编号'), max: '80', get: () => object.id, set: (id) => editor.setId(element, id) },
    ],
  };
}

function whoSection(element, editor) {
  const { roles, offices } = editor.choices;
  return {
    title: t('由谁办理'), fields: [
      { kind: 'several', key: 'role', label: t('办理角色'), options: roles, empty: t('添加角色'), ...property(element, editor, 'role') },
      { kind: 'select', key: 'office', label: t('办理单位'), options: offices, empty: t('请选择'), ...property(element, editor, 'office') },
    ],
  };
}

function clockSection(element, editor) {
  const { clocks, values, starts } = editor.choices;
  const clock = property(element, editor, 'clock');
  const chosen = clock.get();
  const row = clocks.find((one) => one.value === chosen);
  const computed = chosen.startsWith('=');
  const rules = values.filter((one) => one.value.endsWith('rule')).map((one) => ({ value: `=${one.value}`, label: t('按“{name}”确定', { name: one.label }) }));
  const timer = editor.timerOf(element);
  const atEnd = !timer ? 'none' : timer.businessObject.cancelActivity === false ? 'aside' : 'stop';
  return {
    title: t('期限'), fields: [
      { kind: 'select', key: 'clock', label: t('期限规则'), empty: t('没有期限'), options: [...clocks, ...rules], get: clock.get, set: (value) => editor.setClock(element, value) },
      row && { kind: 'words', css: 'ink2', text: t('{length}，{start}起算。{article}。{expiry}。', row), href: editor.page.law, link: t('看规则') },
      computed && { kind: 'words', css: 'ink2', text: t('用哪条规则由决策表在办理时确定。') },
      chosen && { kind: 'select', key: 'start', label: t('起算'), empty: row ? t('按规则：{start}', row) : t('按规则'), options: starts, ...property(element, editor, 'start_event') },
      chosen && { kind: 'select', key: 'at-end', label: t('期限届满后'), get: () => atEnd, set: (value) => editor.setAtEnd(element, value), options: [
        { value: 'none', label: t('只变色、提醒，流程不动') },
        { value: 'stop', label: t('结束这一步，走届满的出口') },
        { value: 'aside', label: t('这一步继续，另走一路') }] },
      row && !row.dated && { kind: 'due', key: 'due', today: editor.page.today, ask: (on) => editor.ask(editor.page.due, { rule: chosen, on }) },
    ],
  };
}

function formSection(element, editor) {
  const { forms, documents } = editor.choices;
  const form = property(element, editor, 'form');
  const chosen = forms.find((one) => one.value === form.get());
  return {
    title: t('表单与文书'), fields: [
      { kind: 'select', key: 'form', label: t('表单'), empty: t('不填表单'), options: forms.map((one) => ({ value: one.value, label: t('{label}（{count} 项）', one) })), ...form },
      chosen && { kind: 'words', text: '', href: `${editor.page.forms}${chosen.path}`, link: t('打开这张表单') },
      chosen?.next.length ? { kind: 'list', label: t('填完后告诉办理人的下一步（在表单中改）'), items: chosen.next } : null,
      { kind: 'several', key: 'documents', label: t('文书'), options: documents, empty: t('添加文书'), ...property(element, editor, 'documents') },
    ],
  };
}

function statusSection(element, editor) {
  return { title: t('案件状态'), fields: [{ kind: 'select', key: 'status', label: t('走到这一步时，案件显示为'), empty: t('不改变'), options: editor.choices.statuses, ...property(element, editor, 'status') }] };
}

function effectSection(element, editor) {
  const { effects } = editor.choices;
  const { name, parameters } = editor.read.effect(element.businessObject);
  const usual = (code) => effects.find((one) => one.value === code)?.parameters ?? [];
  return {
    title: t('自动办理'), fields: [
      { kind: 'select', key: 'effect', label: t('办什么'), empty: t('请选择'), options: effects, get: () => name, set: (code) => editor.read.setEffect(element, code, usual(code)) },
      ...parameters.map((one) => ({ kind: 'text', key: `given-${one.id}`, label: t('用到的“{name}”（FEEL）', { name: editor.valueName(one.id) }), get: () => one.value ?? '', set: (value) => editor.read.setParameter(element, one, value) })),
    ],
  };
}

function decisionSection(element, editor) {
  const chosen = editor.read.decision(element.businessObject);
  const table = editor.choices.decisions.find((one) => one.value === chosen);
  return {
    title: t('查决策表'), fields: [
      { kind: 'select', key: 'decision', label: t('决策表'), empty: t('请选择'), options: editor.choices.decisions, get: () => chosen, set: (name) => editor.read.setDecision(element, name) },
      table && { kind: 'words', css: 'ink2', text: t('看：{inputs}。得出：{outputs}。', { inputs: table.inputs.join(t('、')), outputs: table.outputs.join(t('、')) }), href: `${editor.page.tables}${table.path}`, link: t('打开这张表') },
    ],
  };
}

function callSection(element, editor) {
  const object = element.businessObject;
  const process = editor.choices.processes.find((one) => one.value === object.calledElement);
  return {
    title: t('调用流程'), fields: [
      { kind: 'select', key: 'called', label: t('流程'), empty: t('请选择'), options: editor.choices.processes, get: () => object.calledElement ?? '', set: (calledElement) => editor.modeling.updateProperties(element, { calledElement }) },
      process && { kind: 'words', text: '', href: `${editor.page.diagrams}${process.path}`, link: t('打开“{label}”', process) },
    ],
  };
}

function borderSection(element, editor) {
  const object = element.businessObject;
  const [definition] = object.eventDefinitions ?? [];
  const timer = definition?.$type === 'bpmn:TimerEventDefinition';
  return {
    title: timer ? t('期限届满时') : t('收到消息时'), fields: [
      { kind: 'yes', key: 'interrupts', label: t('结束所在的步骤'), get: () => object.cancelActivity !== false, set: (cancelActivity) => editor.modeling.updateProperties(element, { cancelActivity }) },
      { kind: 'ways', rows: [{ words: object.attachedToRef?.name || object.attachedToRef?.id || '', target: t('所在的步骤'), go: () => editor.goTo(object.attachedToRef?.id) }] },
      timer && { kind: 'words', css: 'ink2', text: t('届满之日由期限台账决定，暂停、延长都算在内。') },
    ],
  };
}

function messageSection(element, editor) {
  const holder = editor.messageHolder(element.businessObject);
  if (!holder) return null;
  return {
    title: t('消息'), fields: [{ kind: 'select', key: 'message', label: t('等待哪条消息'), empty: t('请选择'), options: editor.choices.messages, get: () => holder.messageRef?.name ?? '', set: (name) => editor.setMessage(element, holder, name) }],
  };
}

function flowSection(element, editor) {
  const object = element.businessObject;
  const source = object.sourceRef;
  if (!source || !is(source, 'ExclusiveGateway')) {
    return object.conditionExpression ? { title: t('条件'), fields: [{ kind: 'words', text: t('这条连线不从判断出来，条件不起作用。') }, conditionField(element, editor)] } : null;
  }
  const usual = source.default === object;
  return {
    title: t('什么时候走这条路'), fields: [
      { kind: 'yes', key: 'default', label: t('默认出口：其他条件都不成立时走'), get: () => usual, set: (on) => editor.setDefault(element, on) },
      usual ? null : conditionField(element, editor),
    ],
  };
}

function conditionField(element, editor) {
  const object = element.businessObject;
  return {
    kind: 'condition', key: 'condition', values: editor.valuesAt(object.sourceRef), expert: editor.expert, rows: 3, hint: editor.expert ? t('写法见帮助“条件和单元格怎样写”。') : '',
    get: () => object.conditionExpression?.body ?? '', set: (text) => editor.setCondition(element, text),
  };
}

function waysSection(element, editor) {
  const object = element.businessObject;
  const out = editor.flows(object, 'outgoing');
  const splits = is(object, 'ExclusiveGateway') && out.length > 1;
  const values = editor.valuesAt(object);
  const words = (flow) => {
    if (object.default === flow) return flow.name || t('其他情况');
    const text = flow.conditionExpression?.body;
    return flow.name || (text ? inWords(text, values, t) : splits ? t('没有条件') : t('做完后'));
  };
  const target = (flow) => (flow && (flow.targetRef?.name || editor.kindName(flow.targetRef?.id))) || t('未接线');
  const rows = out.map((flow) => ({ words: words(flow), target: target(flow), go: () => editor.goTo(flow.id) }));
  const edges = (element.attachers ?? []).map((one) => ({ words: one.businessObject.name || editor.kindName(one.id), target: target(editor.flows(one.businessObject, 'outgoing')[0]), go: () => editor.goTo(one.id) }));
  const rest = object.default ? unnamed(out, values) : [];
  return { title: t('出口'), fields: [
    { kind: 'ways', rows: [...rows, ...edges] },
    rest.length > 0 && rest.length < 6 && { kind: 'words', css: 'ink2', text: t('走默认出口的：{answers}', { answers: rest.join(t('、')) }) },
  ] };
}

/** Answers no condition names, where all conditions ask for one value: the default takes them. */
function unnamed(flows, values) {
  const read = flows.map((flow) => flow.conditionExpression?.body).filter(Boolean).map(readCondition);
  const parts = read.flatMap((one) => one?.parts ?? [null]);
  const [first] = parts;
  if (!first || parts.some((one) => !one || one.name !== first.name || one.operator !== '=')) return [];
  const options = values.find((one) => one.value === first.name)?.options ?? [];
  return options.filter((one) => !parts.some(({ value }) => value === `"${one.value}"`)).map((one) => one.label);
}

/** All steps of the drawing with who does them and in what time, from left to right. */
function stepsSection(editor) {
  const { roles, clocks } = editor.choices;
  const said = (list, codes, key) => codes.split(',').map((code) => list.find((one) => one.value === code.trim())?.[key] ?? code).filter(Boolean).join(t('、'));
  const rows = editor.elementRegistry.filter((one) => one.type === 'bpmn:UserTask').sort((one, other) => one.x - other.x || one.y - other.y).map((one) => {
    const read = (name) => editor.read.property(one.businessObject, name);
    const clock = read('clock').startsWith('=') ? '' : said(clocks, read('clock'), 'length');
    return { words: one.businessObject.name || one.id, target: [said(roles, read('role'), 'label'), clock].filter(Boolean).join(' '), go: () => editor.goTo(one.id) };
  });
  return rows.length ? { title: t('人工步骤'), fields: [{ kind: 'ways', plain: true, rows }] } : null;
}

/** What the panel says while nothing, or more than one thing, is chosen. */
export function nothingChosen() {
  return h('p', { class: 'fwords p-3 ink2' }, t('点一下图中的步骤、判断或连线，在这里看和改它的内容。'));
}
