"""Long work as whoever asked for it sees it: how far it is, how it ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.rules.errors import NotFound
from engine.rules.permissions import Action, Actor, Place, may
from engine.storage.models import ErrandRow

UNENDED = ("waiting", "running")


@dataclass(frozen=True, slots=True)
class ErrandView:
    """One piece of long work.

    ``status`` is waiting, running, done, failed or cancelled; ``done`` of ``total`` things are
    through; ``fault`` is a code. ``mine``: the reader asked for it and may call it off. Instants
    are aware UTC.
    """

    errand_id: int
    kind: str
    subject: Mapping[str, object]
    status: str
    done: int
    total: int
    result: Mapping[str, object] | None
    fault: str | None
    ending: bool
    mine: bool
    asked_at: datetime
    started_at: datetime | None
    ended_at: datetime | None

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen."""
        return self.status not in UNENDED

    @property
    def percent(self) -> int:
        """How far it is, 0 to 100; what has not ended never says 100."""
        if self.status == "done":
            return 100
        return min(99, 100 * self.done // self.total) if self.total else 0


def errand_view(session: Session, actor: Actor, errand_id: int) -> ErrandView:
    """Return one errand, for whoever asked for it and for those who may see models.

    Raises:
        NotFound: ``errand.unknown``.

    """
    row = session.get(ErrandRow, errand_id)
    if row is None or not (row.asked_by == actor.user_id or _may_look(actor)):
        raise NotFound("errand.unknown")
    return view_of(row, actor)


def errand_views(
    session: Session, actor: Actor, kind: str, limit: int = 20
) -> tuple[ErrandView, ...]:
    """Return the newest errands of a kind that the reader may see, the newest first."""
    query = select(ErrandRow).where(ErrandRow.kind == kind)
    if not _may_look(actor):
        query = query.where(ErrandRow.asked_by == actor.user_id)
    rows = session.scalars(query.order_by(ErrandRow.id.desc()).limit(limit))
    return tuple(view_of(row, actor) for row in rows)


def view_of(row: ErrandRow, actor: Actor) -> ErrandView:
    """Return an errand as *actor* sees it."""
    return ErrandView(
        errand_id=row.id,
        kind=row.kind,
        subject=row.subject,
        status=row.status,
        done=row.done,
        total=row.total,
        result=row.result,
        fault=row.fault,
        ending=row.cancel_asked,
        mine=row.asked_by == actor.user_id,
        asked_at=row.asked_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
    )


def _may_look(actor: Actor) -> bool:
    return may(actor, Action.SEE_MODELS, Place())
