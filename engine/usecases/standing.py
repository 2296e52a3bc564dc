"""How a case stands in time: its worst running clock, kept on the case and on its steps."""

from engine.rules.colours import Colour
from engine.rules.supervision import OUTLIVING
from engine.storage.models import CaseRow, ClockRow, ProcessRow
from engine.storage.work import Work
from engine.usecases.caseload import clocks_of, open_steps_of

SEVERITY = {colour: rank for rank, colour in enumerate(Colour)}
WATCHED = "watch"
PAUSED = "paused"
COUNTED = frozenset({"running", PAUSED, "expired"})


def note_standing(work: Work, case: CaseRow) -> None:
    """Write the case's worst clock, its colour and due instant where lists and boards read them.

    Clocks that press on another office's step (a receiver that has not signed) and those that
    only watch somebody else's time limit count as well, but after those of the office answerable
    and the body that mediates.
    """
    running = [
        clock
        for clock in clocks_of(work, case)
        if clock.ended_at is None and clock.status in COUNTED
    ]
    others = _of_others(work, case)
    worst = min(running, key=lambda clock: (clock.id in others, *_urgency(clock)), default=None)
    case.clock_id = worst.id if worst else None
    case.colour = worst.colour if worst else None
    case.due_at = worst.due_at if worst else None
    case.rule = worst.rule if worst else None
    case.shown = shown_of(worst) if worst else None
    _note_steps(work, case, {clock.id: clock for clock in running})


def shown_of(clock: ClockRow) -> str:
    """Return what lists and boards show of a clock: its colour, or that it stands still."""
    return PAUSED if clock.status == PAUSED else clock.colour


def _of_others(work: Work, case: CaseRow) -> frozenset[int]:
    """Return the clocks that press on steps of neither the holder nor the body.

    Those of supervision count among them: how a case stands is how its own handling stands.
    """
    ours = {case.holder_id, case.body_id}
    steps = open_steps_of(work, case)
    return frozenset(
        item.clock_id
        for item in steps
        if item.clock_id
        and (item.office_id not in ours or work.get(ProcessRow, item.process_id).kind in OUTLIVING)
    )


def _urgency(clock: ClockRow) -> tuple[bool, int, bool, float]:
    due = clock.due_at.timestamp() if clock.due_at else 0.0
    watched = clock.row.get("on_expiry") == WATCHED
    return (clock.due_at is None, -SEVERITY[Colour(clock.colour)], watched, due)


def _note_steps(work: Work, case: CaseRow, running: dict[int, ClockRow]) -> None:
    """Let open steps sort by their own clock, else by the case's."""
    for item in open_steps_of(work, case):
        own = running.get(item.clock_id) if item.clock_id else None
        item.due_at = own.due_at if own else case.due_at
