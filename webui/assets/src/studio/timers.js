// How a diagram behaves while it is changed: timers say «clock», for when one is due is the ledger's
// matter (docs/architecture.md); extensions are copied; several changes can be one step of undo.
import CommandInterceptor from 'diagram-js/lib/command/CommandInterceptor';

class LedgerTimers extends CommandInterceptor {
  constructor(eventBus, bpmnFactory, modeling) {
    super(eventBus);
    this.postExecuted(['shape.create', 'shape.replace'], ({ context }) => {
      const shape = context.newShape ?? context.shape;
      const [definition] = shape?.businessObject?.eventDefinitions ?? [];
      if (definition?.$type !== 'bpmn:TimerEventDefinition' || definition.timeDate) return;
      const timeDate = bpmnFactory.create('bpmn:FormalExpression', { body: 'clock' });
      timeDate.$parent = definition;
      modeling.updateModdleProperties(shape, definition, { timeDate });
      if (!shape.businessObject.name) modeling.updateProperties(shape, { name: '期限届满' }); // models speak Chinese
    });
  }
}
LedgerTimers.$inject = ['eventBus', 'bpmnFactory', 'modeling'];

/** Copies of plain extension elements, which the library's own copying does not know. */
class PlainCopies {
  constructor(eventBus, moddle) {
    const copy = (one) => {
      const made = moddle.createAny(one.$type, one.$descriptor.ns.uri, attributesOf(one));
      if (one.$body !== undefined) made.$body = one.$body;
      if (one.$children) made.$children = one.$children.map((child) => Object.assign(copy(child), { $parent: made }));
      return made;
    };
    eventBus.on('moddleCopy.canCopyProperty', ({ property }) => (property?.$descriptor?.isGeneric ? copy(property) : undefined));
  }
}
PlainCopies.$inject = ['eventBus', 'moddle'];
const attributesOf = (one) => Object.fromEntries(Object.keys(one).filter((key) => !key.startsWith('$')).map((key) => [key, one[key]]));

/** Several changes that are one to whoever undoes them: commandStack.execute('heshi.together', { act }). */
class Together {
  preExecute({ act }) { act(); }

  execute() { return []; }

  revert() { return []; }
}

class TogetherCommand {
  constructor(commandStack) { commandStack.registerHandler('heshi.together', Together); }
}
TogetherCommand.$inject = ['commandStack'];

export default {
  __init__: ['ledgerTimers', 'plainCopies', 'togetherCommand'],
  plainCopies: ['type', PlainCopies],
  ledgerTimers: ['type', LedgerTimers],
  togetherCommand: ['type', TogetherCommand],
};
