"""One clock's arithmetic: opening its row, working its dates out, colouring it, stopping it."""

from dataclasses import asdict
from datetime import UTC, datetime

from sqlalchemy import select

from engine.desk import Desk
from engine.rules.calendar import WorkCalendar, local_day
from engine.rules.colours import Colour, ColourInstants, colour_at, next_change
from engine.rules.deadline_rule import DeadlineRule, Origin, Unit, row_of, rule_from_row
from engine.rules.deadlines import Computed, Extension, Pause, compute, cut_to
from engine.rules.events import ClockCancelled, ClockMet, ClockOpened
from engine.storage.models import CaseRow, ClockRow, ExtensionRow, OfficeRow, PauseRow
from engine.storage.work import Work
from engine.usecases import law
from engine.usecases.caseload import clocks_of, note_clock
from engine.usecases.starts import Start
from engine.usecases.taking_back import SEVERITY, end_warnings, take_back

LADDER = "DUTY-"  # the centre's own rungs never outlast the mediation itself
NEVER = datetime.max.replace(tzinfo=UTC)


def open_clock(desk: Desk, work: Work, case: CaseRow, rule: DeadlineRule, start: Start) -> ClockRow:
    """Write a new clock into the ledger, with the whole rule it runs under."""
    office = work.get(OfficeRow, case.holder_id)
    calendar = desk.calendar(work.session, office)
    clock = ClockRow(
        case_id=case.id,
        process_id=None,
        anchor=None,
        element=None,
        fires=False,
        rule=rule.key,
        row=row_of(rule),
        thresholds=asdict(law.thresholds_for(work.session, rule, sensitive=office.sensitive)),
        sensitive=office.sensitive,
        start_key=start.key,
        office_id=office.id,
        started_at=start.at,
        start_on=local_day(start.at),
        raw_end_on=start.due_on,  # an agreed day; any other is worked out below
        due_on=None,
        due_at=None,
        yellow_at=None,
        orange_at=None,
        provisional=False,
        calendar_version=calendar.version,
        status="running",
        colour=Colour.GREEN,
        next_at=None,
        fired_at=None,
        ended_at=None,
    )
    _write(desk, work, case, clock)
    note_clock(work, case, clock)
    due_on, provisional = clock.due_on.isoformat() if clock.due_on else None, clock.provisional
    work.record(lambda: ClockOpened(clock.id, rule.key, due_on, provisional), case)
    return clock


def end(
    work: Work, case: CaseRow, clock: ClockRow, *, met: bool, reason: str = "not_needed"
) -> None:
    """Stop a clock for good, as met or as no longer needed."""
    clock.status = "met" if met else "cancelled"
    clock.ended_at = work.now
    clock.next_at = None
    end_warnings(work, clock)
    if met:
        late = clock.due_at is not None and work.now > clock.due_at
        work.record(lambda: ClockMet(clock.id, clock.rule, late), case)
    else:
        work.record(lambda: ClockCancelled(clock.id, clock.rule, reason), case)


def recompute(
    desk: Desk, work: Work, case: CaseRow, clock: ClockRow, reason: str = "corrected"
) -> None:
    """Work a clock's dates out anew from its frozen rule, pauses and granted extensions.

    A clock that has fired stays fired; its colour follows the new dates. Warnings of a colour
    that no longer holds are withdrawn because of *reason*.
    """
    before = clock.colour
    _write(desk, work, case, clock)
    if SEVERITY[clock.colour] < SEVERITY[before]:
        take_back(work, clock, reason)
    work.session.flush()


def recompute_turns(desk: Desk, work: Work, case: CaseRow, clock: ClockRow) -> None:
    """Work out when a clock turns under its thresholds; its last day and its record stay."""
    calendar = desk.calendar(work.session, work.get(OfficeRow, clock.office_id))
    _turn(work, clock, computed_of(desk, work, case, clock), calendar)


def turned_by(clock: ClockRow, now: datetime) -> tuple[str, datetime | None]:
    """Return the colour a running clock's instants give it at *now*, and its next instant."""
    turns = instants_of(clock)
    return str(colour_at(turns, now)), next_change(turns, now)


def instants_of(clock: ClockRow) -> ColourInstants:
    """Return the stored instants at which a running clock changes colour."""
    due = clock.due_at or NEVER
    return ColourInstants(clock.yellow_at or due, clock.orange_at or due, due)


def computed_of(desk: Desk, work: Work, case: CaseRow, clock: ClockRow) -> Computed:
    """Work a clock out from its frozen rule, pauses and extensions; writes nothing."""
    rule = rule_from_row(clock.row)
    calendar = desk.calendar(work.session, work.get(OfficeRow, clock.office_id))
    agreed = clock.raw_end_on if rule.unit is Unit.DATE else None
    computed = compute(
        rule,
        agreed or clock.started_at,
        calendar,
        pauses_of(work, clock),
        extensions_of(work, clock),
    )
    limit = _ladder_limit(work, case, rule)
    if limit is None:
        return computed
    return cut_to(computed, computed_of(desk, work, case, limit), limit.rule)


def pauses_of(work: Work, clock: ClockRow) -> tuple[Pause, ...]:
    """Return a clock's pauses as the arithmetic wants them, oldest first."""
    if not clock.id:
        return ()
    rows = work.session.scalars(
        select(PauseRow).where(PauseRow.clock_id == clock.id).order_by(PauseRow.from_on)
    )
    return tuple(Pause(row.from_on, row.to_on, row.reason) for row in rows)


def extensions_of(work: Work, clock: ClockRow) -> tuple[Extension, ...]:
    """Return a clock's granted extensions as the arithmetic wants them, oldest first."""
    if not clock.id:
        return ()
    rows = work.session.scalars(
        select(ExtensionRow)
        .where(ExtensionRow.clock_id == clock.id, ExtensionRow.state == "approved")
        .order_by(ExtensionRow.decided_at, ExtensionRow.id)
    )
    return tuple(Extension(row.length, local_day(row.decided_at or row.asked_at)) for row in rows)


def _ladder_limit(work: Work, case: CaseRow, rule: DeadlineRule) -> ClockRow | None:
    """Return the mediation clock a rung of the centre's ladder may not outlast."""
    if rule.origin is not Origin.CENTRE or not rule.key.startswith(LADDER):
        return None
    limits = law.mediation_rules(work.session)
    running = (
        clock
        for clock in reversed(clocks_of(work, case))
        if clock.status == "running" and clock.fired_at is None and clock.rule in limits
    )
    return next(running, None)


def _write(desk: Desk, work: Work, case: CaseRow, clock: ClockRow) -> None:
    calendar = desk.calendar(work.session, work.get(OfficeRow, clock.office_id))
    computed = computed_of(desk, work, case, clock)
    clock.raw_end_on = computed.raw_end_on or clock.raw_end_on
    clock.due_on = computed.due_on
    clock.due_at = computed.due_at
    clock.provisional = computed.provisional
    clock.calendar_version = calendar.version
    _turn(work, clock, computed, calendar)


def _turn(work: Work, clock: ClockRow, computed: Computed, calendar: WorkCalendar) -> None:
    rule = rule_from_row(clock.row)
    turns = law.instants(rule, computed, clock.thresholds, calendar, pauses_of(work, clock))
    if turns is None:
        clock.status = "paused"
        clock.yellow_at = clock.orange_at = clock.next_at = None
        clock.colour = Colour.GREEN
        return
    clock.status = "running"
    clock.yellow_at, clock.orange_at = turns.yellow_at, turns.orange_at
    clock.colour = colour_at(turns, work.now)
    clock.next_at = next_change(turns, work.now)
    if clock.next_at is None and clock.fired_at is None:  # over already: the sweep lets it run out
        clock.next_at = turns.red_at
