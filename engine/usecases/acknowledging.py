"""What a person does about their warnings: acknowledge them, or ask to be reminded later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from engine.desk import Desk
from engine.rules.errors import Conflict, Invalid, NotFound
from engine.rules.events import (
    SilenceLifted,
    WarningAcknowledged,
    WarningsSilenced,
    WarningsSnoozed,
)
from engine.rules.permissions import Action, Actor
from engine.storage.models import CaseRow, ClockRow, SilenceRow, WarningRow
from engine.storage.turns import take_turn
from engine.storage.work import Work
from engine.usecases.endings import visible_case
from engine.usecases.nagging import release

SNOOZE, SILENCE = "snooze", "silence"


@dataclass(frozen=True, slots=True)
class Quiet:
    """Until when (aware) there is to be quiet, and why."""

    until: datetime
    reason: str


def acknowledge(desk: Desk, actor: Actor, ids: Sequence[int], note: str = "") -> int:
    """Say 已知悉 to one's own warnings, one or many; return how many were new.

    They are not repeated any more. One that was acknowledged already stays as it is.

    Raises:
        NotFound: ``warning.unknown``: one of them is not this person's.

    """
    if not ids:
        raise Invalid("warning.form")
    with desk.work(actor) as work:
        rows = _own(work, actor, ids)
        fresh = [row for row in rows if row.acknowledged_at is None]
        for row in fresh:
            row.acknowledged_at, row.acknowledged_note = work.now, note.strip() or None
            row.repeat_at = None
            clock = work.get(ClockRow, row.clock_id)
            said = WarningAcknowledged(
                row.id, clock.id, clock.rule, row.colour, note.strip() or None
            )
            work.record(said, work.get(CaseRow, row.case_id))
        return len(fresh)


def snooze(desk: Desk, actor: Actor, warning_id: int, quiet: Quiet) -> int:
    """Hold one's own warnings of a clock back until an instant; return the silence's id.

    Raises:
        NotFound: ``warning.unknown``. Invalid: no reason, no end, an end past or too far.
        Conflict: ``silence.same``.

    """
    with desk.work(actor) as work:
        [row] = _own(work, actor, [warning_id])
        clock = work.get(ClockRow, row.clock_id)
        silence = _write(desk, work, actor, (SNOOZE, row.case_id, clock.id), quiet)
        until, reason = quiet.until.isoformat(), quiet.reason.strip()
        said = WarningsSnoozed(silence.id, clock.id, clock.rule, until, reason)
        work.record(said, work.get(CaseRow, row.case_id))
        return silence.id


def silence(desk: Desk, actor: Actor, code: str, quiet: Quiet, clock_id: int | None = None) -> int:
    """Hold everybody's warnings of a case back, or those of one clock of it; return the id.

    Raises:
        NotFound, NotAllowed: as ``visible_case``. Invalid: as ``snooze``.
        Conflict: ``clock.ended``, ``silence.same``.

    """
    with desk.work(actor) as work:
        case = visible_case(work, actor, code, Action.SILENCE_WARNINGS)
        clock = work.get(ClockRow, clock_id) if clock_id is not None else None
        if clock is not None and clock.case_id != case.id:
            raise NotFound("clock.unknown")
        if clock is not None and clock.ended_at is not None:
            raise Conflict("clock.ended", status=clock.status)
        row = _write(desk, work, actor, (SILENCE, case.id, clock_id), quiet)
        until, reason = quiet.until.isoformat(), quiet.reason.strip()
        rule = clock.rule if clock else None
        work.record(WarningsSilenced(row.id, clock_id, rule, until, reason), case)
        return row.id


def lift(desk: Desk, actor: Actor, silence_id: int, reason: str) -> str:
    """End a silence before its time; what is still true is told once. Return the case's code.

    Raises:
        NotFound: ``silence.unknown``: none, or not for this person to end.
        NotAllowed: somebody else's silence, and no right to silence here.
        Conflict: ``silence.over``.

    """
    if not reason.strip():
        raise Invalid("silence.form", fields={"reason": "required"})
    with desk.work(actor) as work:
        row = work.session.get(SilenceRow, silence_id, with_for_update=True)
        mine = row is not None and row.user_id == actor.user_id
        if row is None or row.case_id is None or (row.kind == SNOOZE and not mine):
            raise NotFound("silence.unknown")
        code = work.get(CaseRow, row.case_id).code
        action = Action.READ_CASE if mine else Action.SILENCE_WARNINGS
        case = visible_case(work, actor, code, action)
        if row.lifted_at is not None or row.until_at <= work.now:
            raise Conflict("silence.over")
        row.lifted_by, row.lifted_at = actor.user_id, work.now
        row.lift_reason = reason.strip()
        work.session.flush()
        work.record(SilenceLifted(row.id, reason.strip()), case)
        release(desk, work, row)
        return code


def _own(work: Work, actor: Actor, ids: Sequence[int]) -> list[WarningRow]:
    """Return these warnings, locked; their cases first, as whoever works on a case has them."""
    own = WarningRow.id.in_(list(ids)), WarningRow.recipient_id == actor.user_id
    cases = select(CaseRow.id).where(CaseRow.id.in_(select(WarningRow.case_id).where(*own)))
    work.session.execute(cases.order_by(CaseRow.id).with_for_update(read=True, key_share=True))
    query = select(WarningRow).where(*own)
    rows = list(work.session.scalars(query.order_by(WarningRow.id).with_for_update()))
    if len(rows) != len(set(ids)):
        raise NotFound("warning.unknown")
    return rows


def _write(
    desk: Desk, work: Work, actor: Actor, what: tuple[str, int, int | None], quiet: Quiet
) -> SilenceRow:
    kind, case_id, clock_id = what
    _check(desk, work, quiet)
    mine = actor.user_id if kind == SNOOZE else None
    asked = {"kind": kind, "case_id": case_id, "clock_id": clock_id, "set_by": actor.user_id}
    _refuse_same(work, {**asked, "until_at": quiet.until})
    row = work.add(
        SilenceRow(
            **asked,
            office_id=None,
            user_id=mine,
            reason=quiet.reason.strip(),
            set_at=work.now,
            until_at=quiet.until,
            lifted_by=None,
            lifted_at=None,
            lift_reason=None,
            released_at=None,
        )
    )
    _rest(work, row)
    return row


def _refuse_same(work: Work, asked: Mapping[str, object]) -> None:
    """Refuse quiet that holds already: the same person's, about the same, to the same end."""
    take_turn(work.session, f"silence {sorted(asked.items(), key=str)}")
    same = select(SilenceRow.id).filter_by(**asked, lifted_at=None)
    if work.session.scalars(same).first() is not None:
        raise Conflict("silence.same")


def _rest(work: Work, silence: SilenceRow) -> None:
    """Repeat nothing while there is to be quiet: its end tells what is still true."""
    held = update(WarningRow).where(
        WarningRow.case_id == silence.case_id, WarningRow.repeat_at < silence.until_at
    )
    if silence.clock_id is not None:
        held = held.where(WarningRow.clock_id == silence.clock_id)
    if silence.user_id is not None:
        held = held.where(WarningRow.recipient_id == silence.user_id)
    work.session.execute(held.values(repeat_at=None).execution_options(synchronize_session="fetch"))


def _check(desk: Desk, work: Work, quiet: Quiet) -> None:
    faults = {}
    if not quiet.reason.strip():
        faults["reason"] = "required"
    if quiet.until <= work.now:
        faults["until"] = "in_the_past"
    elif quiet.until > work.now + timedelta(days=desk.settings.silence_days):
        faults["until"] = "silence.too_long"
    if faults:
        raise Invalid("silence.form", fields=faults)
