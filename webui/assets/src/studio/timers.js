// A timer of ours always says «clock»: when it is due is the ledger's matter (docs/architecture.md).
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
    });
  }
}
LedgerTimers.$inject = ['eventBus', 'bpmnFactory', 'modeling'];

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
  __init__: ['ledgerTimers', 'togetherCommand'],
  ledgerTimers: ['type', LedgerTimers],
  togetherCommand: ['type', TogetherCommand],
};
