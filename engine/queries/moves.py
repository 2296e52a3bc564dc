"""Moves of running processes: what one would do, and how far one is."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.rules.errors import EngineError, NotFound
from engine.storage.models import (
    CaseRow,
    ErrandRow,
    MoveLineRow,
    MoveRow,
    ProcessRow,
    UserRow,
)
from engine.storage.published import bundle_of
from engine.workflow import Bundle, Moved, MoveRefused, Runner

LOOKED_AT = 400  # processes a preview tries; a move tries every one of them again
SHOWN = 200


@dataclass(frozen=True, slots=True)
class Renamed:
    """An element that cases may be at and the other bundle does not draw; *to* is a guess."""

    element: str
    name: str
    process: str
    to: str | None


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a move would do to one process: ``moved``, or ``code`` and ``facts`` of the refusal."""

    case_code: str
    case_id: int
    process_id: int
    kind: str
    moved: Moved | None
    code: str | None
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a move would do: ``running`` processes in all, of which the first were tried."""

    running: int
    outlooks: tuple[Outlook, ...]
    able: int
    reasons: tuple[tuple[str, int], ...]


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


def missing(runner: Runner, old: Bundle, new: Bundle) -> tuple[Renamed, ...]:
    """Return the elements cases can wait at that *new* does not draw, each with the likeliest one.

    Likely is what bears the same name in the same process, else a similar id.
    """
    here, there = (runner.library.program(one).drawing.elements for one in (old, new))
    fresh = {key: each for key, each in there.items() if key not in here}
    found = []
    for key, each in here.items():
        if key in there or each.kind.endswith(("Gateway", "Event")):
            continue
        same = [one for one in fresh.values() if one.kind == each.kind]
        named = [one.id for one in same if one.name == each.name and one.process == each.process]
        close = get_close_matches(key, [one.id for one in same], 1, 0.7)
        guess = next(iter([*named, *close]), None)
        found.append(Renamed(key, each.name, each.process, guess))
    return tuple(found)


def preview_move(
    session: Session, runner: Runner, bundles: tuple[Bundle, Bundle], mapping: Mapping[str, str]
) -> Preview:
    """Try a move on copies of the first running processes; nothing is written."""
    of_version = (ProcessRow.bundle_version == bundles[0].version, ProcessRow.ended_at.is_(None))
    total = session.scalar(select(func.count()).select_from(ProcessRow).where(*of_version)) or 0
    query = select(ProcessRow, CaseRow.code).join(CaseRow, CaseRow.id == ProcessRow.case_id)
    rows = session.execute(query.where(*of_version).order_by(ProcessRow.id).limit(LOOKED_AT))
    outlooks = tuple(_outlook(runner, bundles, mapping, row, code) for row, code in rows)
    reasons = Counter(one.code for one in outlooks if one.code)
    able = sum(one.moved is not None for one in outlooks)
    return Preview(total, outlooks, able, tuple(reasons.most_common()))


def _outlook(
    runner: Runner,
    bundles: tuple[Bundle, Bundle],
    mapping: Mapping[str, str],
    row: ProcessRow,
    code: str,
) -> Outlook:
    of_case = (code, row.case_id, row.id, row.kind)
    try:
        if row.status != "running":
            raise MoveRefused("move.not_running", status=row.status)
        moved = runner.move(*bundles, row.kind, row.state, mapping)
    except EngineError as refused:
        return Outlook(*of_case, None, refused.code, refused.facts)
    return Outlook(*of_case, moved, None, {})


def move_lines(
    session: Session, move_id: int, statuses: Iterable[str] = ()
) -> tuple[MoveLine, ...]:
    """Return the first processes of a move, those that were refused or kept first."""
    query = (
        select(MoveLineRow, CaseRow.code, ProcessRow.kind)
        .join(CaseRow, CaseRow.id == MoveLineRow.case_id)
        .join(ProcessRow, ProcessRow.id == MoveLineRow.process_id)
        .where(MoveLineRow.move_id == move_id)
    )
    if statuses := tuple(statuses):
        query = query.where(MoveLineRow.status.in_(statuses))
    query = query.order_by(MoveLineRow.code.is_(None), MoveLineRow.process_id).limit(SHOWN)
    return tuple(
        MoveLine(code, row.process_id, kind, row.status, row.code, row.facts or {}, row.moved_at)
        for row, code, kind in session.execute(query)
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


def two_bundles(session: Session, versions: tuple[int, int]) -> tuple[Bundle, Bundle]:
    """Return two published bundles.

    Raises:
        NotFound: ``bundle.unknown``.

    """
    old, new = (bundle_of(session, version) for version in versions)
    return old, new
