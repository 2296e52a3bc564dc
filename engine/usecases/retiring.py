"""Putting published versions away, and taking one up again. Nothing of them is ever deleted.

Cases that run by a version go on by it; only new cases look for the newest that is in use.
"""

from sqlalchemy import select

from engine.desk import Desk
from engine.rules.errors import Conflict, NotAllowed, NotFound
from engine.rules.events import BundleReinstated, BundleRetired
from engine.rules.permissions import Action, Actor, Place, may
from engine.storage.models import BundleRow
from engine.storage.published import forget_newest
from engine.storage.work import Work
from engine.usecases.draft_guards import reason_given, require_editor, require_reader


def retire_bundle(desk: Desk, actor: Actor, version: int, reason: str) -> None:
    """Put a version away: no new case uses it any more.

    Raises:
        NotFound: ``page.unknown``, ``bundle.unknown``. NotAllowed: ``draft.edit``.
        Conflict: ``bundle.retired`` already; ``bundle.last``: no other one is in use.
        Invalid: ``draft.reason``.

    """
    require_editor(actor)
    written = reason_given(reason)
    with desk.work(actor) as work:
        row = _locked(work, version)
        if row.retired_at is not None:
            raise Conflict("bundle.retired", version=version)
        others = select(BundleRow.version).where(
            BundleRow.retired_at.is_(None), BundleRow.version != version
        )
        if work.session.scalars(others).first() is None:
            raise Conflict("bundle.last", version=version)
        row.retired_at, row.retired_by, row.retired_for = work.now, work.actor_id, written
        work.record(BundleRetired(version))
        forget_newest(work.session)


def reinstate_bundle(desk: Desk, actor: Actor, version: int) -> None:
    """Take a version up again that was put away.

    It had been consented to; whoever consents to publications decides this too.

    Raises:
        NotFound: ``page.unknown``, ``bundle.unknown``. NotAllowed: ``draft.consent``.
        Conflict: ``bundle.not_retired``.

    """
    require_reader(actor)
    if not may(actor, Action.CONSENT_MODELS, Place()):
        raise NotAllowed("draft.consent")
    with desk.work(actor) as work:
        row = _locked(work, version)
        if row.retired_at is None:
            raise Conflict("bundle.not_retired", version=version)
        row.retired_at = row.retired_by = row.retired_for = None
        work.record(BundleReinstated(version))
        forget_newest(work.session)


def _locked(work: Work, version: int) -> BundleRow:
    """Return a version while nobody else publishes or puts one away."""
    query = select(BundleRow).order_by(BundleRow.version).with_for_update()
    row = next((each for each in work.session.scalars(query) if each.version == version), None)
    if row is None:
        raise NotFound("bundle.unknown", version=version)
    return row
