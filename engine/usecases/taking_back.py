"""Taking warnings back: what was told of a clock no longer holds, and why.

A warning is never deleted: it keeps who was told what and when, and is marked withdrawn with the
reason. Mails about it that have not left yet do not leave any more.
"""

from datetime import datetime

from sqlalchemy import select, update

from engine.rules.colours import Colour
from engine.storage.models import ClockRow, MessageRow, WarningRow
from engine.storage.work import Work

SEVERITY = {str(colour): rank for rank, colour in enumerate(Colour)}
ENDED = "ended"  # the only reason that is undone: the clock goes on where it was


def milder(colour: str) -> tuple[str, ...]:
    """Return the colours less urgent than *colour*."""
    return tuple(each for each, rank in SEVERITY.items() if rank < SEVERITY[colour])


def take_back(work: Work, clock: ClockRow, reason: str) -> None:
    """Begin a new round of *clock*: all its warnings are withdrawn because of *reason*."""
    _withdraw(work, clock, tuple(SEVERITY), reason)
    clock.round += 1


def outdo(work: Work, clock: ClockRow) -> None:
    """Withdraw what was told of milder colours than the clock has now: the worse one counts."""
    _withdraw(work, clock, milder(clock.colour), "superseded")


def end_warnings(work: Work, clock: ClockRow) -> None:
    """Withdraw the warnings of a clock that has ended; cheap for one that never warned."""
    if clock.colour != Colour.GREEN:
        _withdraw(work, clock, tuple(SEVERITY), ENDED)


def revive(work: Work, clock: ClockRow) -> None:
    """Let the warnings of a clock that goes on stand again as they were."""
    if clock.colour == Colour.GREEN:
        return
    ended = update(WarningRow).where(
        WarningRow.clock_id == clock.id,
        WarningRow.round == clock.round,
        WarningRow.withdrawn_reason == ENDED,
    )
    work.session.execute(ended.values(withdrawn_at=None, withdrawn_reason=None))


def _withdraw(work: Work, clock: ClockRow, colours: tuple[str, ...], reason: str) -> None:
    standing = (
        WarningRow.clock_id == clock.id,
        WarningRow.round == clock.round,
        WarningRow.colour.in_(colours),
        WarningRow.withdrawn_at.is_(None),
    )
    events = set(work.session.scalars(select(WarningRow.event_id).where(*standing)))
    if not events:
        return
    _stop_mail(work, clock, {event for event in events if event}, work.recorded_at)
    work.session.execute(
        update(WarningRow)
        .where(*standing)
        .values(withdrawn_at=work.recorded_at, withdrawn_reason=reason, repeat_at=None)
        .execution_options(synchronize_session="fetch")
    )


def _stop_mail(work: Work, clock: ClockRow, events: set[int], now: datetime) -> None:
    """Let no mail of *events* leave that waits for its time; one on its way is not called back."""
    waiting = update(MessageRow).where(
        MessageRow.case_id == clock.case_id,
        MessageRow.kind == "ColourChanged",
        MessageRow.event_id.in_(events),
        MessageRow.state == "queued",
        MessageRow.next_at > now,
    )
    work.session.execute(
        waiting.values(state="superseded", next_at=None).execution_options(
            synchronize_session=False
        )
    )
