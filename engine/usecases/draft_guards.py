"""Who may touch a draft, in which state, and what a file of one may be."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import NoReturn

from engine.desk import Desk
from engine.feel.limits import MAX_FILE_BYTES
from engine.rules.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from engine.rules.holdable import LINES, holdable
from engine.rules.model_paths import fault_of, is_law, law_path
from engine.rules.permissions import Action, Actor, Place, may
from engine.storage import drafts
from engine.storage.models import DraftRow, UserRow
from engine.storage.work import Work
from engine.workflow.checks import MAX_BYTES, MAX_FILES

LONGEST_REASON = 2_000


def require_reader(actor: Actor) -> None:
    """Return if *actor* may see models and drafts; for anybody else they do not exist.

    Raises:
        NotFound: ``page.unknown``.

    """
    if not may(actor, Action.SEE_MODELS, Place()):
        raise NotFound("page.unknown")


def require_editor(actor: Actor) -> None:
    """Return if *actor* may work on drafts.

    Raises:
        NotFound: as ``require_reader``. NotAllowed: ``draft.edit``.

    """
    require_reader(actor)
    if not may(actor, Action.EDIT_MODELS, Place()):
        raise NotAllowed("draft.edit")


def draft_row(work: Work, draft_id: int) -> DraftRow:
    """Return a draft, kept from other writers till the end of this work.

    Raises:
        NotFound: ``draft.unknown``.

    """
    row = work.session.get(DraftRow, draft_id, with_for_update=True)
    if row is None:
        raise NotFound("draft.unknown")
    return row


@contextmanager
def changing(desk: Desk, actor: Actor, draft_id: int) -> Iterator[tuple[Work, DraftRow]]:
    """Open a piece of work on a draft that is still being worked on.

    Raises:
        NotFound: as ``require_reader``, ``draft.unknown``. NotAllowed: ``draft.edit``.
        Conflict: ``draft.frozen`` (submitted), ``draft.over`` (published or discarded).

    """
    require_editor(actor)
    with desk.work(actor) as work:
        draft = draft_row(work, draft_id)
        if draft.status != drafts.OPEN:
            raise Conflict("draft.frozen" if draft.status == drafts.WAITS else "draft.over")
        yield work, draft


def check_file(kind: str, law: str | None, path: str, content: bytes) -> None:
    """Return if a draft may hold such a file. What is inside is for the checks to say.

    Raises:
        Invalid: ``draft.path`` (``path.name``, ``path.ending``, ``path.folder``, ``path.law``
            among its facts), ``draft.file_too_large``.

    """
    fault = fault_of(path)
    if fault is None and kind == drafts.BUNDLE and is_law(path):
        fault = "path.law"
    if fault is None and kind == drafts.LAW and path != law_path(law or ""):
        fault = "path.law_only"
    if fault is not None:
        raise Invalid("draft.path", fields={"path": fault}, file=path[:120])
    if len(content) > MAX_FILE_BYTES:
        raise Invalid("draft.file_too_large", file=path, limit=MAX_FILE_BYTES // 1_000_000)


def check_size(files: Mapping[str, bytes]) -> None:
    """Return if so many files, and so much in them, may be one set.

    Raises:
        Invalid: ``draft.too_large``.

    """
    if len(files) > MAX_FILES or sum(map(len, files.values())) > MAX_BYTES:
        limit = MAX_BYTES // 1_000_000
        raise Invalid("draft.too_large", files=MAX_FILES, limit=limit)


def require_file(work: Work, draft: DraftRow, path: str, expected: int | None) -> bytes:
    """Return the content of a file that is there, and is as its editor read it.

    Raises:
        NotFound: ``draft.no_file``. Stale: as ``refuse_stale``.

    """
    content, revision = drafts.file_of(work.session, draft.id, path)
    if content is None:
        raise NotFound("draft.no_file", file=path[:120])
    if expected is not None and expected != revision:
        refuse_stale(work, draft, path)
    return content


def refuse_stale(work: Work, draft: DraftRow, path: str) -> NoReturn:
    """Say who saved a file first, and when.

    Raises:
        Stale: ``draft.stale``; facts ``by`` (a name), ``at`` (aware UTC), ``revision``.

    """
    mark = drafts.marks_of(work.session, draft.id).get(path)
    by = work.session.get(UserRow, mark.saved_by) if mark and mark.saved_by else None
    raise Stale(
        "draft.stale",
        file=path,
        by=by.name if by else None,
        at=mark.saved_at if mark else None,
        revision=mark.revision if mark and mark.size is not None else 0,
    )


def fault_in(text: str, longest: int, *, lines: bool = True) -> str | None:
    """Return the code of what is wrong with a text of several *lines* or one, or None."""
    if len(text) > longest:
        return "too_long"
    return None if holdable(text, LINES if lines else "") else "bad_text"


def reason_given(text: str) -> str:
    """Return a reason without blanks around it.

    Raises:
        Invalid: ``draft.reason``.

    """
    written = text.strip()
    fault = fault_in(written, LONGEST_REASON) if written else "required"
    if fault is not None:
        raise Invalid("draft.reason", fields={"reason": fault})
    return written
