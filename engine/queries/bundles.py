"""The published sets of procedures, who published them, and what still runs by each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, defer

from engine.queries.drafts import require_reader
from engine.queries.gathering import user_names
from engine.rules.permissions import Actor
from engine.storage.models import BundleRow, LawTableRow, ProcessRow
from engine.storage.published import bundle_of


@dataclass(frozen=True, slots=True)
class BundleLine:
    """One version.

    ``running`` counts processes that have not ended, ``cases`` the disputes they are of.
    People are names; None where nobody did it (``published_by``: the operator). ``newest`` says
    that new cases use it. Instants are aware UTC.
    """

    version: int
    sha: str
    published_at: datetime
    published_by: str | None
    consented_by: str | None
    note: str
    based_on: int | None
    retired_at: datetime | None
    retired_by: str | None
    retired_for: str | None
    running: int
    cases: int
    newest: bool


@dataclass(frozen=True, slots=True)
class LawLine:
    """One version of a law table; ``newest`` says that it is in force."""

    name: str
    version: int
    sha: str
    published_at: datetime
    published_by: str | None
    consented_by: str | None
    note: str | None
    newest: bool


def bundle_lines(session: Session) -> tuple[BundleLine, ...]:
    """Return every published version, the newest first."""
    running = (
        select(
            ProcessRow.bundle_version,
            func.count().label("running"),
            func.count(ProcessRow.case_id.distinct()).label("cases"),
        )
        .where(ProcessRow.ended_at.is_(None))
        .group_by(ProcessRow.bundle_version)
        .subquery()
    )
    query = (
        select(BundleRow, func.coalesce(running.c.running, 0), func.coalesce(running.c.cases, 0))
        .outerjoin(running, running.c.bundle_version == BundleRow.version)
        .order_by(BundleRow.version.desc())
    )
    return _lines(
        session, [(row, int(count), int(cases)) for row, count, cases in session.execute(query)]
    )


def bundle_line(session: Session, actor: Actor, version: int) -> BundleLine:
    """Return one version.

    Raises:
        NotFound: ``page.unknown`` (nobody who sees models), ``bundle.unknown``.

    """
    require_reader(actor)
    bundle_of(session, version)
    return next(line for line in bundle_lines(session) if line.version == version)


def bundle_set(session: Session, actor: Actor, version: int) -> Mapping[str, bytes]:
    """Return the files of a version by path.

    Raises:
        NotFound: as ``bundle_line``.

    """
    require_reader(actor)
    return bundle_of(session, version).files


def law_lines(session: Session, actor: Actor, name: str = "") -> tuple[LawLine, ...]:
    """Return every version of every law table (or of *name*), the newest of each first.

    Raises:
        NotFound: ``page.unknown``.

    """
    require_reader(actor)
    query = (
        select(LawTableRow)
        .options(defer(LawTableRow.content))
        .order_by(LawTableRow.name, LawTableRow.version.desc())
    )
    rows = session.scalars(query.where(LawTableRow.name == name) if name else query).all()
    names = user_names(
        session, (each for row in rows for each in (row.published_by, row.consented_by))
    )
    newest: dict[str, int] = {}
    for row in rows:
        newest.setdefault(row.name, row.version)
    return tuple(
        LawLine(
            row.name,
            row.version,
            row.sha,
            row.published_at,
            names.get(row.published_by or 0),
            names.get(row.consented_by or 0),
            row.note,
            newest[row.name] == row.version,
        )
        for row in rows
    )


def _lines(session: Session, found: Iterable[tuple[BundleRow, int, int]]) -> tuple[BundleLine, ...]:
    rows = list(found)
    people = [
        each for row, _, _ in rows for each in (row.published_by, row.consented_by, row.retired_by)
    ]
    names = user_names(session, people)
    newest = max((row.version for row, _, _ in rows if row.retired_at is None), default=0)
    return tuple(
        BundleLine(
            version=row.version,
            sha=row.sha,
            published_at=row.published_at,
            published_by=names.get(row.published_by or 0),
            consented_by=names.get(row.consented_by or 0),
            note=row.note,
            based_on=row.based_on,
            retired_at=row.retired_at,
            retired_by=names.get(row.retired_by or 0),
            retired_for=row.retired_for,
            running=running,
            cases=cases,
            newest=row.version == newest,
        )
        for row, running, cases in rows
    )
