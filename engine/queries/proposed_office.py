"""Which office a proposed route means: the nearest one of the proposed kind that takes the case."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from engine.queries.offices import OfficeLine, office_lines, offices_for
from engine.rules.permissions import Actor


def proposed_office(
    session: Session, actor: Actor, route: Mapping[str, object], category: str, place_id: int | None
) -> int | None:
    """Return the office *route* ({"channel", "body_kind", …}) means for a dispute at a place.

    Of those that take the category: one on the way up from the place, the nearest first; else one
    set up for that category; else the first of that kind. None where there is none.
    """
    kind = route.get("body_kind")
    takers = offices_for(session, actor, str(route.get("channel")), category)
    fitting = [office for office in takers if office.kind == kind]
    way = way_up(office_lines(session, actor), place_id)
    on_way = [office for office in fitting if office.office_id in way]
    if on_way:
        return min(on_way, key=lambda office: way.index(office.office_id)).office_id
    meant = [office for office in fitting if category in office.accepts]
    return next((office.office_id for office in (*meant, *fitting)), None)


def way_up(offices: Sequence[OfficeLine], office_id: int | None) -> list[int]:
    """Return an office and those above it, the lowest first."""
    above = {office.office_id: office.parent_id for office in offices}
    way: list[int] = []
    current = office_id
    while current is not None and current in above and current not in way:
        way.append(current)
        current = above[current]
    return way
