"""Working a clock out anew, with everything that follows from its colour."""

from engine.desk import Desk
from engine.rules.colours import Colour
from engine.rules.events import ColourChanged
from engine.storage.models import CaseRow, ClockRow
from engine.storage.work import Work
from engine.usecases import clockwork
from engine.usecases.warnings import warn


def recolour(desk: Desk, work: Work, case: CaseRow, clock: ClockRow, reason: str) -> None:
    """Work a clock out anew because of *reason*; put a new colour on record and tell it.

    What was told of a colour that no longer holds is withdrawn (``clockwork.recompute``); a
    colour that holds now is told, once in this round.
    """
    before = clock.colour
    clockwork.recompute(desk, work, case, clock, reason)
    if clock.colour == before:
        return
    due_on = clock.due_on.isoformat() if clock.due_on else None
    event = work.record(
        ColourChanged(clock.id, clock.rule, before, clock.colour, due_on, reason), case
    )
    if clock.colour != Colour.GREEN and clock.ended_at is None:
        warn(desk, work, case, (clock, event))
