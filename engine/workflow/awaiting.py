"""What an event in a diagram waits for: a clock of the ledger, or a message by name.

Neither ever happens by itself. SpiffWorkflow's own timers read the wall clock, know no
holidays and cannot be extended; ours wait until a use case fires them.
"""

from SpiffWorkflow.bpmn.specs.event_definitions.base import EventDefinition
from SpiffWorkflow.task import Task


class Awaited(EventDefinition):  # type: ignore[misc]
    """An event that only ``Instance.fire`` or ``Instance.send`` brings about."""

    def catches(self, my_task: Task, event: object) -> bool:
        """Refuse SpiffWorkflow's own delivery, which would reach every process scope at once."""
        return False

    def has_fired(self, my_task: Task) -> bool:
        """Say whether somebody has told this task that its event happened."""
        return bool(my_task.internal_data.get("event_fired", False))


class LedgerClock(Awaited):
    """The boundary timer ``clock``: the ledger knows when, the diagram only waits."""


class Message(Awaited):
    """A message awaited by its name, such as ``withdraw``."""


def bring_about(my_task: Task) -> None:
    """Tell *my_task* that the event it waits for has happened; it becomes ready to run."""
    my_task.internal_data["event_fired"] = True
    my_task.task_spec._update(my_task)
