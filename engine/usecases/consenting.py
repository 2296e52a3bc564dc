"""Publishing a draft by two persons: one submits it, another one consents or sends it back.

A submitted draft is frozen. It is checked when it is submitted and again when it is published,
both outside the transaction: looking at strangers' files takes seconds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import select

from engine.desk import Desk
from engine.rules.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from engine.rules.events import (
    BundlePublished,
    DraftPublished,
    DraftRefused,
    DraftSubmitted,
    DraftTakenBack,
    LawPublished,
)
from engine.rules.model_paths import law_path
from engine.rules.permissions import Action, Actor, Place, may
from engine.storage import drafts
from engine.storage.models import BundleRow, DraftRow, LawTableRow
from engine.storage.published import forget_newest, publish_bundle, publish_law
from engine.storage.work import Work
from engine.usecases.draft_checks import whole_set
from engine.usecases.draft_guards import (
    changing,
    draft_row,
    reason_given,
    require_editor,
    require_reader,
)
from engine.usecases.proofs import proven, refuse_errors
from engine.usecases.publishing import findings
from engine.workflow import Finding, content_hash


@dataclass(frozen=True, slots=True)
class _Judged:
    """A draft as it was read and found in order."""

    revision: int
    files: Mapping[str, bytes]
    warnings: tuple[Finding, ...]


def submit_draft(desk: Desk, actor: Actor, draft_id: int) -> tuple[Finding, ...]:
    """Freeze a draft that passes every check and wait for the second person; return warnings.

    Raises:
        NotFound: ``page.unknown``, ``draft.unknown``. NotAllowed: ``draft.edit``.
        Conflict: ``draft.frozen``, ``draft.over``; ``draft.same`` or ``draft.same_retired``:
            this very content is a version already. Invalid: ``bundle.empty``.
        ModelRefused: with all errors. Stale: ``draft.changed`` while it was being checked.

    """
    require_editor(actor)
    judged = _judge(desk, draft_id, drafts.OPEN)
    with changing(desk, actor, draft_id) as (work, draft):
        _require_revision(draft, judged.revision)
        _refuse_known(work, draft, judged.files)
        draft.status = drafts.WAITS
        draft.submitted_by, draft.submitted_at = work.actor_id, work.recorded_at
        draft.decided_by = draft.decided_at = draft.decision_note = None
        work.record(DraftSubmitted(draft.id, draft.revision))
    return judged.warnings


def take_back(desk: Desk, actor: Actor, draft_id: int) -> None:
    """Take a submitted draft back to work on it.

    Raises:
        NotFound: ``page.unknown``, ``draft.unknown``. NotAllowed: ``draft.edit``.
        Conflict: ``draft.not_waiting``.

    """
    require_editor(actor)
    with desk.work(actor) as work:
        draft = _waiting(work, draft_id)
        draft.status = drafts.OPEN
        work.record(DraftTakenBack(draft.id))


def consent_draft(desk: Desk, actor: Actor, draft_id: int, revision: int) -> int:
    """Publish a submitted draft as the second person; return its version.

    *revision* is the one the person has looked at. Where the settings ask for no second person,
    an administrator may publish alone, and that is put on record.

    Raises:
        NotFound: ``page.unknown``, ``draft.unknown``. NotAllowed: ``draft.consent`` (not their
            office), ``draft.own_hand`` (their own work). Conflict: ``draft.not_waiting``,
            ``draft.same``, ``draft.same_retired``. Stale: ``draft.changed``.
        ModelRefused: it does not pass any more.

    """
    require_reader(actor)
    if not _may_judge(desk, actor):
        raise NotAllowed("draft.consent")
    judged = _judge(desk, draft_id, drafts.WAITS)
    with desk.work(actor) as work:
        draft = _waiting(work, draft_id)
        _require_revision(draft, revision)
        _require_revision(draft, judged.revision)
        own = actor.user_id in drafts.authors_of(work.session, draft)
        if own and desk.settings.two_person_publish:
            raise NotAllowed("draft.own_hand")
        work.session.scalars(select(BundleRow.version).with_for_update()).all()  # one at a time
        _refuse_known(work, draft, judged.files)
        version = _publish(work, draft, judged.files)
        draft.status, draft.published_version = drafts.PUBLISHED, version
        draft.decided_by, draft.decided_at = work.actor_id, work.recorded_at
        work.record(DraftPublished(draft.id, version, alone=own))
        return version


def refuse_draft(desk: Desk, actor: Actor, draft_id: int, reason: str) -> None:
    """Send a submitted draft back to its author.

    Raises:
        NotFound: ``page.unknown``, ``draft.unknown``. NotAllowed: ``draft.consent``.
        Conflict: ``draft.not_waiting``. Invalid: ``draft.reason``.

    """
    require_reader(actor)
    if not _may_judge(desk, actor):
        raise NotAllowed("draft.consent")
    written = reason_given(reason)
    with desk.work(actor) as work:
        draft = _waiting(work, draft_id)
        draft.status, draft.decision_note = drafts.OPEN, written
        draft.decided_by, draft.decided_at = work.actor_id, work.recorded_at
        work.record(DraftRefused(draft.id))


def _may_judge(desk: Desk, actor: Actor) -> bool:
    alone = not desk.settings.two_person_publish and may(actor, Action.EDIT_MODELS, Place())
    return alone or may(actor, Action.CONSENT_MODELS, Place())


def _judge(desk: Desk, draft_id: int, status: str) -> _Judged:
    """Read a draft in that state and check it, holding nothing."""
    with desk.read() as session:
        draft = session.get(DraftRow, draft_id)
        if draft is None:
            raise NotFound("draft.unknown")
        if draft.status != status:
            open_words = "draft.frozen" if draft.status == drafts.WAITS else "draft.over"
            raise Conflict(open_words if status == drafts.OPEN else "draft.not_waiting")
        revision, files = draft.revision, drafts.files_of(session, draft_id)
        whole = whole_set(session, draft.kind, files)
    if not files:
        raise Invalid("bundle.empty")
    found = findings(whole)
    refuse_errors(found)
    found += proven(desk, whole)
    refuse_errors(found)
    return _Judged(revision, files, found)


def _waiting(work: Work, draft_id: int) -> DraftRow:
    draft = draft_row(work, draft_id)
    if draft.status != drafts.WAITS:
        raise Conflict("draft.not_waiting")
    return draft


def _require_revision(draft: DraftRow, revision: int) -> None:
    if draft.revision != revision:
        raise Stale("draft.changed")


def _refuse_known(work: Work, draft: DraftRow, files: Mapping[str, bytes]) -> None:
    """Refuse content that is a version already: there is nothing to publish."""
    if draft.kind == drafts.LAW:
        content = files[law_path(draft.law or "")]
        query = select(LawTableRow.version, LawTableRow.sha).where(LawTableRow.name == draft.law)
        newest = work.session.execute(query.order_by(LawTableRow.version.desc())).first()
        if newest and newest.sha == sha256(content).hexdigest():
            raise Conflict("draft.same", version=newest.version)
        return
    same = select(BundleRow.version, BundleRow.retired_at)
    found = work.session.execute(same.where(BundleRow.sha == content_hash(files))).first()
    if found:
        retired = found.retired_at is not None
        raise Conflict("draft.same_retired" if retired else "draft.same", version=found.version)


def _publish(work: Work, draft: DraftRow, files: Mapping[str, bytes]) -> int:
    """Store a draft as the next version, with who made and who judged it."""
    consented_by = work.actor_id if work.actor_id != draft.submitted_by else None
    note = "：".join(filter(None, (draft.title, draft.note)))
    row: BundleRow | LawTableRow
    if draft.kind == drafts.LAW:
        name = draft.law or ""
        table = publish_law(work, name, files[law_path(name)])
        query = select(LawTableRow).where(LawTableRow.name == name)
        row = work.session.scalars(query.where(LawTableRow.version == table.version)).one()
        row.note = draft.note or None
        work.record(LawPublished(name, table.version))
    else:
        bundle = publish_bundle(work, files, note)
        row = work.get(BundleRow, bundle.version)
        row.based_on = draft.based_on
        work.record(BundlePublished(bundle.version, bundle.sha))
    row.published_by, row.consented_by = draft.submitted_by, consented_by
    work.session.flush()
    forget_newest(work.session)
    return row.version
