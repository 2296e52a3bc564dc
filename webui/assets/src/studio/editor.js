// What the page does to a diagram, apart from drawing it: one place through which panel, findings
// and toolbar read and change it. Every change goes through the library's stack, so it can be undone.
import { Extensions } from './extension.js';
import { kindOf } from './tools.js';
import { t } from './language.js';

const ALL = ['role', 'office', 'form', 'status', 'clock', 'start_event', 'documents', 'name_en'];
const WAITING = ['office', 'status', 'clock', 'start_event', 'name_en'];
const KEPT = [['bpmn:UserTask', ALL], ['bpmn:ReceiveTask', WAITING], ['bpmn:CallActivity', WAITING], ['bpmn:SubProcess', WAITING]];
const ID = /^[A-Za-z_][A-Za-z0-9_.-]{0,119}$/;

export class Editor {
  constructor(modeler, page) {
    Object.assign(this, { modeler, page, readonly: Boolean(page.readonly), expert: false, choices: null });
    ['canvas', 'modeling', 'elementRegistry', 'selection', 'commandStack', 'bpmnFactory', 'overlays', 'moddle', 'elementFactory'].forEach((name) => { this[name] = modeler.get(name, false); }); // a viewer lacks some
    this.read = new Extensions(modeler);
    modeler.on('commandStack.shape.replace.postExecuted', 500, ({ context }) => this.tidy(context.newShape));
  }

  /** What was another kind of element keeps only what its new kind can have. */
  tidy(element) {
    const object = element.businessObject;
    const kept = KEPT.find(([type]) => object.$instanceOf(type))?.[1] ?? ['name_en'];
    if (kept !== ALL) ALL.filter((name) => !kept.includes(name)).forEach((name) => this.read.setProperty(element, name, ''));
    if (!object.$instanceOf('bpmn:ServiceTask')) this.read.setEffect(element, '', []);
    if (!object.$instanceOf('bpmn:BusinessRuleTask')) this.read.setDecision(element, '');
  }

  /** What is drawn for an id; of a process its pool. */
  find(id) {
    return this.elementRegistry.get(id) ?? this.elementRegistry.filter((one) => id && one.businessObject?.processRef?.id === id)[0];
  }

  /** The one element chosen; nothing chosen means the process as a whole. */
  chosen() {
    const list = this.selection.get();
    if (list.length > 1) return null;
    const [element] = list;
    if (!element) return this.elementRegistry.filter((one) => one.type === 'bpmn:Participant')[0] ?? this.canvas.getRootElement();
    return element.type === 'label' ? element.labelTarget : element;
  }

  goTo(id) {
    const element = this.find(id);
    if (!element) return;
    if (element !== this.canvas.getRootElement()) {
      this.canvas.setRootElement(this.canvas.findRoot(element));
      this.selection.select(element);
    }
    const box = this.canvas.getAbsoluteBBox(element);
    const { clientWidth, clientHeight } = this.canvas.getContainer();
    this.canvas.scroll({ dx: clientWidth / 2 - box.x - box.width / 2, dy: clientHeight / 2 - box.y - box.height / 2 });
  }

  /** What people call an element: its name, else its kind, of one on an edge with the step's name. */
  called(id, name = '') {
    const element = this.find(id);
    const { sourceRef: from, targetRef: to } = element?.businessObject ?? {};
    if (from && to) return t('{name}（{from} → {to}）', { name: name || t('连线'), from: this.called(from.id, from.name), to: this.called(to.id, to.name) });
    if (name || !element) return name || id;
    const host = element.businessObject.attachedToRef?.name;
    return host ? t('{kind}（{host}）', { kind: kindOf(element), host }) : element.businessObject.name || kindOf(element);
  }

  kindName(id) { return this.find(id) ? kindOf(this.find(id)) : ''; }

  valueName(id) { return this.choices.values.find((one) => one.value === id)?.label ?? id; }

  /** The values a condition behind *object* may ask for; the answers are those of the steps just before it. */
  valuesAt(object) {
    const forms = this.formsBefore(object);
    return this.choices.values.map((value) => {
      const options = forms.flatMap((form) => form.answers[value.value] ?? []);
      const once = options.filter((one, at) => options.findIndex((other) => other.value === one.value) === at);
      return once.length ? { ...value, options: once } : value;
    });
  }

  formsBefore(object) {
    const seen = new Set([object]);
    const forms = [];
    const waiting = [object];
    while (waiting.length) {
      const node = waiting.pop();
      if (node.$instanceOf('bpmn:UserTask')) {
        const key = this.read.property(node, 'form');
        forms.push(...this.choices.forms.filter((form) => form.value === key));
      } else this.flows(node, 'incoming').map((flow) => flow.sourceRef).filter((one) => one && !seen.has(one)).forEach((one) => { seen.add(one); waiting.push(one); });
    }
    return forms;
  }

  /** The flows drawn into or out of an element; a file of another program may not list them there. */
  flows(object, side) {
    return (this.find(object.id)?.[side] ?? []).map((one) => one.businessObject).filter((one) => one.$type === 'bpmn:SequenceFlow');
  }

  /** Several changes, undone as one. */
  together(act) { this.commandStack.execute('heshi.together', { act }); }

  async ask(address, facts) {
    const answer = await fetch(`${address}?${new URLSearchParams(facts)}`, { credentials: 'same-origin' }).catch(() => null);
    return answer ? answer.json().catch(() => ({})) : {};
  }

  /** A pool and its process are one thing to its reader: both get the name. */
  setName(element, name) {
    const { processRef } = element.businessObject;
    this.together(() => {
      this.modeling.updateProperties(element, { name });
      if (processRef) this.modeling.updateModdleProperties(element, processRef, { name });
    });
  }

  setId(element, id) {
    const taken = this.elementRegistry.get(id);
    if (ID.test(id) && !taken) this.modeling.updateProperties(element, { id });
    else this.page.say?.(t('编号只能用字母、数字和 _ . -，以字母开头，并且不能重复。'));
  }

  saidOf(object) { return object.documentation?.[0]?.text ?? ''; }

  setSaid(element, object, text) {
    const [first, ...rest] = object.documentation ?? [];
    if (first && text) return this.modeling.updateModdleProperties(element, first, { text });
    const made = text ? [this.bpmnFactory.create('bpmn:Documentation', { text })] : [];
    made.forEach((one) => { one.$parent = object; });
    return this.modeling.updateModdleProperties(element, object, { documentation: [...made, ...rest] });
  }

  timerOf(element) {
    return (element.attachers ?? []).find((one) => one.businessObject.eventDefinitions?.[0]?.$type === 'bpmn:TimerEventDefinition');
  }

  /** Without a clock there is neither a start nor anything that ends. */
  setClock(element, value) {
    this.together(() => {
      this.read.setProperty(element, 'clock', value);
      if (value) return;
      this.read.setProperty(element, 'start_event', '');
      const timer = this.timerOf(element);
      if (timer) this.modeling.removeShape(timer);
    });
  }

  setAtEnd(element, value) {
    const timer = this.timerOf(element);
    this.together(() => {
      if (value === 'none') return timer && this.modeling.removeShape(timer);
      const cancelActivity = value === 'stop';
      if (timer) return this.modeling.updateProperties(timer, { cancelActivity });
      const made = this.elementFactory.createShape({ type: 'bpmn:BoundaryEvent', eventDefinitionType: 'bpmn:TimerEventDefinition', cancelActivity });
      const place = { x: element.x + element.width - 30, y: element.y + element.height };
      return this.modeling.createShape(made, place, element, { attach: true });
    });
    this.selection.select(element);
  }

  messageHolder(object) {
    if (object.$instanceOf('bpmn:ReceiveTask')) return object;
    return (object.eventDefinitions ?? []).find((one) => one.$type === 'bpmn:MessageEventDefinition');
  }

  /** A message stands once in a file, whoever waits for it. */
  setMessage(element, holder, name) {
    const definitions = this.modeler.getDefinitions();
    const known = definitions.rootElements.find((one) => one.$type === 'bpmn:Message' && one.name === name);
    this.together(() => {
      const message = name ? known ?? this.newMessage(element, definitions, name) : undefined;
      this.modeling.updateModdleProperties(element, holder, { messageRef: message });
    });
  }

  newMessage(element, definitions, name) {
    const process = definitions.rootElements.find((one) => one.$type === 'bpmn:Process');
    const message = this.bpmnFactory.create('bpmn:Message', { id: `${process?.id ?? 'diagram'}_${name}_message`, name });
    message.$parent = definitions;
    const at = definitions.rootElements.findIndex((one) => one.$type === 'bpmn:Process');
    const rootElements = [...definitions.rootElements];
    rootElements.splice(Math.max(at, 0), 0, message);
    this.modeling.updateModdleProperties(element, definitions, { rootElements });
    return message;
  }

  setCondition(element, text) {
    const old = element.businessObject.conditionExpression;
    if ((old?.body ?? '') === text) return undefined;
    if (old && text) return this.modeling.updateModdleProperties(element, old, { body: text });
    const conditionExpression = text ? this.bpmnFactory.create('bpmn:FormalExpression', { body: text }) : undefined;
    return this.modeling.updateProperties(element, { conditionExpression });
  }

  setDefault(element, on) {
    const source = this.find(element.businessObject.sourceRef.id);
    this.together(() => {
      if (on && element.businessObject.conditionExpression) this.modeling.updateProperties(element, { conditionExpression: undefined });
      this.modeling.updateProperties(source, { default: on ? element.businessObject : undefined });
    });
  }
}
