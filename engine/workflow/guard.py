"""The limits of one advance: a diagram that runs away is stopped before it harms anybody.

A guard cannot interrupt one long call inside SpiffWorkflow; that is why models are tried in a
killable child before they are published.
"""

import time
from dataclasses import dataclass, field

from engine.rules.errors import WorkflowFault

MAX_STEPS = 2_000
MAX_SECONDS = 5.0
MAX_TASKS = 20_000
MAX_DEPTH = 20


@dataclass(slots=True)
class Guard:
    """Counts the automatic steps of one advance and measures its length.

    The seconds are passed time by a monotonic counter, which tells no date and cannot be set
    back; it decides nothing but to give up.
    """

    steps: int = 0
    _began: float = field(default_factory=time.monotonic)

    def step(self, element: str, tasks: int, depth: int) -> None:
        """Count one step at *element* of a process tree with *tasks* tasks.

        Raises:
            WorkflowFault: ``guard.steps``, ``guard.seconds``, ``guard.tasks`` or ``guard.depth``.

        """
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise WorkflowFault("guard.steps", element=element, limit=MAX_STEPS)
        if tasks > MAX_TASKS:
            raise WorkflowFault("guard.tasks", element=element, limit=MAX_TASKS)
        if depth > MAX_DEPTH:
            raise WorkflowFault("guard.depth", element=element, limit=MAX_DEPTH)
        if time.monotonic() - self._began > MAX_SECONDS:
            raise WorkflowFault("guard.seconds", element=element, limit=MAX_SECONDS)
