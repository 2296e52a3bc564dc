// What our engine reads beside BPMN: spiffworkflow:properties, the operator of a service task, the
// called decision. They are kept as the plain elements they are, not described to the library, so
// that an attribute or child nobody here knows survives every change and every save.
const URI = 'http://spiffworkflow.org/bpmn/schema/1.0/core';

const ours = (one, name) => one.$descriptor?.ns?.uri === URI && one.$type.split(':').pop() === name;
const inside = (object, name) => (object.extensionElements?.values ?? []).find((one) => ours(one, name));
const children = (one) => one?.$children ?? [];

/** Reads and writes the extensions of one diagram; every write is one step of undo. */
export class Extensions {
  constructor(modeler) {
    this.modeling = modeler.get('modeling', false);
    this.moddle = modeler.get('moddle');
    this.factory = modeler.get('bpmnFactory', false);
    this.definitions = () => modeler.getDefinitions();
  }

  /** The prefix this file writes our namespace with. */
  prefix() {
    const declared = Object.entries(this.definitions()?.$attrs ?? {}).find(([name, value]) => value === URI && name.startsWith('xmlns:'));
    return declared ? declared[0].slice(6) : 'spiffworkflow';
  }

  make(name, attributes = {}, parent = undefined) {
    const made = this.moddle.createAny(`${this.prefix()}:${name}`, URI, attributes);
    if (parent) made.$parent = parent;
    return made;
  }

  property(object, name) {
    return children(inside(object, 'properties')).find((one) => ours(one, 'property') && one.name === name)?.value ?? '';
  }

  setProperty(element, name, value) {
    const object = element.businessObject;
    const holder = inside(object, 'properties');
    const found = children(holder).find((one) => ours(one, 'property') && one.name === name);
    if (found && value) return this.change(element, found, { value });
    if (!found && !value) return undefined;
    if (found) return this.setChildren(element, holder, children(holder).filter((one) => one !== found));
    if (holder) return this.setChildren(element, holder, [...children(holder), this.make('property', { name, value }, holder)]);
    const fresh = this.make('properties');
    fresh.$children = [this.make('property', { name, value }, fresh)];
    return this.add(element, fresh);
  }

  /** The effect of a service task without its «effect/», and what it is given. */
  effect(object) {
    const operator = inside(object, 'serviceTaskOperator');
    const list = children(children(operator).find((one) => ours(one, 'parameters')));
    return {
      name: (operator?.id ?? '').replace(/^effect\//, ''),
      parameters: list.filter((one) => ours(one, 'parameter')),
    };
  }

  setEffect(element, name, parameters) {
    const object = element.businessObject;
    const operator = this.make('serviceTaskOperator', { id: `effect/${name}` });
    const list = this.make('parameters', {}, operator);
    list.$children = parameters.map(({ id, type, value }) => this.make('parameter', { id, type, value }, list));
    operator.$children = [list];
    const old = inside(object, 'serviceTaskOperator');
    return old ? this.swap(element, old, name ? operator : null) : name && this.add(element, operator);
  }

  setParameter(element, parameter, value) {
    return this.change(element, parameter, { value });
  }

  decision(object) {
    return inside(object, 'calledDecisionId')?.$body ?? '';
  }

  setDecision(element, name) {
    const old = inside(element.businessObject, 'calledDecisionId');
    const fresh = this.make('calledDecisionId');
    fresh.$body = name;
    return old ? this.swap(element, old, name ? fresh : null) : name && this.add(element, fresh);
  }

  change(element, one, values) {
    return this.modeling.updateModdleProperties(element, one, values);
  }

  setChildren(element, holder, list) {
    return list.length ? this.change(element, holder, { $children: list }) : this.swap(element, holder, null);
  }

  /** Put *fresh* where *old* stands among an element's extensions; null takes it away. */
  swap(element, old, fresh) {
    const holder = element.businessObject.extensionElements;
    if (fresh) fresh.$parent = holder;
    const values = holder.values.flatMap((one) => (one === old ? fresh ?? [] : one));
    if (values.length) return this.change(element, holder, { values });
    return this.modeling.updateProperties(element, { extensionElements: undefined });
  }

  add(element, fresh) {
    const object = element.businessObject;
    const old = object.extensionElements;
    if (old) {
      fresh.$parent = old;
      return this.change(element, old, { values: [...(old.values ?? []), fresh] });
    }
    const holder = this.factory.create('bpmn:ExtensionElements', { values: [fresh] });
    holder.$parent = object;
    fresh.$parent = holder;
    return this.modeling.updateProperties(element, { extensionElements: holder });
  }
}
