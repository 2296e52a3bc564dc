"""Asking for more time, and deciding about it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from engine.desk import Desk
from engine.rules.deadline_rule import rule_from_row
from engine.rules.deadlines import Extension, check_extension, compute
from engine.rules.errors import Conflict, Invalid, NotAllowed, NotFound
from engine.rules.events import ExtensionApproved, ExtensionAsked, ExtensionRefused
from engine.rules.permissions import Action, Actor, Place, Role, may
from engine.storage.models import CaseRow, ClockRow, EventRow, ExtensionRow, UserRow
from engine.storage.work import Work
from engine.usecases import clockwork, offices
from engine.usecases.clocks import move, open_clock
from engine.usecases.endings import case_id_of
from engine.usecases.steps import case_place
from engine.usecases.sweep import settle_case
from engine.usecases.telling import Telling, tell, tell_people


@dataclass(frozen=True, slots=True)
class MoreTime:
    """How much more time is asked for, in the rule's unit, why, and who agreed how."""

    length: int
    reason: str
    consents: str | None = None


def ask_extension(desk: Desk, actor: Actor, code: str, clock_id: int, asked: MoreTime) -> int:
    """Ask for more time; return the request's id.

    Raises:
        Invalid: the rule forbids it, it is too long or too late; no reason or consent.
        Conflict: another request waits for its decision.
    """
    if not asked.reason.strip():
        raise Invalid("extension.form", fields={"reason": "required"})
    settle_case(desk, case_id_of(desk, code))
    with desk.work(actor) as work:
        case, clock = open_clock(work, actor, code, clock_id, Action.ASK_EXTENSION)
        rule = rule_from_row(clock.row)
        if rule.extendable in {"PARTIES", "BOTH"} and not (asked.consents or "").strip():
            raise Invalid("extension.form", fields={"consents": "consent_required"})
        _no_other(work, clock)
        row = _write_request(desk, work, case, (clock, asked))
        event = work.record(
            ExtensionAsked(
                row.id,
                clock.id,
                clock.rule,
                row.length,
                row.old_due_on.isoformat(),
                row.new_due_on.isoformat() if row.new_due_on else "",
            ),
            case,
        )
        telling = Telling("ExtensionAsked", {"rule": clock.rule}, f"extension:{row.id}:asked")
        whom = (case.holder_id, Role.OFFICE_LEADER)
        tell_people(desk, work, case, (telling, event), whom)
        return row.id


def _no_other(work: Work, clock: ClockRow) -> None:
    query = select(ExtensionRow.id).where(
        ExtensionRow.clock_id == clock.id, ExtensionRow.state == "asked"
    )
    if work.session.scalars(query).first() is not None:
        raise Conflict("extension.waiting")


def _write_request(
    desk: Desk, work: Work, case: CaseRow, request: tuple[ClockRow, MoreTime]
) -> ExtensionRow:
    clock, asked = request
    if clock.due_on is None:
        raise Conflict("clock.paused_already")
    new_due_on = _would_end(desk, work, case, request)
    return work.add(
        ExtensionRow(
            clock_id=clock.id,
            case_id=case.id,
            office_id=case.holder_id,
            length=asked.length,
            reason=asked.reason.strip(),
            consents=(asked.consents or "").strip() or None,
            state="asked",
            old_due_on=clock.due_on,
            new_due_on=new_due_on,
            asked_by=work.actor_id,
            asked_at=work.now,
            decided_by=None,
            decided_at=None,
            decision_note=None,
        )
    )


def _would_end(
    desk: Desk, work: Work, case: CaseRow, request: tuple[ClockRow, MoreTime]
) -> date | None:
    """Return the day the clock would end on if this were granted now.

    Raises:
        Invalid: it may not be granted.
    """
    clock, asked = request
    rule = rule_from_row(clock.row)
    granted = clockwork.extensions_of(work, clock)
    more = Extension(asked.length, desk.local_day(work.now))
    check_extension(rule, clockwork.computed_of(desk, work, case, clock), granted, more)
    calendar = desk.calendar(work.session, work.office(clock.office_id))
    pauses = clockwork.pauses_of(work, clock)
    return compute(rule, clock.started_at, calendar, pauses, (*granted, more)).due_on


def approve_extension(desk: Desk, actor: Actor, extension_id: int, note: str = "") -> str:
    """Grant more time; return the case's code.

    Raises:
        NotAllowed: the person does not decide for that office, or asked for it themselves.
        Invalid: the old period is over by now (``deadline.extension_late``).
        Conflict: ``clock.ended``: the clock was met or dropped while the request waited.
    """
    with desk.work(actor) as work:
        case, clock, row = _request(work, actor, extension_id)
        if clock.ended_at is not None:  # an ended clock must not run again
            raise Conflict("clock.ended", status=clock.status)
        asked = MoreTime(row.length, row.reason, row.consents)
        _would_end(desk, work, case, (clock, asked))
        row.state = "approved"
        row.decided_by, row.decided_at, row.decision_note = actor.user_id, work.now, note or None
        work.session.flush()
        move(desk, work, case, clock, "extended")
        row.new_due_on = clock.due_on
        new = clock.due_on.isoformat() if clock.due_on else ""
        facts = ExtensionApproved(row.id, clock.id, clock.rule, row.old_due_on.isoformat(), new)
        event = work.record(facts, case)
        _tell_asker(desk, work, case, (row, event), {"rule": clock.rule, "due_on": new})
        return case.code


def refuse_extension(desk: Desk, actor: Actor, extension_id: int, note: str) -> str:
    """Refuse more time, with a reason; return the case's code."""
    if not note.strip():
        raise Invalid("extension.decision", fields={"note": "required"})
    with desk.work(actor) as work:
        case, clock, row = _request(work, actor, extension_id)
        row.state = "refused"
        row.decided_by, row.decided_at, row.decision_note = actor.user_id, work.now, note.strip()
        event = work.record(ExtensionRefused(row.id, clock.id, clock.rule, note.strip()), case)
        _tell_asker(desk, work, case, (row, event), {"rule": clock.rule, "note": note.strip()})
        return case.code


def _request(work: Work, actor: Actor, extension_id: int) -> tuple[CaseRow, ClockRow, ExtensionRow]:
    """Return a request that waits for its decision, with its clock and case, locked."""
    query = select(ExtensionRow.case_id).where(ExtensionRow.id == extension_id)
    case_id = work.session.scalar(query)
    if case_id is None:
        raise NotFound("extension.unknown")
    case = work.get(CaseRow, case_id, lock=True)
    row = work.get(ExtensionRow, extension_id, lock=True)
    if not may(actor, Action.READ_CASE, case_place(work, case)):
        raise NotFound("extension.unknown")
    place = Place((work.office(row.office_id).path,))
    if not may(actor, Action.APPROVE_EXTENSION, place):
        raise NotAllowed("extension.decide")
    if row.asked_by == actor.user_id and not _alone(work, actor, row):
        raise NotAllowed("extension.own_request")
    if row.state != "asked":
        raise Conflict("extension.decided", state=row.state)
    return case, work.get(ClockRow, row.clock_id, lock=True), row


def _alone(work: Work, actor: Actor, row: ExtensionRow) -> bool:
    """Say whether nobody else could decide: a village whose one mediator leads the office."""
    deciders = offices.people_upwards(work, work.office(row.office_id), Role.OFFICE_LEADER)
    return all(person.id == actor.user_id for person in deciders)


def _tell_asker(
    desk: Desk,
    work: Work,
    case: CaseRow,
    decided: tuple[ExtensionRow, EventRow],
    facts: dict[str, object],
) -> None:
    row, event = decided
    telling = Telling(event.kind, facts, f"extension:{row.id}:{row.state}")
    whom = [work.get(UserRow, row.asked_by)] if row.asked_by else []
    tell(desk, work, case, (telling, event), whom)
