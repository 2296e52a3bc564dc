"""When a time limit that starts now would end, before any clock of it is opened."""

from datetime import date, datetime, timedelta

from engine.desk import Desk
from engine.rules.deadlines import compute
from engine.storage.models import CaseRow, OfficeRow
from engine.storage.work import Work
from engine.usecases import law
from engine.usecases.clockwork import NEVER


def limit_of(desk: Desk, work: Work, case: CaseRow, rule_key: str) -> datetime:
    """Return the aware instant at which a limit of *rule_key* that starts now ends.

    It is worked out as the ledger works out the clock: by the rule in force today and the
    calendar of the office that holds the case.
    """
    rule = law.rule_in_force(work.session, rule_key, desk.local_day(work.now))
    calendar = desk.calendar(work.session, work.get(OfficeRow, case.holder_id))
    return compute(rule, work.now, calendar).due_at or NEVER


def last_day(desk: Desk, until: datetime) -> date:
    """Return the last day of a limit that ends at *until*: 24:00 belongs to the day it ends."""
    return desk.local_day(until - timedelta.resolution)
