"""What has been published: bundles cases keep for life, and law tables that are always newest.

Bundles and tables are known by their content: publishing the same bytes again changes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeVar, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session, defer

from engine.feel import Table, read_dmn
from engine.rules.bundle import Bundle
from engine.rules.errors import Invalid, NotFound
from engine.storage.models import BundleFileRow, BundleRow, LawTableRow
from engine.storage.work import Work

Value = TypeVar("Value")
LAW_FOLDER = "law/"
NEWEST = "newest bundle"
LAWS = "newest law tables"
KEPT = 32  # bundles and tables kept in memory; a county has a handful

_files: dict[str, Mapping[str, bytes]] = {}  # by content hash, hence right for any database
_tables: dict[str, Table] = {}


@dataclass(frozen=True, slots=True)
class LawTable:
    """One published version of a law table, ready to be asked."""

    name: str
    version: int
    sha: str
    table: Table


def publish(work: Work, files: Mapping[str, bytes], note: str = "") -> Bundle:
    """Publish a folder's *files* (checked before); return the bundle new cases will use.

    Files under ``law/`` become law tables; the rest is the bundle. What is published already
    under the same bytes keeps its version.
    """
    for path, content in sorted(files.items()):
        if path.startswith(LAW_FOLDER) and path.endswith(".dmn"):
            publish_law(work, path.removeprefix(LAW_FOLDER).removesuffix(".dmn"), content)
    own = {path: content for path, content in files.items() if not path.startswith(LAW_FOLDER)}
    return publish_bundle(work, own, note)


def publish_bundle(work: Work, files: Mapping[str, bytes], note: str = "") -> Bundle:
    """Store *files* as the next version, unless their content hash is known.

    Raises:
        Invalid: ``bundle.empty``.

    """
    if not files:
        raise Invalid("bundle.empty")
    sha = Bundle.of(files).sha
    known = work.session.scalar(select(BundleRow.version).where(BundleRow.sha == sha))
    if known is not None:
        return _bundle(work.session, known, sha)
    _seen(work.session).clear()
    version = (work.session.scalar(select(func.max(BundleRow.version))) or 0) + 1
    work.add(
        BundleRow(
            version=version,
            sha=sha,
            published_at=work.recorded_at,
            published_by=work.actor_id,
            note=note,
        )
    )
    for path, content in sorted(files.items()):
        work.session.add(BundleFileRow(bundle_version=version, path=path, content=content))
    work.session.flush()
    return _bundle(work.session, version, sha)


def newest_bundle(session: Session) -> Bundle:
    """Return the bundle new cases use: the newest that has not been put away.

    Raises:
        NotFound: ``bundle.none``, nothing has been published.

    """
    seen = _seen(session)
    if NEWEST not in seen:
        query = select(BundleRow.version, BundleRow.sha).where(BundleRow.retired_at.is_(None))
        query = query.order_by(BundleRow.version.desc())
        found = session.execute(query.limit(1)).first()
        if found is None:
            raise NotFound("bundle.none")
        seen[NEWEST] = _bundle(session, found.version, found.sha)
    return cast("Bundle", seen[NEWEST])


def bundle_of(session: Session, version: int) -> Bundle:
    """Return the bundle of that version.

    Raises:
        NotFound: ``bundle.unknown``.

    """
    seen = _seen(session)
    if version not in seen:
        query = select(BundleRow.sha).where(BundleRow.version == version)
        sha = session.scalar(query.execution_options(autoflush=False))
        if sha is None:
            raise NotFound("bundle.unknown", version=version)
        seen[version] = _bundle(session, version, sha)
    return cast("Bundle", seen[version])


def _seen(session: Session) -> dict[object, object]:
    """What a session has looked up already: a transaction sees one state of what is published."""
    seen: dict[object, object] = session.info.setdefault("published", {})
    return seen


def _bundle(session: Session, version: int, sha: str) -> Bundle:
    files = _files.get(sha)
    if files is None:
        rows = session.execute(
            select(BundleFileRow.path, BundleFileRow.content).where(
                BundleFileRow.bundle_version == version
            )
        )
        read = Bundle.of({path: content for path, content in rows}, version)
        if read.sha != sha:
            raise Invalid("bundle.damaged", version=version)
        files = _keep(_files, sha, read.files)
    return Bundle(version, sha, files)


def publish_law(work: Work, name: str, content: bytes) -> LawTable:
    """Store *content* as the newest version of law table *name*, unless it is already."""
    sha = sha256(content).hexdigest()
    newest = _newest_law(work.session, name)
    if newest is None or newest.sha != sha:
        _seen(work.session).clear()
        newest = work.add(
            LawTableRow(
                name=name,
                version=newest.version + 1 if newest else 1,
                sha=sha,
                content=content,
                published_at=work.recorded_at,
                published_by=work.actor_id,
            )
        )
    return _law(newest)


def law_content(session: Session, name: str) -> tuple[int, bytes]:
    """Return version and bytes of the law table in force.

    Raises:
        NotFound: ``law.unknown``.

    """
    query = select(LawTableRow.version, LawTableRow.content).where(LawTableRow.name == name)
    found = session.execute(query.order_by(LawTableRow.version.desc()).limit(1)).first()
    if found is None:
        raise NotFound("law.unknown", name=name)
    return found.version, bytes(found.content)


def law_files(session: Session) -> Mapping[str, bytes]:
    """Return all law tables in force by their path (``law/deadlines.dmn``)."""
    return {
        f"{LAW_FOLDER}{name}.dmn": law_content(session, name)[1] for name in _newest_laws(session)
    }


def forget_newest(session: Session) -> None:
    """Let the next question of this session look again for what is in force."""
    _seen(session).clear()


def law_table(session: Session, name: str) -> LawTable:
    """Return the law table in force: the newest of *name* (``deadlines`` or ``warnings``).

    Which of its rows holds on a day is the table's own matter (effective from and to).

    Raises:
        NotFound: ``law.unknown``.

    """
    seen = _seen(session)
    if name not in seen:
        newest = _newest_laws(session).get(name)
        if newest is None:
            raise NotFound("law.unknown", name=name)
        seen[name] = _law(newest)
    return cast("LawTable", seen[name])


def _newest_laws(session: Session) -> Mapping[str, LawTableRow]:
    """Return the newest version of every law table: who asks one soon asks the next."""
    seen = _seen(session)
    if LAWS not in seen:
        query = select(LawTableRow).options(defer(LawTableRow.content))
        query = query.order_by(LawTableRow.version).execution_options(autoflush=False)
        seen[LAWS] = {row.name: row for row in session.scalars(query)}
    return cast("Mapping[str, LawTableRow]", seen[LAWS])


def _newest_law(session: Session, name: str) -> LawTableRow | None:
    query = select(LawTableRow).where(LawTableRow.name == name)
    query = query.options(defer(LawTableRow.content))  # read once per content hash, not per clock
    return session.scalars(query.order_by(LawTableRow.version.desc()).limit(1)).first()


def _law(row: LawTableRow) -> LawTable:
    table = _tables.get(row.sha)
    if table is None:
        table = _keep(_tables, row.sha, read_dmn(row.content, f"{LAW_FOLDER}{row.name}.dmn"))
    return LawTable(row.name, row.version, row.sha, table)


def _keep(kept: dict[str, Value], sha: str, value: Value) -> Value:
    if len(kept) >= KEPT:
        kept.pop(next(iter(kept)), None)
    kept[sha] = value
    return value


def forget() -> None:
    """Drop what is kept in memory; the next question reads the database."""
    _files.clear()
    _tables.clear()
