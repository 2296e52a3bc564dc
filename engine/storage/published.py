"""What has been published: bundles cases keep for life, and law tables that are always newest.

Bundles and tables are known by their content: publishing the same bytes again changes nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TypeVar, cast

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.feel import Table, read_dmn
from engine.rules.bundle import Bundle
from engine.rules.errors import Invalid, NotFound
from engine.storage.models import BundleFileRow, BundleRow, LawTableRow
from engine.storage.reading import ask
from engine.storage.versions import (
    BUNDLE_SHA,
    BUNDLES,
    LAW_VERSIONS,
    LAWS,
    NEWEST_BUNDLE,
    Found,
    seen_by,
)
from engine.storage.work import Work

Value = TypeVar("Value")
LAW_FOLDER = "law/"
NEWEST = "newest bundle"
KEPT = 32  # bundles and tables kept in memory; a county has a handful

_files: dict[str, Mapping[str, bytes]] = {}  # by content hash, hence right for any database
_tables: dict[str, Table] = {}


@dataclass(frozen=True, slots=True)
class LawTable:
    """One published version of a law table, ready to be asked; ``sha`` says what is in it."""

    name: str
    version: int
    sha: str
    table: Table = field(compare=False)


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
    seen_by(work.session).clear()
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
    seen = seen_by(session)
    if NEWEST not in seen:
        found = ask(session, NEWEST_BUNDLE)
        if not found:
            raise NotFound("bundle.none")
        seen[NEWEST] = _bundle(session, *found[0])
    return cast("Bundle", seen[NEWEST])


def bundle_of(session: Session, version: int) -> Bundle:
    """Return the bundle of that version.

    Raises:
        NotFound: ``bundle.unknown``.

    """
    seen = seen_by(session)
    if version not in seen:
        sha = cast("dict[int, str]", seen.get(BUNDLES, {})).get(version)
        found = [(sha,)] if sha else ask(session, BUNDLE_SHA, {"version": version})
        if not found:
            raise NotFound("bundle.unknown", version=version)
        seen[version] = _bundle(session, version, found[0][0])
    return cast("Bundle", seen[version])


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
        seen_by(work.session).clear()
        row = work.add(
            LawTableRow(
                name=name,
                version=newest.version + 1 if newest else 1,
                sha=sha,
                content=content,
                published_at=work.recorded_at,
                published_by=work.actor_id,
            )
        )
        newest = Found(name, row.version, sha)
    return _law(work.session, newest)


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
    seen_by(session).clear()


def law_table(session: Session, name: str) -> LawTable:
    """Return the law table in force: the newest of *name* (``deadlines`` or ``warnings``).

    Which of its rows holds on a day is the table's own matter (effective from and to).

    Raises:
        NotFound: ``law.unknown``.

    """
    seen = seen_by(session)
    if name not in seen:
        newest = _newest_laws(session).get(name)
        if newest is None:
            raise NotFound("law.unknown", name=name)
        seen[name] = _law(session, newest)
    return cast("LawTable", seen[name])


def _newest_laws(session: Session) -> Mapping[str, Found]:
    """Return the newest version of every law table: who asks one soon asks the next."""
    seen = seen_by(session)
    if LAWS not in seen:
        seen[LAWS] = {row[0]: Found(*row) for row in ask(session, LAW_VERSIONS)}
    return cast("Mapping[str, Found]", seen[LAWS])


def _newest_law(session: Session, name: str) -> Found | None:
    query = select(LawTableRow.name, LawTableRow.version, LawTableRow.sha)
    query = query.where(LawTableRow.name == name).order_by(LawTableRow.version.desc()).limit(1)
    found = session.execute(query).first()
    return Found(*found) if found else None


def _law(session: Session, found: Found) -> LawTable:
    table = _tables.get(found.sha)
    if table is None:  # its text is read once per content hash, not per clock
        of = (LawTableRow.name == found.name, LawTableRow.version == found.version)
        content = session.scalars(select(LawTableRow.content).where(*of)).one()
        table = _keep(_tables, found.sha, read_dmn(content, f"{LAW_FOLDER}{found.name}.dmn"))
    return LawTable(found.name, found.version, found.sha, table)


def _keep(kept: dict[str, Value], sha: str, value: Value) -> Value:
    if len(kept) >= KEPT:
        kept.pop(next(iter(kept)), None)
    kept[sha] = value
    return value


def forget() -> None:
    """Drop what is kept in memory; the next question reads the database."""
    _files.clear()
    _tables.clear()
