"""What a set of procedures would change: by file, and inside it by element.

Ids are what running cases, records and reports go by; that is why they are compared.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from lxml import etree
from sqlalchemy import select

from engine.desk import Desk
from engine.rules.errors import NotFound
from engine.storage.models import LawTableRow
from engine.storage.published import LAW_FOLDER, newest_bundle

SIMILAR = 0.6  # from which likeness on two ids are called one that was renamed


@dataclass(frozen=True, slots=True)
class Change:
    """How one file differs from the newest one; ids are of elements, rows or fields.

    ``kind`` is ``added``, ``changed`` or ``removed``; ``renamed`` holds (old id, new id).
    """

    path: str
    kind: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()


def changes(desk: Desk, files: Mapping[str, bytes]) -> tuple[Change, ...]:
    """Return how *files* differ from what is in force, by path."""
    with desk.read() as session:
        try:
            old = dict(newest_bundle(session).files)
        except NotFound:
            old = {}
        for row in session.scalars(select(LawTableRow).order_by(LawTableRow.version)):
            old[f"{LAW_FOLDER}{row.name}.dmn"] = row.content
    paths = sorted(old.keys() | files.keys())
    found = (compare(path, old.get(path), files.get(path)) for path in paths)
    return tuple(change for change in found if change is not None)


def compare(path: str, old: bytes | None, new: bytes | None) -> Change | None:
    """Return how one file changed; None if it did not."""
    if old == new:
        return None
    if old is None or new is None:
        return Change(path, "added" if old is None else "removed")
    before, after = _ids(old), _ids(new)
    gone = [key for key in before if key not in after]
    come = [key for key in after if key not in before]
    renamed = [(key, twin) for key in gone if (twin := _twin(before[key], key, come, after))]
    moved = {key for pair in renamed for key in pair}
    return Change(
        path,
        "changed",
        tuple(key for key in come if key not in moved),
        tuple(key for key in gone if key not in moved),
        tuple(renamed),
    )


def _twin(name: str, key: str, come: list[str], after: Mapping[str, str]) -> str | None:
    """Return the new id that is *key* under another name: same words, or nearly the same id."""
    same = [new for new in come if name and after[new] == name]
    if len(same) == 1:
        return same[0]
    close = [new for new in come if SequenceMatcher(None, key, new).ratio() >= SIMILAR]
    return close[0] if len(close) == 1 and not name else None


def _ids(content: bytes) -> dict[str, str]:
    """Return id → name of what a diagram or table draws; empty for anything else."""
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return {}
    nodes = (node for node in root.iter("{*}*") if node.get("id") and "DI" not in str(node.tag))
    return {str(node.get("id")): str(node.get("name") or "") for node in nodes}
