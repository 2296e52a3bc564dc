"""What has happened to one office: opened, changed, closed, handed over to, opened again."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from engine.queries.scope import within_reach
from engine.queries.timeline import EventLine, read_events
from engine.rules.permissions import Action, Actor
from engine.storage.models import EventRow, OfficeRow

KINDS = ("OfficeAdded", "OfficeChanged", "OfficeClosed", "OfficeReopened")
MOST = 100


def office_history(session: Session, actor: Actor, office_id: int) -> tuple[EventLine, ...]:
    """Return what has happened to an office, the latest first; reasons for administrators alone.

    For an office the actor may not know of: nothing.
    """
    reached = within_reach(actor, Action.ADMINISTER, OfficeRow.id)
    known = select(OfficeRow.id).where(OfficeRow.id == office_id, reached)
    named = (EventRow.facts[key].as_integer() == office_id for key in ("office_id", "to_office_id"))
    query = (
        select(EventRow)
        .where(EventRow.kind.in_(KINDS), or_(*named), known.exists())
        .order_by(EventRow.id.desc())
        .limit(MOST)
    )
    return tuple(read_events(session, session.execute(query).all(), may_read=True))
