"""What steps are called in English: the drawings know it, a step's row keeps its Chinese name."""

from collections.abc import Mapping
from threading import Lock

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.queries.diagrams import diagrams_of
from engine.storage.models import BundleRow
from engine.storage.published import bundle_of

MOST_KEPT = 8  # sets of versions; a program has one, its tests have several
NAME, ENGLISH = "name", "name_en"
_kept: dict[tuple[str, ...], Mapping[str, str]] = {}
_lock = Lock()


def english_steps(session: Session) -> Mapping[str, str]:
    """Return the English name of every step of every published version, by its Chinese one.

    Where versions differ the newest says it. One statement; drawings are read once.
    """
    versions = session.execute(select(BundleRow.version, BundleRow.sha)).all()
    shas = tuple(sorted(sha for _, sha in versions))
    with _lock:
        found = _kept.get(shas)
    if found is None:
        found = _read(session, sorted(version for version, _ in versions))
        with _lock:
            while len(_kept) >= MOST_KEPT:
                _kept.pop(next(iter(_kept)))
            _kept[shas] = found
    return found


def in_english(session: Session, facts: Mapping[str, object]) -> Mapping[str, object]:
    """Return the facts of a telling with the English name of the step they name, if any."""
    name = facts.get(NAME)
    if not isinstance(name, str) or ENGLISH in facts:
        return facts
    english = english_steps(session).get(name)
    return {**facts, ENGLISH: english} if english else facts


def _read(session: Session, versions: list[int]) -> Mapping[str, str]:
    return {
        chinese: english
        for version in versions
        for diagram in diagrams_of(bundle_of(session, version)).values()
        for chinese, english in diagram.names.values()
        if chinese and english
    }
