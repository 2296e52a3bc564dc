"""Which versions of bundles and law tables there are, without what is in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, literal, select, union_all
from sqlalchemy.orm import Session

from engine.storage.models import BundleRow, LawTableRow

LAWS = "newest law tables"
BUNDLES = "bundles by version"
NEWEST_BUNDLE = (
    select(BundleRow.version, BundleRow.sha)
    .where(BundleRow.retired_at.is_(None))
    .order_by(BundleRow.version.desc())
    .limit(1)
)
BUNDLE_SHA = select(BundleRow.sha).where(BundleRow.version == bindparam("version"))
LAW_VERSIONS = select(LawTableRow.name, LawTableRow.version, LawTableRow.sha).order_by(
    LawTableRow.version
)
# bundles without a name, then law tables, the newest of each last
PUBLISHED: Any = union_all(
    select(literal("").label("name"), BundleRow.version, BundleRow.sha),
    select(LawTableRow.name, LawTableRow.version, LawTableRow.sha),
).order_by("name", "version")


@dataclass(frozen=True, slots=True)
class Found:
    """One published version of a law table, without its text."""

    name: str
    version: int
    sha: str


def seen_by(session: Session) -> dict[object, object]:
    """Return what a session has looked up: a transaction sees one state of what is published."""
    seen: dict[object, object] = session.info.setdefault("published", {})
    return seen


def keep(session: Session, rows: Iterable[Any]) -> None:
    """Keep the answer of ``PUBLISHED``."""
    bundles: dict[int, str] = {}
    laws: dict[str, Found] = {}
    for name, version, sha in rows:
        if name:
            laws[name] = Found(name, version, sha)
        else:
            bundles[version] = sha
    seen = seen_by(session)
    seen.setdefault(BUNDLES, bundles)
    seen.setdefault(LAWS, laws)
