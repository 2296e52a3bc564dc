"""Days somebody is away, and who stands in: set by themselves or by whoever leads their office.

What is meant for the absent is told to the substitute as well (``recipients``), by the days alone:
nothing has to be switched back at the end.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from engine.desk import Desk
from engine.rules.calendar import local_day
from engine.rules.errors import Conflict, Invalid, NotAllowed, NotFound
from engine.rules.events import AbsenceEnded, AbsenceSet
from engine.rules.permissions import Action, Actor, Place, may
from engine.storage.models import AbsenceRow, UserRow
from engine.storage.people import grants_of
from engine.storage.work import Work

MAX_REASON = 200
LONGEST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Away:
    """Office days away, first and last included, who stands in and why."""

    from_on: date
    to_on: date
    reason: str
    substitute_id: int | None = None


def set_absence(desk: Desk, actor: Actor, user_id: int, away: Away) -> int:
    """Put on record that a person is away; return the number of the record.

    Raises:
        NotFound: no such person. NotAllowed: neither oneself nor one's staff.
        Invalid: ``absence.form``: days over or the wrong way round, no reason, a substitute who
            is not active, works in no office of the person, or is the person.
        Conflict: ``absence.overlaps``.

    """
    with desk.work(actor) as work:
        user = work.get(UserRow, user_id, lock=True)
        _may_set(work, actor, user)
        wrong = _faults(work, user, away)
        if wrong:
            raise Invalid("absence.form", fields=wrong)
        overlapping = select(AbsenceRow.id).where(
            AbsenceRow.user_id == user.id,
            AbsenceRow.ended_at.is_(None),
            AbsenceRow.from_on <= away.to_on,
            AbsenceRow.to_on >= away.from_on,
        )
        if work.session.scalars(overlapping).first() is not None:
            raise Conflict("absence.overlaps")
        row = work.add(
            AbsenceRow(
                user_id=user.id,
                substitute_id=away.substitute_id,
                from_on=away.from_on,
                to_on=away.to_on,
                reason=away.reason.strip(),
                set_by=actor.user_id,
                set_at=work.now,
                ended_at=None,
            )
        )
        days = away.from_on.isoformat(), away.to_on.isoformat()
        work.record(AbsenceSet(user.id, away.substitute_id, *days))
        return row.id


def end_absence(desk: Desk, actor: Actor, absence_id: int) -> None:
    """Say that a person is back, or will not be away after all.

    Raises:
        NotFound: ``absence.unknown``. NotAllowed: as for setting it.
        Conflict: ``absence.over``.

    """
    with desk.work(actor) as work:
        row = work.session.get(AbsenceRow, absence_id, with_for_update=True)
        if row is None:
            raise NotFound("absence.unknown")
        _may_set(work, actor, work.get(UserRow, row.user_id))
        if row.ended_at is not None or row.to_on < local_day(work.now):
            raise Conflict("absence.over")
        row.ended_at = work.now
        work.record(AbsenceEnded(row.user_id))


def _may_set(work: Work, actor: Actor, user: UserRow) -> None:
    if user.id == actor.user_id or may(actor, Action.ADMINISTER, Place()):
        return
    held = grants_of(work.session, user.id, local_day(work.now))
    if not any(may(actor, Action.DECLARE_CONFLICT, Place((office.path,))) for _, office in held):
        raise NotAllowed("absence.set")


def _faults(work: Work, user: UserRow, away: Away) -> dict[str, str]:
    wrong = {}
    if away.to_on < local_day(work.now):
        wrong["to_on"] = "in_the_past"
    elif away.to_on < away.from_on:
        wrong["to_on"] = "before_start"
    elif (away.to_on - away.from_on).days > LONGEST_DAYS:
        wrong["to_on"] = "out_of_range"
    reason = away.reason.strip()
    if not reason or len(reason) > MAX_REASON:
        wrong["reason"] = "too_long" if reason else "required"
    if away.substitute_id is not None and not _may_stand_in(work, user, away.substitute_id):
        wrong["substitute_id"] = "unknown_option"
    return wrong


def _may_stand_in(work: Work, user: UserRow, substitute_id: int) -> bool:
    """Say whether somebody works in an office of the person, or in the one above it."""
    substitute = work.session.get(UserRow, substitute_id)
    if substitute is None or not substitute.active or substitute.id == user.id:
        return False
    day = local_day(work.now)
    theirs = {office.id for _, office in grants_of(work.session, substitute.id, day)}
    own = grants_of(work.session, user.id, day)
    return any(theirs & {office.id, office.parent_id} for _, office in own)
