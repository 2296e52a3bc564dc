"""Conflicts of interest (回避): rows that keep a person away from a case."""

from sqlalchemy import or_, select

from engine.rules.calendar import local_day
from engine.rules.errors import Conflict
from engine.storage.models import CaseRow, ConflictRow, PartyRow, UserRow
from engine.storage.work import Work


def refuse_conflicted(work: Work, case: CaseRow, user_id: int) -> None:
    """Refuse a person who may not handle *case*.

    Raises:
        Conflict: ``conflict.of_interest`` with the reason on record.
    """
    names = select(PartyRow.name).where(PartyRow.case_id == case.id)
    found = work.session.scalars(
        select(ConflictRow).where(
            ConflictRow.user_id == user_id,
            or_(ConflictRow.case_id == case.id, ConflictRow.party_name.in_(names)),
            or_(ConflictRow.ends_on.is_(None), ConflictRow.ends_on >= local_day(work.now)),
        )
    ).first()
    if found is not None:
        person = work.get(UserRow, user_id)
        raise Conflict("conflict.of_interest", person=person.name, reason=found.reason)
