"""What the second person of a publication decides about: what it would change, in words."""

from dataclasses import dataclass

from engine.queries.bundles import bundle_lines, law_lines
from engine.queries.comparisons import comparison
from engine.queries.drafts import DraftLine
from webui.auth import actor
from webui.database import db
from webui.difference_words import FileChanges, by_file


@dataclass(frozen=True, slots=True)
class Changes:
    """What publishing a draft would change of what is in force, by file.

    ``against`` names what is in force; ``newer``: it came after the draft had been copied.
    """

    against: str
    version: int
    newer: bool
    files: tuple[FileChanges, ...]


def would_change(draft: DraftLine) -> Changes | None:
    """Compare a draft with what is in force now; None while there is nothing."""
    session = db.session()
    lines = law_lines(session, actor(), draft.law) if draft.law else bundle_lines(session)
    version = next((line.version for line in lines if line.newest), None)
    if version is None:
        return None
    against = f"law:{draft.law}:{version}" if draft.law else f"bundle:{version}"
    found = comparison(session, actor(), against, f"draft:{draft.draft_id}")
    newer = draft.based_on is not None and draft.based_on != version
    return Changes(against, version, newer, by_file(found))
