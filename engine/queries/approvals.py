"""Requests for more time that a person may decide, or has an interest in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from engine.queries.counting import Number
from engine.queries.gathering import Sides, name_of, office_names, sides_of, user_names
from engine.queries.lens import Lens
from engine.queries.paging import FIRST, Found, Newest, Page, Turn, fetch, refine
from engine.queries.scope import (
    Condition,
    office_path,
    parties_readable,
    readable,
    within_reach,
)
from engine.queries.standing import Standing, standings
from engine.rules.deadline_rule import DeadlineRule, rule_from_row
from engine.rules.masking import mask_text
from engine.rules.permissions import Action, Actor, Role
from engine.storage.models import CaseRow, ClockRow, ExtensionRow, GrantRow, UserRow
from engine.storage.people import in_force

ASKED = "asked"
ORDER = Newest(ExtensionRow.id)


@dataclass(frozen=True, slots=True)
class ExtensionRequest:
    """One request: from which day to which, under which rule, why, with whose consent.

    ``length`` is in ``rule.unit``; ``rule.extension_cap`` and ``extension_count`` are the rule's
    bounds, ``granted`` how many were granted before. ``own``: the actor asked for it and may
    decide only if nobody else can (``decidable``). ``late``: the old last day is over, it can
    only be refused.
    """

    extension_id: int
    state: str
    case_code: str
    docket_no: str | None
    parties: Sides | None
    title: str | None
    grade: str
    rule: DeadlineRule
    clock: Standing | None
    length: int
    granted: int
    old_due_on: date
    new_due_on: date | None
    reason: str | None
    consents: str | None
    office: str | None
    asked_by: str | None
    asked_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    decision_note: str | None
    own: bool
    decidable: bool
    late: bool


def extension_requests(
    session: Session, actor: Actor, lens: Lens, state: str = ASKED, turn: Turn = FIRST
) -> Page[ExtensionRequest]:
    """Return a page of the requests in *state* (asked, approved, refused) that *actor* decides.

    Raises:
        Invalid: ``page.cursor``.

    """
    query = (
        select(ExtensionRow, ClockRow, CaseRow, parties_readable(actor).label("sees"))
        .join(ClockRow, ClockRow.id == ExtensionRow.clock_id)
        .join(CaseRow, CaseRow.id == ExtensionRow.case_id)
        .where(_to_decide(actor), ExtensionRow.state == state)
    )
    page = fetch(session, query, ORDER, turn)
    return refine(page, lambda rows: _read(session, actor, lens, rows))


def waiting_number(actor: Actor) -> Number:
    """Return the query that counts the requests which wait for the actor's decision."""
    return (
        select(func.count())
        .select_from(ExtensionRow)
        .join(CaseRow, CaseRow.id == ExtensionRow.case_id)
        .where(_to_decide(actor), ExtensionRow.state == ASKED)
    )


def waiting_count(session: Session, actor: Actor) -> int:
    """Return how many requests wait for the actor's decision."""
    return session.scalar(waiting_number(actor)) or 0


def _to_decide(actor: Actor) -> Condition:
    decides = within_reach(actor, Action.APPROVE_EXTENSION, ExtensionRow.office_id)
    return and_(decides, readable(actor))


def _alone(session: Session, actor: Actor, lens: Lens, office_id: int) -> bool:
    """Say whether nobody but *actor* leads the nearest office upwards that has a leader."""
    chain = [int(part) for part in office_path(session, office_id).split("/") if part]
    query = (
        select(GrantRow.office_id, GrantRow.user_id)
        .join(UserRow, UserRow.id == GrantRow.user_id)
        .where(GrantRow.office_id.in_(chain), GrantRow.role == Role.OFFICE_LEADER)
        .where(UserRow.active, in_force(lens.today))
    )
    leaders: dict[int, set[int]] = {}
    for key, user_id in session.execute(query):
        leaders.setdefault(key, set()).add(user_id)
    nearest = next((leaders[key] for key in reversed(chain) if key in leaders), set())
    return nearest <= {actor.user_id}


def _granted(session: Session, clock_ids: Sequence[int]) -> dict[int, int]:
    query = (
        select(ExtensionRow.clock_id, func.count())
        .where(ExtensionRow.clock_id.in_(clock_ids), ExtensionRow.state == "approved")
        .group_by(ExtensionRow.clock_id)
    )
    return {clock_id: count for clock_id, count in session.execute(query)}


def _read(
    session: Session, actor: Actor, lens: Lens, rows: Sequence[Found]
) -> Sequence[ExtensionRequest]:
    asked: list[ExtensionRow] = [row.ExtensionRow for row in rows]
    clocks = standings(session, lens, (each.clock_id for each in asked))
    granted = _granted(session, [each.clock_id for each in asked])
    sides = sides_of(session, (row.CaseRow.id for row in rows if row.sees))
    people = user_names(
        session, (key for each in asked for key in (each.asked_by, each.decided_by))
    )
    offices = office_names(session, (each.office_id for each in asked))
    own = [each for each in asked if each.asked_by == actor.user_id]
    alone = {key for key in {each.office_id for each in own} if _alone(session, actor, lens, key)}
    return [
        ExtensionRequest(
            extension_id=each.id,
            state=each.state,
            case_code=row.CaseRow.code,
            docket_no=row.CaseRow.docket_no,
            parties=sides.get(row.CaseRow.id, Sides()) if row.sees else None,
            title=row.CaseRow.title if row.sees else None,
            grade=row.CaseRow.grade,
            rule=rule_from_row(row.ClockRow.row),
            clock=clocks.get(each.clock_id),
            length=each.length,
            granted=granted.get(each.clock_id, 0),
            old_due_on=each.old_due_on,
            new_due_on=each.new_due_on,
            reason=mask_text(each.reason) if row.sees else None,
            consents=each.consents if row.sees else None,
            office=offices.get(each.office_id),
            asked_by=name_of(people, each.asked_by),
            asked_at=each.asked_at,
            decided_by=name_of(people, each.decided_by),
            decided_at=each.decided_at,
            decision_note=each.decision_note if row.sees else None,
            own=each.asked_by == actor.user_id,
            decidable=each.asked_by != actor.user_id or each.office_id in alone,
            late=lens.today > each.old_due_on,
        )
        for row, each in zip(rows, asked, strict=True)
    ]
