"""The kinds of element that SpiffWorkflow runs our way.

They replace SpiffWorkflow's classes of the same purpose in the parser's table and hold no
state: one parsed diagram serves every case and thread.
"""

from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.mixins import (
    BpmnSpecMixin,
    CallActivityMixin,
    SubWorkflowTaskMixin,
)
from SpiffWorkflow.task import Task

from engine.workflow.decisions import decide
from engine.workflow.joins import EndJoin
from engine.workflow.scripting import evaluate_text


class EffectTask(BpmnSpecMixin):  # type: ignore[misc]
    """A service task: it asks for an effect and goes on; a use case carries it out.

    ``parameters`` maps a name to a FEEL expression over the routing values.
    """

    def __init__(self, wf_spec: Any, name: str, **kwargs: Any) -> None:
        self.effect: str = kwargs.pop("effect")
        self.parameters: dict[str, str] = kwargs.pop("parameters")
        super().__init__(wf_spec, name, **kwargs)

    def _run_hook(self, my_task: Task) -> bool:
        values = {
            name: evaluate_text(text, my_task.data, self.name)
            for name, text in self.parameters.items()
        }
        my_task.workflow.top_workflow.asked.append((self.name, self.effect, values, my_task.data))
        return True


class DecisionTask(BpmnSpecMixin):  # type: ignore[misc]
    """A business rule task: a decision table writes its outputs into the routing values."""

    def __init__(self, wf_spec: Any, name: str, **kwargs: Any) -> None:
        self.decision: str = kwargs.pop("decision")
        super().__init__(wf_spec, name, **kwargs)

    def _run_hook(self, my_task: Task) -> bool:
        top = my_task.workflow.top_workflow
        answered = decide(top.program.tables, self.decision, my_task.data, self.name)
        my_task.data = my_task.data | answered.outputs
        top.answered.append(answered)
        return True


class _Nested:
    """How values enter and leave a process inside a process: copied whole, never shared."""

    def copy_data(self, my_task: Task, subworkflow: Any) -> None:
        """Hand the values at the border to the inner process's start."""
        subworkflow.task_tree.data = dict(my_task.data)

    def update_data(self, my_task: Task, subworkflow: Any) -> None:
        """Take over the values with which the inner process ended."""
        my_task.data = dict(subworkflow.last_task.data)


class SubProcess(_Nested, SubWorkflowTaskMixin, BpmnSpecMixin):  # type: ignore[misc]
    """A sub-process drawn inside its parent."""


class CallActivity(_Nested, CallActivityMixin, BpmnSpecMixin):  # type: ignore[misc]
    """A process of its own, called from another one."""


class ProcessSpec(BpmnProcessSpec):  # type: ignore[misc]
    """A process whose end waits for every branch and merges what each of them changed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        ending = self.task_specs["End"]
        name = f"{self.name}.EndJoin"
        del self.task_specs[name]
        ending._inputs.clear()
        self.end: Any = EndJoin(self, name)
        self.end.connect(ending)
