"""What moving running processes to another bundle would do; nothing here writes."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.rules.errors import EngineError
from engine.storage.models import CaseRow, ProcessRow, WorkItemRow
from engine.storage.published import bundle_of
from engine.workflow import Bundle, Moved, MoveRefused, Runner
from engine.workflow.elements import ACTIVITIES

LOOKED_AT = 400  # processes a preview tries; a move tries every one of them again
WAITED_AT = ACTIVITIES | {"intermediateCatchEvent", "parallelGateway"}


@dataclass(frozen=True, slots=True)
class Renamed:
    """An element that cases may be at and the other bundle does not draw.

    ``to`` is a guess; ``fit`` are ids and names of what could take its place.
    """

    element: str
    name: str
    process: str
    to: str | None
    fit: tuple[tuple[str, str], ...]


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


def two_bundles(session: Session, versions: tuple[int, int]) -> tuple[Bundle, Bundle]:
    """Return two published bundles.

    Raises:
        NotFound: ``bundle.unknown``.

    """
    old, new = (bundle_of(session, version) for version in versions)
    return old, new


def missing(runner: Runner, old: Bundle, new: Bundle) -> tuple[Renamed, ...]:
    """Return the elements cases can wait at that *new* does not draw, each with the likeliest one.

    Likely is what bears the same name in the same process, else a similar id. ``fit`` are all that
    could take its place: of the same kind, and new in *new*.
    """
    here, there = (runner.library.program(one).drawing.elements for one in (old, new))
    fresh = {key: each for key, each in there.items() if key not in here}
    found = []
    for key, each in here.items():
        if key in there or each.kind not in WAITED_AT:
            continue
        same = [one for one in fresh.values() if one.kind == each.kind]
        named = [one.id for one in same if one.name == each.name and one.process == each.process]
        close = get_close_matches(key, [one.id for one in same], 1, 0.7)
        guess = next(iter([*named, *close]), None)
        fit = tuple((one.id, one.name) for one in same)
        found.append(Renamed(key, each.name, each.process, guess, fit))
    return tuple(found)


def waiting_at(session: Session, version: int) -> Mapping[str, int]:
    """Return how many open steps stand at each element of a version."""
    query = (
        select(WorkItemRow.element, func.count())
        .join(ProcessRow, ProcessRow.id == WorkItemRow.process_id)
        .where(WorkItemRow.status == "open", ProcessRow.bundle_version == version)
        .group_by(WorkItemRow.element)
    )
    return {element: count for element, count in session.execute(query)}


def preview_move(
    session: Session,
    runner: Runner,
    bundles: tuple[Bundle, Bundle],
    mapping: Mapping[str, str],
    case_code: str = "",
) -> Preview:
    """Try a move on copies of the first running processes; nothing is written.

    With *case_code* only that case's processes are tried.
    """
    of_version = [ProcessRow.bundle_version == bundles[0].version, ProcessRow.ended_at.is_(None)]
    total = session.scalar(select(func.count()).select_from(ProcessRow).where(*of_version)) or 0
    query = select(ProcessRow, CaseRow.code).join(CaseRow, CaseRow.id == ProcessRow.case_id)
    if case_code:
        of_version.append(CaseRow.code == case_code)
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
