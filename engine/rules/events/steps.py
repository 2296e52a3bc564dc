"""What happened to the steps and processes of a case."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StepOpened:
    """A step waits for somebody."""

    work_item_id: int
    element: str
    office_id: int
    assignee_id: int | None


@dataclass(frozen=True, slots=True)
class StepCompleted:
    """Somebody took a step; ``for_id``: in place of whoever it was with."""

    work_item_id: int
    element: str
    routing: Mapping[str, object]
    bundle: int
    walked: tuple[str, ...] = ()
    process: str = ""
    for_id: int | None = None


@dataclass(frozen=True, slots=True)
class ProcessMoved:
    """A process went on without a person: it started, or a clock or message moved it.

    With ``routing``, what it was told then, and the steps taken, a process can be run again.
    """

    process: str
    cause: str
    bundle: int
    walked: tuple[str, ...] = ()
    process_id: int | None = None
    routing: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class StepCancelled:
    """A step is no longer needed: the process went another way."""

    work_item_id: int
    element: str


@dataclass(frozen=True, slots=True)
class StepClaimed:
    """Somebody took a step upon themselves; ``for_id``: as the substitute of somebody absent."""

    work_item_id: int
    element: str
    assignee_id: int
    for_id: int | None = None


@dataclass(frozen=True, slots=True)
class StepReleased:
    """Somebody gave a step back to the office."""

    work_item_id: int
    element: str
    reason: str


@dataclass(frozen=True, slots=True)
class StepAssigned:
    """A step was given to somebody."""

    work_item_id: int
    element: str
    assignee_id: int
    from_id: int | None


@dataclass(frozen=True, slots=True)
class StepRecalled:
    """A step was taken back before anybody acted on what followed."""

    work_item_id: int
    element: str


@dataclass(frozen=True, slots=True)
class ProcessQuarantined:
    """A process could not be read or run and was set aside; the others go on."""

    process_id: int
    kind: str
    fault: str


@dataclass(frozen=True, slots=True)
class ProcessReleased:
    """Somebody took a process up again that had been set aside; its clocks go on."""

    process_id: int
    kind: str


@dataclass(frozen=True, slots=True)
class ProcessRestored:
    """Somebody put a process that had been set aside back to before its last act."""

    process_id: int
    kind: str
