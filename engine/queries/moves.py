"""Moves of running processes: which there have been, and how far each is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.rules.errors import NotFound
from engine.storage.models import (
    CaseRow,
    ErrandRow,
    MoveLineRow,
    MoveRow,
    ProcessRow,
    UserRow,
)

SHOWN = 200
MOST = 5_000  # processes whose refusals are read for one page


@dataclass(frozen=True, slots=True)
class MoveLine:
    """One process of a move; ``at`` is UTC."""

    case_code: str
    process_id: int
    kind: str
    status: str
    code: str | None
    facts: Mapping[str, object]
    at: datetime | None


@dataclass(frozen=True, slots=True)
class MoveView:
    """One move: from which version to which, by whom, why, how far (UTC instants)."""

    id: int
    from_version: int
    to_version: int
    mapping: Mapping[str, str]
    reason: str
    asked_by: str
    asked_at: datetime
    undone_at: datetime | None
    errand_id: int | None
    errand_status: str | None
    counts: Mapping[str, int]


def move_lines(
    session: Session, move_id: int, statuses: Sequence[str], most: int = MOST
) -> tuple[MoveLine, ...]:
    """Return the first processes of a move that stand at one of *statuses*, in their order."""
    query = (
        select(
            CaseRow.code,
            MoveLineRow.process_id,
            ProcessRow.kind,
            MoveLineRow.status,
            MoveLineRow.code,
            MoveLineRow.facts,
            MoveLineRow.moved_at,
        )
        .join(CaseRow, CaseRow.id == MoveLineRow.case_id)
        .join(ProcessRow, ProcessRow.id == MoveLineRow.process_id)
        .where(MoveLineRow.move_id == move_id, MoveLineRow.status.in_(statuses))
        .order_by(MoveLineRow.process_id)
        .limit(most)
    )
    return tuple(
        MoveLine(case, process_id, kind, status, code, facts or {}, at)
        for case, process_id, kind, status, code, facts, at in session.execute(query)
    )


def move_view(session: Session, move_id: int) -> MoveView:
    """Return one move.

    Raises:
        NotFound: ``move.unknown``.

    """
    found = [one for one in move_views(session, move_id)]
    if not found:
        raise NotFound("move.unknown")
    return found[0]


def move_views(session: Session, only: int | None = None) -> tuple[MoveView, ...]:
    """Return the moves there have been, the newest first."""
    query = (
        select(MoveRow, UserRow.name, ErrandRow.status)
        .join(UserRow, UserRow.id == MoveRow.asked_by)
        .outerjoin(ErrandRow, ErrandRow.id == MoveRow.errand_id)
        .order_by(MoveRow.id.desc())
        .limit(SHOWN)
    )
    if only is not None:
        query = query.where(MoveRow.id == only)
    rows = session.execute(query).all()
    counts = _counts(session, [row.id for row, _, _ in rows])
    return tuple(
        MoveView(
            id=row.id,
            from_version=row.from_version,
            to_version=row.to_version,
            mapping=row.mapping,
            reason=row.reason,
            asked_by=name,
            asked_at=row.asked_at,
            undone_at=row.undone_at,
            errand_id=row.errand_id,
            errand_status=status,
            counts=counts.get(row.id, {}),
        )
        for row, name, status in rows
    )


def _counts(session: Session, moves: list[int]) -> dict[int, dict[str, int]]:
    query = (
        select(MoveLineRow.move_id, MoveLineRow.status, func.count())
        .where(MoveLineRow.move_id.in_(moves))
        .group_by(MoveLineRow.move_id, MoveLineRow.status)
    )
    found: dict[int, dict[str, int]] = {}
    for move_id, status, count in session.execute(query):
        found.setdefault(move_id, {})[status] = count
    return found
