"""The figures sanctions are proposed by: one grouped statement for each table.

Also the conditions behind each figure, so that the list behind a number is made of the same words.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from dateutil.relativedelta import relativedelta
from sqlalchemy import ColumnElement, Select, case, distinct, func, select
from sqlalchemy.orm import Session

from engine.rules.calendar import instant_at, local_day
from engine.rules.sanctions import Figures, Sanction, month_bounds
from engine.storage.models import CaseRow, ClockRow, SanctionRow

CLOSED = ("closed", "archived")
Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Period:
    """A month (``2026-11``) as seen at an aware instant; ``rules`` are the mediation limits."""

    month: str
    now: datetime
    rules: frozenset[str]

    @property
    def on(self) -> date:
        """The day the month is judged on: its last one, or today."""
        _, after = month_bounds(self.month)
        return min(after - relativedelta(days=1), local_day(self.now))

    @property
    def instants(self) -> tuple[datetime, datetime]:
        """The instants the month lies between; the second is excluded and never in the future."""
        first, after = month_bounds(self.month)
        return instant_at(first), min(instant_at(after), self.now)


def closed_in(period: Period) -> list[Condition]:
    """The case was closed in the month."""
    start, end = period.instants
    return [CaseRow.status.in_(CLOSED), CaseRow.ended_at >= start, CaseRow.ended_at < end]


def closed_late(period: Period) -> Condition:
    """The case ran past its mediation limit."""
    over = (ClockRow.status == "expired") | ClockRow.fired_at.is_not(None)
    over = over | (ClockRow.ended_at > ClockRow.due_at)
    query = select(ClockRow.id).where(
        ClockRow.case_id == CaseRow.id, ClockRow.rule.in_(sorted(period.rules)), over
    )
    return query.correlate(CaseRow).exists()


def turned_red(period: Period) -> list[Condition]:
    """A limit of our own (``ClockRow``) ran out in the month, and had not been met by then."""
    start, end = period.instants
    return [
        ClockRow.due_at >= start,
        ClockRow.due_at < end,
        ClockRow.ended_at.is_(None) | (ClockRow.ended_at > ClockRow.due_at),
        ClockRow.status != "cancelled",
        ClockRow.row["on_expiry"].as_string() != "watch",
    ]


def extreme() -> Condition:
    """The case is of the gravest grade."""
    return CaseRow.grade == "extreme"


def with_death() -> Condition:
    """Somebody died in the dispute."""
    died: Condition = CaseRow.marks["death"].as_boolean().is_(True)
    return died


def figures_of(session: Session, offices: Select[int], period: Period) -> dict[int, Figures]:
    """Return the figures of every office of *offices* that has any; three statements."""
    found: dict[int, Figures] = {}
    for key, closed, late in session.execute(_closed(offices, period)):
        found[key] = Figures(closed=closed, late=late or 0)
    for key, red, gravest, deaths in session.execute(_red(offices, period)):
        found[key] = replace(
            found.get(key, Figures()),
            red_cases=red,
            extreme_red_cases=gravest,
            death_red_cases=deaths,
        )
    for key, cautions, yellow in session.execute(_signed(offices, period)):
        found[key] = replace(
            found.get(key, Figures()),
            cautions_6_months=cautions or 0,
            yellow_cards_12_months=yellow or 0,
        )
    return found


def _closed(offices: Select[int], period: Period) -> Select[int, int, int]:
    late = func.sum(case((closed_late(period), 1), else_=0))
    return (
        select(CaseRow.holder_id, func.count(), late)
        .where(CaseRow.holder_id.in_(offices), *closed_in(period))
        .group_by(CaseRow.holder_id)
    )


def _red(offices: Select[int], period: Period) -> Select[int, int, int, int]:
    return (
        select(
            CaseRow.holder_id,
            func.count(distinct(CaseRow.id)),
            func.count(distinct(case((extreme(), CaseRow.id)))),
            func.count(distinct(case((with_death(), CaseRow.id)))),
        )
        .join(ClockRow, ClockRow.case_id == CaseRow.id)
        .where(CaseRow.holder_id.in_(offices), *turned_red(period))
        .group_by(CaseRow.holder_id)
    )


def signed_before(period: Period, kind: str, months: int) -> list[Condition]:
    """A sanction of *kind* was signed in the *months* up to the month's end, and not lifted."""
    return [
        SanctionRow.kind == kind,
        SanctionRow.lifted_by.is_(None),
        SanctionRow.begins_on <= period.on,
        SanctionRow.begins_on > period.on - relativedelta(months=months),
    ]


def _signed(offices: Select[int], period: Period) -> Select[int, int, int]:
    def counted(conditions: Iterable[Condition]) -> ColumnElement[int]:
        whole: Condition | None = None
        for each in conditions:
            whole = each if whole is None else whole & each
        return func.sum(case((whole, 1), else_=0)) if whole is not None else func.count()

    return (
        select(
            SanctionRow.office_id,
            counted(signed_before(period, Sanction.CAUTION, 6)),
            counted(signed_before(period, Sanction.YELLOW_CARD, 12)),
        )
        .where(SanctionRow.office_id.in_(offices))
        .group_by(SanctionRow.office_id)
    )
