"""What SpiffWorkflow 3.2.0 does on every change of state, done our way.

SpiffWorkflow is used in this room only, so its classes may be corrected once, here, when the
room is first imported. Each correction names the trap it closes.
"""

import logging
from secrets import token_hex

from SpiffWorkflow import task as tasks_of
from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin
from SpiffWorkflow.task import Task

FOREVER = 1_000_000_000  # a depth no tree reaches: 3.2.0 silently stops looking at depth 1,000


def _set_state(self: Task, value: int) -> None:
    """Note the change by a counter of the process, not by the wall clock.

    The original reads the time twice and builds a log record with all task data at each change,
    whether anybody listens or not. Order is all we need, and a counter survives a clock that is
    set back.
    """
    if value != self._state:
        self._state = value
        top = self.workflow.top_workflow
        top.changes = self.last_state_change = getattr(top, "changes", 0) + 1


def _new_id() -> str:
    """Return a new task's id as it will be stored: 32 hexadecimal digits.

    The original makes a UUID, whose hash is worked out in Python at each of some two hundred
    look-ups a step takes.
    """
    return token_hex(16)


def _inherit_data(self: Task) -> None:
    """Take over the parent's values, newest wins, nothing merged into lists.

    The original merges lists element by element (``[1, 2]`` under ``[3]`` gives ``[1]``) and
    keeps ``1`` where the parent says ``True``.
    """
    self.data = {**self.data, **self.parent.data}


def _is_descendant_of(self: Task, task: Task) -> bool:
    """Climb to the root; the original calls itself for each step and fails near depth 1,000."""
    tasks, climber = self.workflow.tasks, self._parent
    while climber is not None and climber != task.id:
        climber = tasks[climber]._parent
    return climber is not None


def _of_this_round(self: BoundaryEventJoin, my_task: Task) -> list[Task]:
    """Find the other tasks of a join of boundary events that belong to the same visit.

    The original takes those of every later visit as well and cancels them: a step that its own
    boundary event leads back to can then be ended by that event once and never again, and stays
    open beside its successor.
    """
    split = my_task.find_ancestor(self.split_task)
    found: list[Task] = _FIND_TASKS(self, my_task)
    return [task for task in found if task.find_ancestor(self.split_task) is split]


_FIND_TASKS = BoundaryEventJoin._find_tasks


def install() -> None:
    """Replace these methods and keep task data out of every log."""
    tasks_of.uuid4 = _new_id
    Task._set_state = _set_state
    Task.is_descendant_of = _is_descendant_of
    Task._inherit_data = _inherit_data
    BoundaryEventJoin._find_tasks = _of_this_round
    for name in ("spiff.task", "spiff.workflow"):
        # an unset level counts as 0 there, and below INFO the records carry personal data
        logging.getLogger(name).setLevel(logging.WARNING)
