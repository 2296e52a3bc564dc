"""What somebody leaves behind: open steps and cases go to a successor, or back to the office."""

from dataclasses import dataclass

from sqlalchemy import or_, select

from engine.rules.events import StepAssigned, StepReleased, TokenRevoked
from engine.storage.models import CaseRow, TokenRow, UserRow, WorkItemRow
from engine.storage.work import Work
from engine.usecases import offices
from engine.usecases.conflicts import conflicted

LEFT = "left"  # why a step is released when its handler cannot act any more


@dataclass(frozen=True, slots=True)
class Handed:
    """What became of somebody's open steps and cases: given on, or back to the office."""

    steps_given: int
    steps_released: int
    cases_given: int
    cases_released: int


def end_tokens(work: Work, user_id: int) -> None:
    """End every API token of a person."""
    query = select(TokenRow).where(TokenRow.user_id == user_id, TokenRow.revoked_at.is_(None))
    for token in work.session.scalars(query):
        token.revoked_at = work.now
        work.record(TokenRevoked(user_id, token.id))


def open_steps_with(work: Work, user_id: int) -> list[tuple[CaseRow, WorkItemRow]]:
    """Return the open steps with a person, and their cases, the oldest first."""
    query = (
        select(CaseRow, WorkItemRow)
        .join(WorkItemRow, WorkItemRow.case_id == CaseRow.id)
        .where(WorkItemRow.assignee_id == user_id, WorkItemRow.status == "open")
        .order_by(WorkItemRow.id)
    )
    return [(case, item) for case, item in work.session.execute(query)]


def hand_on(work: Work, user: UserRow, successor: UserRow | None) -> Handed:
    """Give a person's open steps and cases to *successor*, where they may, else to the office."""
    given = released = 0
    for case, item in open_steps_with(work, user.id):
        fits = successor is not None and _may_take(work, successor.id, case, item)
        give(work, case, item, successor.id if successor and fits else None)
        given, released = given + fits, released + (not fits)
    cases_given, cases_released = _hand_on_cases(work, user, successor)
    return Handed(given, released, cases_given, cases_released)


def _may_take(work: Work, user_id: int, case: CaseRow, item: WorkItemRow) -> bool:
    works = offices.has_any_role(work, user_id, item.office_id, item.roles)
    return works and not conflicted(work, case, user_id)


def give(work: Work, case: CaseRow, item: WorkItemRow, to_id: int | None) -> None:
    """Give an open step to somebody, or with None back to its office; put it on record."""
    before, item.assignee_id = item.assignee_id, to_id
    if to_id is None:
        work.record(StepReleased(item.id, item.element, LEFT), case)
    else:
        work.record(StepAssigned(item.id, item.element, to_id, before), case)


def _hand_on_cases(work: Work, user: UserRow, successor: UserRow | None) -> tuple[int, int]:
    """Give the unended cases of a person on; the one in charge (包案) is named anew by hand."""
    query = select(CaseRow).where(
        CaseRow.ended_at.is_(None),
        or_(CaseRow.assignee_id == user.id, CaseRow.leader_id == user.id),
    )
    given = released = 0
    for case in work.session.scalars(query.order_by(CaseRow.id)):
        office_id = case.body_id or case.holder_id
        if case.assignee_id == user.id:
            fits = (
                successor is not None
                and offices.works_in(work, successor.id, office_id)
                and not conflicted(work, case, successor.id)
            )
            case.assignee_id = successor.id if successor and fits else None
            given, released = given + fits, released + (not fits)
        if case.leader_id == user.id:
            case.leader_id = None
    return given, released
