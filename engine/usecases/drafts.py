"""Drafts of procedures and law tables in the hands of administrators: opened, saved, undone.

A file is saved against the revision its editor read; whoever comes second is told who was first.
Nothing saved is ever lost: undo is one more revision, a discarded draft stays.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.desk import Desk
from engine.resources import shipped_workflows
from engine.rules.errors import Conflict, Invalid, NotFound
from engine.rules.events import DraftDiscarded, DraftOpened, DraftRestored, DraftSaved
from engine.rules.model_paths import is_law, law_path
from engine.rules.permissions import Actor
from engine.storage import drafts
from engine.storage.models import DraftRow
from engine.storage.published import bundle_of, law_content, newest_bundle
from engine.storage.work import Work
from engine.usecases.draft_guards import (
    changing,
    check_file,
    check_size,
    fault_in,
    reason_given,
    refuse_stale,
    require_editor,
    require_file,
)
from engine.workflow import read_folder

LONGEST_TITLE = 80
LONGEST_NOTE = 2_000
SOURCES = ("newest", "bundle", "shipped", "empty")


@dataclass(frozen=True, slots=True)
class Opening:
    """What a draft begins with.

    ``source`` is of ``SOURCES``; ``version`` is for ``bundle``. ``note`` says why, in the
    author's words.
    """

    title: str
    note: str = ""
    source: str = "newest"
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """One file as an editor sends it.

    ``expected`` is the revision the editor read, 0 for a new file, None to save over any.
    """

    path: str
    content: bytes
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save left: the draft's revision, and whether anything was different."""

    revision: int
    changed: bool


def open_draft(desk: Desk, actor: Actor, opening: Opening) -> int:
    """Open a draft of procedures as a copy; return its number.

    Raises:
        NotFound: ``page.unknown`` (nobody who sees models), ``bundle.unknown``, ``bundle.none``.
        NotAllowed: ``draft.edit``. Invalid: ``draft.form``.

    """
    require_editor(actor)
    _check_words(opening)
    shipped = read_folder(shipped_workflows()) if opening.source == "shipped" else {}
    with desk.work(actor) as work:
        files, based_on = dict(shipped), None
        if opening.source in {"newest", "bundle"}:
            version = opening.version if opening.source == "bundle" else None
            bundle = (
                newest_bundle(work.session) if version is None else bundle_of(work.session, version)
            )
            files, based_on = dict(bundle.files), bundle.version
        own = {path: content for path, content in files.items() if not is_law(path)}
        return _open(work, (drafts.BUNDLE, None), (opening.title, opening.note, based_on), own)


def open_filled(desk: Desk, actor: Actor, opening: Opening, files: Mapping[str, bytes]) -> int:
    """Open a draft that begins with *files* sent in; return its number.

    Raises:
        NotFound, NotAllowed: as ``open_draft``. Invalid: ``draft.form``, ``draft.path``,
            ``draft.too_large``.

    """
    require_editor(actor)
    _check_words(opening)
    for path, content in files.items():
        check_file(drafts.BUNDLE, None, path, content)
    check_size(files)
    with desk.work(actor) as work:
        return _open(work, (drafts.BUNDLE, None), (opening.title, opening.note, None), files)


def open_law_draft(desk: Desk, actor: Actor, name: str, note: str = "") -> int:
    """Open a draft of the law table *name* as it is in force; return its number.

    Raises:
        NotFound: ``page.unknown``, ``law.unknown``. NotAllowed: ``draft.edit``.

    """
    require_editor(actor)
    with desk.work(actor) as work:
        version, content = law_content(work.session, name)
        described = (name, note.strip()[:LONGEST_NOTE], version)
        return _open(work, (drafts.LAW, name), described, {law_path(name): content})


def _open(
    work: Work,
    what: tuple[str, str | None],
    described: tuple[str, str, int | None],
    files: Mapping[str, bytes],
) -> int:
    (kind, law), (title, note, based_on) = what, described
    draft = work.add(
        DraftRow(
            kind=kind,
            law=law,
            title=title.strip(),
            based_on=based_on,
            status=drafts.OPEN,
            note=note.strip(),
            opened_by=work.actor_id,
            opened_at=work.recorded_at,
            saved_by=work.actor_id,
            saved_at=work.recorded_at,
        )
    )
    if files:
        drafts.save(work, draft, files)
    work.record(DraftOpened(draft.id, kind, based_on))
    return draft.id


def save_file(desk: Desk, actor: Actor, draft_id: int, edit: Edit) -> Saved:
    """Save one file; the same content again makes no revision.

    Raises:
        NotFound: ``draft.unknown``. NotAllowed: ``draft.edit``. Conflict: ``draft.frozen``.
        Stale: ``draft.stale`` with ``by`` and ``at`` of the save that came first.
        Invalid: ``draft.path``, ``draft.file_too_large``, ``draft.too_large``.

    """
    path, content = edit.path, edit.content
    with changing(desk, actor, draft_id) as (work, draft):
        check_file(draft.kind, draft.law, path, content)
        before, revision = drafts.file_of(work.session, draft_id, path)
        there = revision if before is not None else 0
        if edit.expected is not None and edit.expected != there:
            refuse_stale(work, draft, path)
        if before == content:
            return Saved(revision, changed=False)
        check_size({**drafts.files_of(work.session, draft_id), path: content})
        return _saved(work, draft, {path: content})


def save_files(
    desk: Desk, actor: Actor, draft_id: int, files: Mapping[str, bytes], *, replace: bool = False
) -> Saved:
    """Save several files as one revision; *replace* also removes those that are not among them.

    Raises:
        As ``save_file``.

    """
    with changing(desk, actor, draft_id) as (work, draft):
        for path, content in files.items():
            check_file(draft.kind, draft.law, path, content)
        old = drafts.files_of(work.session, draft_id)
        gone: dict[str, bytes | None] = dict.fromkeys(old.keys() - files.keys()) if replace else {}
        new = {path: content for path, content in files.items() if old.get(path) != content}
        if not new and not gone:
            return Saved(draft.revision, changed=False)
        check_size(files if replace else {**old, **files})
        return _saved(work, draft, {**new, **gone})


def remove_file(desk: Desk, actor: Actor, draft_id: int, path: str, expected: int | None) -> Saved:
    """Remove one file from a draft; its saves stay.

    Raises:
        NotFound: ``draft.no_file``. Others: as ``save_file``.

    """
    with changing(desk, actor, draft_id) as (work, draft):
        require_file(work, draft, path, expected)
        return _saved(work, draft, {path: None})


def rename_file(
    desk: Desk, actor: Actor, draft_id: int, names: tuple[str, str], expected: int | None
) -> Saved:
    """Give the file at the first of *names* the second one.

    Raises:
        Conflict: ``draft.path_taken``. Others: as ``remove_file``; Invalid: ``draft.path``.

    """
    old, new = names
    with changing(desk, actor, draft_id) as (work, draft):
        content = require_file(work, draft, old, expected)
        check_file(draft.kind, draft.law, new, content)
        if drafts.file_of(work.session, draft_id, new)[0] is not None:
            raise Conflict("draft.path_taken", file=new)
        return _saved(work, draft, {old: None, new: content})


def restore_revision(desk: Desk, actor: Actor, draft_id: int, revision: int) -> Saved:
    """Make a draft what it was at *revision*, as one more revision: undo, and undo of undo.

    Raises:
        NotFound: ``draft.unknown``, ``draft.no_revision``. NotAllowed, Conflict: as ``save_file``.

    """
    with changing(desk, actor, draft_id) as (work, draft):
        if not 0 < revision <= draft.revision:
            raise NotFound("draft.no_revision", revision=revision)
        then = drafts.files_of(work.session, draft_id, revision)
        now = drafts.files_of(work.session, draft_id)
        changed: dict[str, bytes | None] = {
            path: then.get(path)
            for path in then.keys() | now.keys()
            if then.get(path) != now.get(path)
        }
        if not changed:
            return Saved(draft.revision, changed=False)
        saved = drafts.save(work, draft, changed)
        work.record(DraftRestored(draft.id, saved, revision))
        return Saved(saved, changed=True)


def _saved(work: Work, draft: DraftRow, changed: Mapping[str, bytes | None]) -> Saved:
    revision = drafts.save(work, draft, changed)
    work.record(DraftSaved(draft.id, revision, tuple(sorted(changed))))
    return Saved(revision, changed=True)


def _check_words(opening: Opening) -> None:
    title = opening.title.strip()
    faults = {
        "title": fault_in(title, LONGEST_TITLE, lines=False) if title else "required",
        "note": fault_in(opening.note, LONGEST_NOTE),
    }
    wrong = {key: code for key, code in faults.items() if code is not None}
    if opening.source not in SOURCES or (opening.source == "bundle" and not opening.version):
        wrong["source"] = "unknown_option"
    if wrong:
        raise Invalid("draft.form", fields=wrong)


def describe_draft(desk: Desk, actor: Actor, draft_id: int, title: str, note: str) -> None:
    """Change what a draft is called and why it is made.

    Raises:
        NotFound, NotAllowed, Conflict: as ``save_file``. Invalid: ``draft.form``.

    """
    _check_words(Opening(title, note))
    with changing(desk, actor, draft_id) as (_, draft):
        draft.title, draft.note = title.strip(), note.strip()


def discard_draft(desk: Desk, actor: Actor, draft_id: int, reason: str) -> None:
    """Put a draft away for good; it stays readable.

    Raises:
        NotFound, NotAllowed, Conflict: as ``save_file``. Invalid: ``draft.reason``.

    """
    written = reason_given(reason)
    with changing(desk, actor, draft_id) as (work, draft):
        draft.status = drafts.DISCARDED
        draft.decided_by, draft.decided_at = work.actor_id, work.recorded_at
        draft.decision_note = written
        work.record(DraftDiscarded(draft.id))
