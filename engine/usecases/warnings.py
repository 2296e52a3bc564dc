"""Telling people that a clock turned yellow, orange or red, and keeping whom it was told.

One row of ``warning`` is one person told of one colour of one clock in one round; it is written
with the messages in one transaction. While a silence holds, the row is written and nobody is told.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from engine.desk import Desk
from engine.rules.calendar import WorkCalendar
from engine.rules.colours import Colour
from engine.rules.errors import NotFound
from engine.rules.ladder import DEFAULT, Rung, after_office_hours, rung_from_row
from engine.storage.leases import is_sqlite
from engine.storage.models import CaseRow, ClockRow, EventRow, OfficeRow, UserRow, WarningRow
from engine.storage.published import law_table
from engine.storage.trips import post
from engine.storage.work import Work
from engine.usecases.audiences import people_of, pressed_office
from engine.usecases.recipients import hearers
from engine.usecases.silenced import Quieted, quieted
from engine.usecases.taking_back import outdo
from engine.usecases.telling import Telling, tell

LADDER = "ladder"


def rung_of(work: Work, case: CaseRow, clock: ClockRow) -> Rung:
    """Return who hears of the clock's colour, and how often again, as the ladder has it now."""
    facts = {
        "grade": case.grade,
        "colour": clock.colour,
        "on_expiry": clock.row.get("on_expiry"),
        "rule": clock.rule,
    }
    try:
        decision = law_table(work.session, LADDER).table.decide(facts)
    except NotFound:  # a database whose tables are older than the program
        return DEFAULT[clock.colour]
    found = decision.outputs
    return rung_from_row(found) if decision.matched and isinstance(found, Mapping) else Rung(())


def warn(desk: Desk, work: Work, case: CaseRow, changed: tuple[ClockRow, EventRow]) -> None:
    """Tell whoever the ladder names that a clock turned yellow, orange or red; each once."""
    clock, event = changed
    if clock.colour == Colour.GREEN or clock.status == "paused":
        return
    rung = rung_of(work, case, clock)
    audience = _audience(work, case, clock, rung)
    quiet = quieted(work, case, clock)
    outdo(work, clock)
    told = [person for person in audience if not quiet.holds(person.id)]
    _write(desk, work, case, (clock, event), (rung, audience, quiet))
    tell(desk, work, case, (telling_of(clock), event), told)


def _audience(work: Work, case: CaseRow, clock: ClockRow, rung: Rung) -> list[UserRow]:
    groups = (people_of(work, case, clock, group) for group in rung.audiences)
    return [person for group in groups for person in group]


def telling_of(clock: ClockRow, again: str | None = None, mark: object = "") -> Telling:
    """Return what is told of a clock's colour in this round.

    Args:
        clock: the clock, in that colour now.
        again: why it is told once more; None the first time.
        mark: the number of the repeat or the silence that is over: the key stays one of a kind.

    """
    facts = {
        "rule": clock.rule,
        "rule_name": clock.row.get("name_zh"),
        "rule_name_en": clock.row.get("name_en"),
        "colour": clock.colour,
        "due_on": clock.due_on.isoformat() if clock.due_on else None,
        "clock_id": clock.id,
        "again": again,
        "number": mark,
    }
    began = f":{clock.round}" if clock.round else ""  # the first round's keys are as they ever were
    key = f"clock:{clock.id}{began}:{clock.colour}"
    return Telling("ColourChanged", facts, f"{key}:{again}{mark}" if again else key)


def calendar_of(desk: Desk, work: Work, case: CaseRow) -> WorkCalendar:
    """Return the working days by which people of the case are told."""
    return desk.calendar(work.session, work.get(OfficeRow, case.holder_id))


def _write(
    desk: Desk,
    work: Work,
    case: CaseRow,
    changed: tuple[ClockRow, EventRow],
    whom: tuple[Rung, Iterable[UserRow], Quieted],
) -> None:
    clock, event = changed
    rung, audience, quiet = whom
    again = None
    if rung.repeat_cap:
        calendar = calendar_of(desk, work, case)
        again = after_office_hours(work.recorded_at, rung.repeat_hours, calendar, desk.zone)
    known = {
        "clock_id": clock.id,
        "case_id": case.id,
        "office_id": pressed_office(work, case, clock),
        "event_id": work.id_of(event),
        "round": clock.round,
        "colour": clock.colour,
        "repeats": 0,
    }
    rows = [
        {
            **known,
            "recipient_id": hearer.person_id,
            "told_at": None if held else work.recorded_at,
            "repeat_at": None if held else again,
        }
        for hearer in hearers(work, audience)
        for held in (quiet.holds(hearer.person_id),)
    ]
    if rows:
        post(work.session.connection(), _into_warnings(is_sqlite(work.session)), rows)


@lru_cache(maxsize=2)
def _into_warnings(sqlite: bool) -> Any:  # noqa: FBT001  # the dialects' inserts have no common type
    table: Any = WarningRow.__table__
    return (sqlite_insert if sqlite else pg_insert)(table).on_conflict_do_nothing()
