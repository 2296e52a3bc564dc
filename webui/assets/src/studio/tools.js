// What may be drawn: only what the engine runs. The simple palette is for everyday changes, the
// expert one adds the rest. The pad beside an element and the menu «改成» offer the same few kinds.
import { t } from './language.js';

export const KINDS = {
  'user-task': ['bpmn:UserTask', 'bpmn-icon-user-task', () => t('人工步骤')],
  'service-task': ['bpmn:ServiceTask', 'bpmn-icon-service-task', () => t('自动办理')],
  'business-rule': ['bpmn:BusinessRuleTask', 'bpmn-icon-business-rule-task', () => t('查决策表')],
  'call-activity': ['bpmn:CallActivity', 'bpmn-icon-call-activity', () => t('调用另一个流程')],
  'sub-process': ['bpmn:SubProcess', 'bpmn-icon-subprocess-expanded', () => t('子流程')],
  'receive-task': ['bpmn:ReceiveTask', 'bpmn-icon-receive-task', () => t('等待消息')],
  'exclusive-gateway': ['bpmn:ExclusiveGateway', 'bpmn-icon-gateway-xor', () => t('判断：走一条路')],
  'parallel-gateway': ['bpmn:ParallelGateway', 'bpmn-icon-gateway-parallel', () => t('并行：几条路同时走')],
  'start-event': ['bpmn:StartEvent', 'bpmn-icon-start-event-none', () => t('开始')],
  'end-event': ['bpmn:EndEvent', 'bpmn-icon-end-event-none', () => t('结束')],
  'terminate-event': ['bpmn:EndEvent', 'bpmn-icon-end-event-terminate', () => t('全部结束'), 'bpmn:TerminateEventDefinition'],
  'timer-boundary': ['bpmn:BoundaryEvent', 'bpmn-icon-intermediate-event-catch-timer', () => t('期限届满（放到步骤边上）'), 'bpmn:TimerEventDefinition'],
  'message-boundary': ['bpmn:BoundaryEvent', 'bpmn-icon-intermediate-event-catch-message', () => t('收到消息（放到步骤边上）'), 'bpmn:MessageEventDefinition'],
  'message-catch': ['bpmn:IntermediateCatchEvent', 'bpmn-icon-intermediate-event-catch-message', () => t('等到收到消息'), 'bpmn:MessageEventDefinition'],
  annotation: ['bpmn:TextAnnotation', 'bpmn-icon-text-annotation', () => t('注释')],
};
const SIMPLE = [
  ['event', ['start-event', 'end-event']],
  ['activity', ['user-task', 'exclusive-gateway', 'parallel-gateway']],
  ['border', ['timer-boundary', 'message-boundary']],
  ['more', ['business-rule', 'service-task', 'call-activity', 'sub-process']],
];
const EXPERT = [...SIMPLE, ['rare', ['receive-task', 'message-catch', 'terminate-event', 'annotation']]];
const TASKS = ['user-task', 'service-task', 'business-rule', 'call-activity', 'receive-task'];
const INSTEAD = [
  [['bpmn:UserTask', 'bpmn:ServiceTask', 'bpmn:BusinessRuleTask', 'bpmn:CallActivity', 'bpmn:ReceiveTask', 'bpmn:Task'], TASKS],
  [['bpmn:ExclusiveGateway', 'bpmn:ParallelGateway', 'bpmn:InclusiveGateway'], ['exclusive-gateway', 'parallel-gateway']],
  [['bpmn:EndEvent'], ['end-event', 'terminate-event']],
  [['bpmn:BoundaryEvent'], ['timer-boundary', 'message-boundary']],
];
const definitionOf = (object) => object.eventDefinitions?.[0]?.$type;

/** What *key* draws, as the library wants it described. */
function shapeOf(key) {
  const [type, , , eventDefinitionType] = KINDS[key];
  return { type, ...(eventDefinitionType && { eventDefinitionType }), ...(type === 'bpmn:SubProcess' && { isExpanded: true }) };
}

/** The words for an element's kind. */
export function kindOf(element) {
  const { businessObject: object, type } = element;
  const found = Object.values(KINDS).find(([kind, , , definition]) => kind === type && definition === definitionOf(object));
  const others = {
    'bpmn:SequenceFlow': () => t('连线'), 'bpmn:Participant': () => t('流程'), 'bpmn:Lane': () => t('泳道'),
    'bpmn:Process': () => t('流程'), 'bpmn:Collaboration': () => t('整张图'), 'bpmn:TextAnnotation': () => t('注释'),
  };
  return (found?.[2] ?? others[type] ?? (() => t('不支持的元素')))().split(/[：（]|: | \(/)[0];
}

function Palette(palette, create, elementFactory, handTool, lassoTool, spaceTool, globalConnect, translate) {
  this.expert = false;
  const tools = {
    'hand-tool': ['bpmn-icon-hand-tool', 'Activate hand tool', (event) => handTool.activateHand(event)],
    'lasso-tool': ['bpmn-icon-lasso-tool', 'Activate lasso tool', (event) => lassoTool.activateSelection(event)],
    'space-tool': ['bpmn-icon-space-tool', 'Activate create/remove space tool', (event) => spaceTool.activateSelection(event)],
    'global-connect-tool': ['bpmn-icon-connection-multi', 'Activate global connect tool', (event) => globalConnect.start(event)],
  };
  const start = (key) => (event) => {
    const shape = elementFactory.createShape(shapeOf(key));
    if (key !== 'sub-process') return create.start(event, shape);
    const first = elementFactory.createShape({ type: 'bpmn:StartEvent', x: 40, y: 82, parent: shape });
    return create.start(event, [shape, first], { hints: { autoSelect: [shape] } });
  };
  this.getPaletteEntries = () => {
    const entries = {};
    Object.entries(tools).forEach(([key, [className, words, click]]) => {
      if (key === 'space-tool' && !this.expert) return;
      entries[key] = { group: 'tools', className, title: translate(words), action: { click } };
    });
    (this.expert ? EXPERT : SIMPLE).forEach(([group, keys]) => {
      entries[`${group}-line`] = { group, separator: true };
      keys.forEach((key) => {
        const [, className, words] = KINDS[key];
        entries[`create.${key}`] = { group, className, title: words(), action: { click: start(key), dragstart: start(key) } };
      });
    });
    return entries;
  };
  palette.registerProvider(this);
}
Palette.$inject = ['palette', 'create', 'elementFactory', 'handTool', 'lassoTool', 'spaceTool', 'globalConnect', 'translate'];

function Pad(contextPad, autoPlace, create, elementFactory, paletteProvider) {
  const NEXT = { 'append.append-task': 'user-task', 'append.gateway': 'exclusive-gateway', 'append.end-event': 'end-event' };
  const kept = ['connect', 'delete', 'replace'];
  const lanes = ['lane-insert-above', 'lane-insert-below', 'lane-divide-two', 'lane-divide-three'];
  const append = (key) => ({
    click: (_, element) => autoPlace.append(element, elementFactory.createShape(shapeOf(key))),
    dragstart: (event, element) => create.start(event, elementFactory.createShape(shapeOf(key)), { source: element }),
  });
  this.getContextPadEntries = () => (entries) => {
    const wanted = paletteProvider.expert ? [...kept, ...lanes, 'append.text-annotation'] : kept;
    const shown = {};
    Object.entries(entries).forEach(([key, entry]) => {
      if (NEXT[key]) shown[key] = { ...entry, className: KINDS[NEXT[key]][1], action: append(NEXT[key]) };
      else if (wanted.includes(key)) shown[key] = entry;
    });
    return shown;
  };
  contextPad.registerProvider(300, this);
}
Pad.$inject = ['contextPad', 'autoPlace', 'create', 'elementFactory', 'paletteProvider'];

function Instead(popupMenu, bpmnReplace) {
  this.getPopupMenuEntries = (element) => {
    const object = element.businessObject;
    const [, keys] = INSTEAD.find(([types]) => types.includes(element.type)) ?? [[], []];
    const entries = {};
    keys.forEach((key) => {
      const [type, className, words, definition] = KINDS[key];
      if (type === element.type && definition === definitionOf(object)) return;
      const target = { type, eventDefinitionType: definition, ...(object.cancelActivity === false && { cancelActivity: false }) };
      entries[`instead.${key}`] = { label: words(), className, action: () => bpmnReplace.replaceElement(element, target) };
    });
    return entries;
  };
  popupMenu.registerProvider('bpmn-replace', this);
}
Instead.$inject = ['popupMenu', 'bpmnReplace'];

export default {
  __init__: ['simplePad'],
  paletteProvider: ['type', Palette], // in the place of the library's own
  replaceMenuProvider: ['type', Instead],
  simplePad: ['type', Pad],
};
