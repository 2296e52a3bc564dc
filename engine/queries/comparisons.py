"""Two versions side by side: a draft, a published set or a law table, and what differs."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.queries.bundles import bundle_set
from engine.queries.drafts import draft_line, draft_set, require_reader
from engine.rules.errors import NotFound
from engine.rules.model_paths import law_path
from engine.rules.permissions import Actor
from engine.storage.models import LawTableRow
from engine.storage.published import law_content, law_files, newest_bundle
from engine.workflow.comparing import Difference, Names, compare

LARGEST = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Side:
    """One of two versions.

    ``kind`` is ``draft``, ``bundle`` or ``law``; ``number`` the draft's or the version's;
    ``revision`` a draft's state (None: as it is now); ``law`` the table of a law version or of a
    law draft; ``title`` a draft's.
    """

    kind: str
    number: int
    law: str = ""
    revision: int | None = None
    title: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    @property
    def reference(self) -> str:
        """The side as an address names it: ``draft:3``, ``draft:3:7``, ``law:deadlines:2``."""
        if self.kind == "law":
            return f"law:{self.law}:{self.number}"
        tail = "" if self.revision is None else f":{self.revision}"
        return f"{self.kind}:{self.number}{tail}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs from *left* to *right*, and what the things of both are called."""

    left: Side
    right: Side
    differences: tuple[Difference, ...]
    names: Names


def comparison(session: Session, actor: Actor, left: str, right: str) -> Comparison:
    """Return what differs from *left* to *right*, each a ``reference``.

    Raises:
        NotFound: as ``side_of``.

    """
    old, new = side_of(session, actor, left), side_of(session, actor, right)
    law = law_files(session)
    names = Names({**law, **old.files}, {**law, **new.files})
    return Comparison(old, new, compare(old.files, new.files), names)


def forerunner(session: Session, actor: Actor, draft_id: int) -> str:
    """Return the reference of what a draft would follow: what it was copied from, else the newest.

    Raises:
        NotFound: ``page.unknown``, ``draft.unknown``; ``bundle.none``, there is nothing yet.

    """
    line = draft_line(session, actor, draft_id)
    if line.law:
        version = line.based_on or law_content(session, line.law)[0]
        return f"law:{line.law}:{version}"
    return f"bundle:{line.based_on or newest_bundle(session).version}"


def side_of(session: Session, actor: Actor, reference: str) -> Side:
    """Return one side with its files.

    Raises:
        NotFound: ``page.unknown`` (nobody who sees models, or no reference at all),
            ``draft.unknown``, ``bundle.unknown``, ``law.unknown``.

    """
    require_reader(actor)
    match reference.split(":"):
        case ["draft", number]:
            return _draft(session, actor, _number(number), None)
        case ["draft", number, revision]:
            return _draft(session, actor, _number(number), _number(revision))
        case ["bundle", number]:
            version = _number(number)
            return Side("bundle", version, files=bundle_set(session, actor, version))
        case ["law", name, number]:
            return _law(session, name, _number(number))
    raise NotFound("page.unknown")


def _draft(session: Session, actor: Actor, draft_id: int, revision: int | None) -> Side:
    line = draft_line(session, actor, draft_id)
    files = draft_set(session, actor, draft_id, revision)
    return Side("draft", draft_id, line.law or "", revision, line.title, files)


def _law(session: Session, name: str, version: int) -> Side:
    query = select(LawTableRow.content).where(LawTableRow.name == name)
    content = session.scalar(query.where(LawTableRow.version == version))
    if content is None:
        raise NotFound("law.unknown", name=name)
    return Side("law", version, name, files={law_path(name): bytes(content)})


def _number(text: str) -> int:
    figures = text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST))
    if not figures or int(text) > LARGEST:
        raise NotFound("page.unknown")
    return int(text)
