"""What a set of procedures would change, were it published now."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.desk import Desk
from engine.rules.errors import NotFound
from engine.storage.published import law_files, newest_bundle
from engine.workflow.comparing import Difference, Names, compare


@dataclass(frozen=True, slots=True)
class Changes:
    """Every difference, and what the things of both sets are called."""

    differences: tuple[Difference, ...]
    names: Names


def changes(desk: Desk, files: Mapping[str, bytes]) -> Changes:
    """Return how *files* (law tables among them) differ from what is in force."""
    with desk.read() as session:
        try:
            old = dict(newest_bundle(session).files)
        except NotFound:
            old = {}
        old |= law_files(session)
    return Changes(compare(old, files), Names(old, files))
