"""管理日志: what administrators did to the installation, as it was recorded.

People, posts, offices, procedures, rules, calendars, keys: codes and names of those who work
here, never of parties.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from engine.queries.paging import FIRST, Newest, Page, Turn, fetch, refine
from engine.queries.timeline import EventLine, read_events
from engine.rules import events
from engine.rules.errors import Invalid, NotFound
from engine.rules.permissions import Action, Actor, Place, may
from engine.storage.models import EventRow, UserRow

ORDER = Newest(EventRow.id)
MODULES = ("office", "studio", "care", "moves")  # of engine.rules.events; those there are
_OTHER = "system"
_NAMED: Mapping[str, frozenset[str]] = {
    "entry": frozenset(
        {
            *("UserSignedIn", "UserSignedOut", "SignInFailed"),
            *("PasswordChanged", "TokenIssued", "TokenRevoked"),
        }
    ),
    "people": frozenset(
        {
            *("UserAdded", "UserChanged", "UserDeactivated", "UserReactivated"),
            *("RoleGranted", "RoleWithdrawn", "AbsenceSet", "AbsenceEnded"),
            *("ReachSet", "ConflictDeclared"),
        }
    ),
    "offices": frozenset({"OfficeAdded", "OfficeChanged", "OfficeClosed", "OfficeReopened"}),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the log is wanted; empty: all of it.

    ``group`` is of ``GROUPS``; ``person`` a login or part of a name; instants are aware,
    ``until`` not included.
    """

    group: str = ""
    person: str = ""
    since: datetime | None = None
    until: datetime | None = None


EVERYTHING = Asked()


def _groups() -> Mapping[str, frozenset[str]]:
    by_module: dict[str, set[str]] = {}
    for name in events.__all__:
        module = getattr(events, name).__module__.rpartition(".")[2]
        by_module.setdefault(module, set()).add(name)
    everything = frozenset[str]().union(*(by_module.get(each, ()) for each in MODULES))
    models = frozenset(by_module["studio"] | by_module.get("moves", set()))
    models |= {"BundlePublished", "LawPublished"}
    care = frozenset(by_module.get("care", set())) | {"CalendarLoaded", "CalendarOverridden"}
    told = frozenset[str]().union(*_NAMED.values(), models, care)
    return {**_NAMED, "models": models, "care": care, _OTHER: everything - told}


GROUPS = _groups()


def audit_log(
    session: Session, actor: Actor, asked: Asked = EVERYTHING, turn: Turn = FIRST
) -> Page[EventLine]:
    """Return what was done, the latest first.

    Raises:
        NotFound: ``page.unknown``: nobody who may see it. Invalid: ``invalid`` for a group there
            is not.

    """
    require_auditor(actor)
    if asked.group and asked.group not in GROUPS:
        raise Invalid("invalid", fields={"group": "unknown_option"})
    kinds = GROUPS[asked.group] if asked.group else frozenset[str]().union(*GROUPS.values())
    query = select(EventRow).where(EventRow.case_id.is_(None), EventRow.kind.in_(sorted(kinds)))
    if asked.person:
        query = query.where(EventRow.actor_id.in_(_called(asked.person)))
    if asked.since is not None:
        query = query.where(EventRow.recorded_at >= asked.since)
    if asked.until is not None:
        query = query.where(EventRow.recorded_at < asked.until)
    page = fetch(session, query, ORDER, turn)
    return refine(page, lambda rows: read_events(session, rows, may_read=True))


def require_auditor(actor: Actor) -> None:
    """Return if *actor* may read the log; for anybody else there is none.

    Raises:
        NotFound: ``page.unknown``.

    """
    if not may(actor, Action.SEE_AUDIT, Place()):
        raise NotFound("page.unknown")


def _called(person: str) -> Select[int]:
    name = person.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    found = or_(UserRow.login == person, UserRow.name.like(f"%{name}%", escape="\\"))
    return select(UserRow.id).where(found)
