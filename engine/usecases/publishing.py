"""Publishing procedures and law tables: checked, compared, stored as the next version.

A set is known by its content. New cases use the newest bundle, running ones keep their own; a
law table reaches running cases too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from pkgutil import iter_modules

from sqlalchemy import select

from engine import usecases
from engine.desk import Desk
from engine.feel import FeelError, read_dmn
from engine.resources import shipped_workflows
from engine.rules.errors import NotAllowed
from engine.rules.events import BundlePublished, LawPublished
from engine.rules.permissions import Action, Actor, Place, may
from engine.rules.start_events import START_EVENTS
from engine.storage.models import BundleRow, LawTableRow
from engine.storage.published import LAW_FOLDER, newest_bundle, publish_bundle, publish_law
from engine.storage.work import Work
from engine.usecases.offices import OF_HANDOFF, OF_SUPERVISION, SELECTORS
from engine.usecases.procedure import EFFECTS
from engine.usecases.proofs import proven, refuse_errors
from engine.usecases.records import KEPT_AS_ANSWERS, RECORDS
from engine.workflow import Finding, Known, content_hash, examine, read_folder


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing did: the version new cases use, and law tables with a new version."""

    version: int
    is_new: bool
    law: tuple[tuple[str, int], ...]


def findings(files: Mapping[str, bytes]) -> tuple[Finding, ...]:
    """Return everything wrong with a set, law tables included; errors first."""
    return examine(files, known(files))


def check_files(files: Mapping[str, bytes]) -> None:
    """Return if a set may be published.

    Raises:
        ModelRefused: ``model.refused``; the fact ``findings`` holds all errors.

    """
    refuse_errors(findings(files))


def publish_folder(
    desk: Desk, actor: Actor | None, files: Mapping[str, bytes], note: str = ""
) -> Published:
    """Check *files* and publish them; the same content again makes no new version.

    *actor* None is the operator at the command line.

    Raises:
        ModelRefused: as ``check_files``. NotAllowed: ``publish.not_administrator``.

    """
    if actor is not None and not may(actor, Action.ADMINISTER, Place()):
        raise NotAllowed("publish.not_administrator")
    check_files(files)
    refuse_errors(proven(desk, files))
    with desk.work(actor) as work:
        return store(work, files, note)


def store(work: Work, files: Mapping[str, bytes], note: str) -> Published:
    """Store checked *files*: law tables first, then the bundle, each with its event."""
    law = tuple(_store_law(work, files))
    known = set(work.session.scalars(select(BundleRow.version)))
    bundle = publish_bundle(work, _own(files), note)
    if bundle.version not in known:
        work.record(BundlePublished(bundle.version, bundle.sha))
    return Published(bundle.version, bundle.version not in known, law)


def _store_law(work: Work, files: Mapping[str, bytes]) -> list[tuple[str, int]]:
    written = []
    for name, content in _law(files).items():
        query = select(LawTableRow.version).where(LawTableRow.name == name)
        before = max(work.session.scalars(query), default=0)
        table = publish_law(work, name, content)
        if table.version != before:
            work.record(LawPublished(name, table.version))
            written.append((name, table.version))
    return written


def ensure_published(desk: Desk) -> Published | None:
    """Publish the shipped procedures and law tables if this database has never seen them.

    What the office has published itself since stays in force: only unknown content counts.

    Returns:
        What was published, or None if all of it was known.

    Raises:
        ModelRefused: the installation's own files do not pass their checks.

    """
    files = read_folder(shipped_workflows())
    with desk.read() as session:
        bundles = set(session.scalars(select(BundleRow.sha)))
        laws = {(row.name, row.sha) for row in session.scalars(select(LawTableRow))}
    new_law = {
        f"{LAW_FOLDER}{name}.dmn": content
        for name, content in _law(files).items()
        if (name, sha256(content).hexdigest()) not in laws
    }
    own = _own(files)
    if content_hash(own) in bundles and not new_law:
        return None
    check_files(files)
    with desk.work(None) as work:
        if content_hash(own) in bundles:
            law = tuple(_store_law(work, new_law))
            return Published(newest_bundle(work.session).version, is_new=False, law=law)
        return store(work, {**own, **new_law}, "随程序发布")


def _own(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {path: content for path, content in files.items() if not path.startswith(LAW_FOLDER)}


def _law(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {
        path.removeprefix(LAW_FOLDER).removesuffix(".dmn"): content
        for path, content in sorted(files.items())
        if path.startswith(LAW_FOLDER) and path.endswith(".dmn")
    }


def known(files: Mapping[str, bytes]) -> Known:
    """Return what the office can do for a diagram: every effect, every clock of the set."""
    for module in iter_modules(usecases.__path__):  # each registers its own effects
        import_module(f"{usecases.__name__}.{module.name}")
    return Known(
        effects=frozenset(EFFECTS),
        clocks=_clocks(files),
        records=KEPT_AS_ANSWERS | RECORDS.keys(),
        offices=frozenset(SELECTORS) | OF_HANDOFF | OF_SUPERVISION,
        starts=START_EVENTS,
    )


def _clocks(files: Mapping[str, bytes]) -> frozenset[str] | None:
    content = _law(files).get("deadlines")
    if content is None:
        return None
    try:
        table = read_dmn(content, "law/deadlines.dmn")
    except FeelError:
        return None
    return frozenset(str(row.fixed.outputs["key"]) for row in table.rules if row.fixed)
