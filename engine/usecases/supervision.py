"""What all acts of supervision share: the office that acts, its numbers, and who signs there."""

from engine.desk import Desk
from engine.rules.errors import Conflict, NotAllowed
from engine.rules.permissions import Actor, Role, within
from engine.rules.supervision import supervision_number
from engine.storage.models import OfficeRow
from engine.storage.work import Work
from engine.usecases import offices
from engine.usecases.routing import docket_office


def office_of_actor(work: Work, actor: Actor, role: Role, below: OfficeRow) -> OfficeRow:
    """Return the office in which *actor* holds *role* nearest above *below*.

    Raises:
        NotAllowed: in none.
    """
    above = [
        grant for grant in actor.grants if grant.role is role and within(below.path, grant.path)
    ]
    if not above:
        raise NotAllowed("supervision.not_above", office=below.name)
    return work.office(max(above, key=lambda grant: len(grant.path)).office_id)


def number_of(desk: Desk, work: Work, kind: str, office: OfficeRow) -> str:
    """Allot the next number of *kind* in the office's own series of this Beijing year."""
    series = docket_office(work, office)
    year = desk.local_day(work.now).year
    serial = work.allot_serial(kind, series.id, year)
    return supervision_number(kind, year, series.docket_word or series.name, serial)


def answering_office(work: Work, about: OfficeRow) -> OfficeRow:
    """Return the office that answers complaints about *about*: the nearest supervisor's above it.

    Only where nobody supervises above, the office's own supervisor answers.

    Raises:
        Conflict: ``supervision.no_supervisor``: nobody supervises the office at all.
    """
    above = work.get(OfficeRow, about.parent_id) if about.parent_id else None
    for start in (above, about):
        current = start
        while current is not None:
            if offices.people(work, current.id, Role.SUPERVISOR):
                return current
            current = work.get(OfficeRow, current.parent_id) if current.parent_id else None
    raise Conflict("supervision.no_supervisor", office=about.name)


def refuse_deaf(work: Work, office: OfficeRow, *roles: Role) -> None:
    """Refuse to send anything to an office that is closed or where nobody could take it.

    Raises:
        Conflict: ``supervision.office_closed`` or ``supervision.nobody_there``.
    """
    if not office.active:
        raise Conflict("supervision.office_closed", office=office.name)
    if not offices.people(work, office.id, *roles):
        raise Conflict("supervision.nobody_there", office=office.name)
