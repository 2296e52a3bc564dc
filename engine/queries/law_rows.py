"""Law tables as their pages show them: a version's rows, a draft's, and what runs under them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.feel import FeelError, Table, read_dmn
from engine.queries.drafts import require_reader
from engine.queries.tables import LAW
from engine.rules.deadline_rule import DeadlineRule
from engine.rules.deadline_table import RuleRow, rows_of
from engine.rules.errors import NotFound
from engine.rules.model_paths import law_path
from engine.rules.permissions import Actor
from engine.rules.start_events import START_EVENTS
from engine.storage import drafts
from engine.storage.models import ClockRow, DraftRow, LawTableRow
from engine.storage.published import law_table
from engine.workflow import Finding, Known
from engine.workflow.checks.law import check_law

DEADLINES = "deadlines"
UNDER_WAY = ("running", "paused")
KEPT = 8  # drafts' tables read by content; somebody working on one asks for it again and again

_read: dict[str, Table] = {}


@dataclass(frozen=True, slots=True)
class LawVersion:
    """One version of a law table; ``newest`` says that it is in force."""

    name: str
    version: int
    newest: bool
    table: Table


@dataclass(frozen=True, slots=True)
class LawDraft:
    """A law table being worked on; ``table`` is None where the file cannot be read (``fault``).

    ``revision`` is the file's, ``old`` the table in force.
    """

    name: str
    revision: int
    table: Table | None
    fault: FeelError | None
    old: Table


@dataclass(frozen=True, slots=True)
class Reach:
    """What a changed rule touches: clocks under way keep their row, later ones get the new.

    ``before`` and ``after`` are None for a row that is new, or gone.
    """

    key: str
    before: tuple[DeadlineRule, ...]
    after: tuple[DeadlineRule, ...]
    running: int


def law_version(session: Session, actor: Actor, name: str, version: int | None) -> LawVersion:
    """Return a law table as it was published, the one in force where no version is asked.

    Raises:
        NotFound: ``page.unknown``, ``law.unknown``.

    """
    require_reader(actor)
    newest = law_table(session, name)
    if version is None or version == newest.version:
        return LawVersion(name, newest.version, newest=True, table=newest.table)
    of = (LawTableRow.name == name, LawTableRow.version == version)
    content = session.scalar(select(LawTableRow.content).where(*of))
    if content is None:
        raise NotFound("law.unknown", name=name)
    return LawVersion(name, version, newest=False, table=_table(bytes(content), law_path(name)))


def law_draft(session: Session, actor: Actor, draft_id: int) -> LawDraft:
    """Return the law table of a draft beside the one in force.

    Raises:
        NotFound: ``page.unknown``, ``draft.unknown`` (also for a draft of procedures).

    """
    require_reader(actor)
    draft = session.get(DraftRow, draft_id)
    if draft is None or draft.law is None or draft.law not in LAW:
        raise NotFound("draft.unknown")
    content, revision = drafts.file_of(session, draft_id, law_path(draft.law))
    table, fault = None, None
    try:
        table = _table(content or b"", law_path(draft.law))
    except FeelError as error:
        fault = error
    return LawDraft(draft.law, revision, table, fault, law_table(session, draft.law).table)


def _table(content: bytes, path: str) -> Table:
    sha = sha256(path.encode() + content).hexdigest()
    found = _read.get(sha)
    if found is None:
        found = read_dmn(content, path)
        if len(_read) >= KEPT:
            _read.pop(next(iter(_read)), None)
        _read[sha] = found
    return found


def row_findings(table: Table) -> tuple[Finding, ...]:
    """Return what is wrong with the rows of a law table, by itself; the rest is the checks'."""
    return tuple(check_law([table], Known(starts=START_EVENTS)))


def reaches(session: Session, old: Table, new: Table) -> tuple[Reach, ...]:
    """Return every rule two versions of deadlines.dmn state differently, by key."""
    before, after = _by_key(rows_of(old)), _by_key(rows_of(new))
    changed = [
        key for key in sorted(before.keys() | after.keys()) if before.get(key) != after.get(key)
    ]
    running = running_by_rule(session, changed)
    return tuple(
        Reach(key, before.get(key, ()), after.get(key, ()), running.get(key, 0)) for key in changed
    )


def running_by_rule(session: Session, keys: Iterable[str] = ()) -> Mapping[str, int]:
    """Return how many clocks are under way by each of these rules (none named: by any)."""
    query = select(ClockRow.rule, func.count()).where(ClockRow.status.in_(UNDER_WAY))
    if wanted := list(keys):
        query = query.where(ClockRow.rule.in_(wanted))
    return {rule: count for rule, count in session.execute(query.group_by(ClockRow.rule))}


def _by_key(rows: Iterable[RuleRow]) -> dict[str, tuple[DeadlineRule, ...]]:
    found: dict[str, tuple[DeadlineRule, ...]] = {}
    for row in rows:
        if row.rule is not None:
            found[row.rule.key] = (*found.get(row.rule.key, ()), row.rule)
    return found
