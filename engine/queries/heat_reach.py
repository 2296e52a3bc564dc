"""Whose steps somebody may look at on the heat map, and by which versions."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.queries.scope import offices_reached, within_reach
from engine.rules.errors import NotFound
from engine.rules.permissions import Action, Actor
from engine.storage.models import BundleRow, OfficeRow


def versions(session: Session) -> tuple[int, ...]:
    """Return the numbers of all published sets, the newest first."""
    return tuple(session.scalars(select(BundleRow.version).order_by(BundleRow.version.desc())))


def overseen(session: Session, actor: Actor) -> tuple[tuple[int, str, str], ...]:
    """Return (id, name, path) of the offices whose steps the reader may look at, from the top."""
    query = select(OfficeRow.id, OfficeRow.name, OfficeRow.path).where(
        within_reach(actor, Action.SEE_HEAT, OfficeRow.id)
    )
    rows = session.execute(query.order_by(OfficeRow.path))
    return tuple((office_id, name, path) for office_id, name, path in rows)


def require_overseer(session: Session, actor: Actor, office_id: int | None) -> None:
    """Return if the reader may look at heat at all, and at that office's.

    Raises:
        NotFound: ``page.unknown``, ``office.unknown``.

    """
    reached = offices_reached(actor, Action.SEE_HEAT)
    if reached is None:
        raise NotFound("page.unknown")
    if office_id is None:
        return
    if session.scalar(reached.where(OfficeRow.id == office_id)) is None:
        raise NotFound("office.unknown", office=office_id)
