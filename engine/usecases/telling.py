"""Queueing what people must be told, in the same transaction as what happened."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from engine.desk import Desk
from engine.rules.permissions import Role
from engine.rules.quiet import read_time
from engine.rules.telling import URGENT, gather, leaves_at, pace
from engine.storage.letters import Message
from engine.storage.models import CaseRow, EventRow, OfficeRow, UserRow, WorkItemRow
from engine.storage.work import Work
from engine.usecases import offices
from engine.usecases.recipients import Hearer, hearers, messages_for


@dataclass(frozen=True, slots=True)
class Telling:
    """What is to be told: its kind, plain facts for the text, and a key that never changes."""

    kind: str
    facts: Mapping[str, object]
    key: str
    mail: bool = True


def tell(
    desk: Desk, work: Work, case: CaseRow, what: tuple[Telling, EventRow], whom: Iterable[UserRow]
) -> None:
    """Queue one telling for everybody in *whom*: the inbox at once, the channels at its pace."""
    telling, event = what
    _post(work, case, (lambda: telling, event), whom, _leaves_at(desk, work, case, telling))


def _post(
    work: Work,
    case: CaseRow,
    what: tuple[Callable[[], Telling], EventRow],
    whom: Iterable[UserRow],
    leaves: datetime | None,
) -> None:
    telling, event = what
    for hearer in hearers(work, whom):
        for number in range(1 + (len(hearer.channels) if leaves else 0)):
            work.post(event, partial(_letter, case.code, telling, (hearer, number), leaves))


def _letter(
    code: str,
    telling: Callable[[], Telling],
    to: tuple[Hearer, int],
    leaves: datetime | None,
) -> Message:
    told, (hearer, number) = telling(), to
    facts = {"code": code, **told.facts}
    return list(messages_for(hearer, told.kind, told.key, facts, leaves))[number]


def _leaves_at(desk: Desk, work: Work, case: CaseRow, telling: Telling) -> datetime | None:
    """Return when it leaves the house; None if it does not."""
    if not telling.mail:
        return None
    calendar = desk.calendar(work.session, work.get(OfficeRow, case.holder_id))
    digest = read_time(desk.settings.digest_at)
    leaves = leaves_at(pace(telling.kind, telling.facts), work.now, digest, calendar, desk.zone)
    return gather(leaves, work.recorded_at)


def tell_office(
    desk: Desk,
    work: Work,
    office: OfficeRow,
    what: tuple[Telling, EventRow | None],
    whom: Iterable[UserRow],
) -> None:
    """Queue what concerns an office and no case, at its pace by that office's working days."""
    telling, event = what
    calendar, digest = desk.calendar(work.session, office), read_time(desk.settings.digest_at)
    leaves = leaves_at(pace(telling.kind, telling.facts), work.now, digest, calendar, desk.zone)
    for hearer in hearers(work, whom):
        facts = dict(telling.facts)
        for message in messages_for(
            hearer, telling.kind, telling.key, facts, gather(leaves, work.recorded_at)
        ):
            work.queue(event, message)


def leaders_and_supervisors(work: Work, office: OfficeRow) -> list[UserRow]:
    """Return who answers for an office: its leaders, and the supervisors of the one above."""
    above = offices.people_upwards(work, offices.parent(work, office), Role.SUPERVISOR)
    return [*offices.people(work, office.id, Role.OFFICE_LEADER), *above]


def tell_step_opened(work: Work, case: CaseRow, opened: tuple[WorkItemRow, EventRow]) -> None:
    """Tell the assignee, or those who could take the step, that it waits; inbox only."""
    item, event = opened
    urgent = item.element in URGENT

    def telling() -> Telling:  # made when the step has its key
        kind = "report_to_police" if urgent else "StepOpened"
        facts = {"element": item.element, "name": item.name, "work_item_id": item.id}
        return Telling(kind, facts, f"step:{item.id}")

    _post(work, case, (telling, event), doers(work, item), work.now if urgent else None)


def doers(work: Work, item: WorkItemRow) -> list[UserRow]:
    """Return who may take *item*: its assignee, else everybody of its roles in its office."""
    if item.assignee_id is not None:
        return [work.get(UserRow, item.assignee_id)]
    return offices.people(work, item.office_id, *(Role(role) for role in item.roles))


def tell_people(
    desk: Desk,
    work: Work,
    case: CaseRow,
    what: tuple[Telling, EventRow],
    *roles_at: tuple[int, Role],
) -> None:
    """Tell everybody who holds a role in an office, given as (office id, role) pairs."""
    audience = [
        person for office, role in roles_at for person in offices.people(work, office, role)
    ]
    tell(desk, work, case, what, audience)
