"""Taking warnings back: what was told of a clock no longer holds, and why.

A warning is never deleted: it keeps who was told what and when, and is marked withdrawn with the
reason. Mails about it that have not left yet do not leave any more.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, null, update

from engine.rules.colours import Colour
from engine.storage.models import ClockRow, MessageRow, WarningRow
from engine.storage.work import Work

SEVERITY = {str(colour): rank for rank, colour in enumerate(Colour)}
UNTOLD = {str(Colour.GREEN)}  # nobody is told of it
WARNING: Any = WarningRow.__table__
WITHDRAW = (  # spelled once: putting a statement together costs more than running it
    update(WARNING)
    .where(
        WARNING.c.clock_id == bindparam("of"),
        WARNING.c.round == bindparam("begun"),
        WARNING.c.colour.in_(bindparam("colours", expanding=True)),
        WARNING.c.withdrawn_at.is_(None),
    )
    .values(withdrawn_at=bindparam("at"), withdrawn_reason=bindparam("reason"), repeat_at=null())
    .returning(WARNING.c.event_id)
)
MESSAGE: Any = MessageRow.__table__
STOP_MAIL = (
    update(MESSAGE)
    .where(
        MESSAGE.c.case_id == bindparam("of"),
        MESSAGE.c.kind == "ColourChanged",
        MESSAGE.c.event_id.in_(bindparam("events", expanding=True)),
        MESSAGE.c.state == "queued",
        MESSAGE.c.next_at > bindparam("now"),
    )
    .values(state="superseded", next_at=null())
)
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
    if set(colours) <= UNTOLD:
        return
    asked = {"of": clock.id, "begun": clock.round, "colours": list(colours)}
    how = {"at": work.recorded_at, "reason": reason}
    read = [each for each in work.session.identity_map.values() if type(each) is WarningRow]
    if read:
        work.session.flush()
    events = set(work.session.connection().execute(WITHDRAW, {**asked, **how}).scalars())
    for row in read:
        work.session.expire(row)  # it may have been changed behind the session's back
    if events := {event for event in events if event}:
        _stop_mail(work, clock, events, work.recorded_at)


def _stop_mail(work: Work, clock: ClockRow, events: set[int], now: datetime) -> None:
    """Let no mail of *events* leave that waits for its time; one on its way is not called back."""
    of = {"of": clock.case_id, "events": sorted(events), "now": now}
    work.session.connection().execute(STOP_MAIL, of)
