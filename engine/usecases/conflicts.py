"""Conflicts of interest (回避): rows that keep a person away from a case."""

from sqlalchemy import bindparam, or_, select

from engine.rules.calendar import local_day
from engine.rules.errors import Conflict
from engine.storage.models import CaseRow, ConflictRow, PartyRow, UserRow
from engine.storage.reading import ask
from engine.storage.work import Work

NAMES = select(PartyRow.name).where(PartyRow.case_id == bindparam("case_id"))
IN_FORCE = select(ConflictRow.reason).where(
    ConflictRow.user_id == bindparam("user_id"),
    or_(ConflictRow.case_id == bindparam("case_id"), ConflictRow.party_name.in_(NAMES)),
    or_(ConflictRow.ends_on.is_(None), ConflictRow.ends_on >= bindparam("today")),
)


def conflicted(work: Work, case: CaseRow, user_id: int) -> bool:
    """Say whether a person may not handle *case*."""
    return _reason(work, case, user_id) is not None


def _reason(work: Work, case: CaseRow, user_id: int) -> str | None:
    key = ("conflict", case.id, user_id)
    if key in work.gathered:
        return next(iter(work.gathered[key]), None)
    asked = {"user_id": user_id, "case_id": case.id, "today": local_day(work.now)}
    # nothing waiting is written first: whoever declares a conflict has written it at once
    found = ask(work.session, IN_FORCE, asked)
    return str(found[0][0]) if found else None


def keep(work: Work, case: CaseRow, user_id: int, rows: list[tuple[str]]) -> None:
    """Keep the answer of ``IN_FORCE``: whoever declares a conflict acts on nothing else."""
    work.gathered["conflict", case.id, user_id] = [reason for (reason,) in rows]


def refuse_conflicted(work: Work, case: CaseRow, user_id: int) -> None:
    """Refuse a person who may not handle *case*.

    Raises:
        Conflict: ``conflict.of_interest`` with the reason on record.
    """
    reason = _reason(work, case, user_id)
    if reason is not None:
        person = work.get(UserRow, user_id)
        raise Conflict("conflict.of_interest", person=person.name, reason=reason)
