"""Telling a warning again: because nobody acknowledged it, or because a silence is over."""

from collections.abc import Iterable

from engine.desk import Desk
from engine.rules.events import WarningRepeated
from engine.rules.ladder import Rung, after_office_hours
from engine.storage.models import CaseRow, ClockRow, UserRow, WarningRow
from engine.storage.work import Work
from engine.usecases.telling import tell
from engine.usecases.warnings import calendar_of, rung_of, telling_of

REPEAT, SILENCE_OVER = "repeat", "silence_over"


def still_true(clock: ClockRow, row: WarningRow) -> bool:
    """Say whether what a warning says holds: the clock runs, in that round and colour."""
    return (
        clock.ended_at is None
        and clock.status != "paused"
        and (clock.round, clock.colour) == (row.round, row.colour)
        and row.withdrawn_at is None
        and row.acknowledged_at is None
    )


def tell_again(
    desk: Desk,
    work: Work,
    of: tuple[CaseRow, ClockRow],
    rows: Iterable[WarningRow],
    why: tuple[str, str],
) -> int:
    """Tell warnings of one clock again, in one go a number; return how many people were told.

    Args:
        desk: files and clock.
        work: the piece of work, which has the case locked.
        of: the case and the clock.
        rows: warnings of it that are still true.
        why: the cause, and what makes its key one of a kind (for a silence, its id).

    """
    case, clock = of
    rung = rung_of(work, case, clock)
    by_number: dict[int, list[WarningRow]] = {}
    for row in rows:
        by_number.setdefault(_count(row, why[0]), []).append(row)
    for number, due in sorted(by_number.items()):
        event = work.record(
            WarningRepeated(clock.id, clock.rule, clock.colour, why[0], number), case
        )
        telling = telling_of(clock, why[0], why[1] or number)
        tell(desk, work, case, (telling, event), [work.get(UserRow, r.recipient_id) for r in due])
        for row in due:
            row.told_at = row.told_at or work.recorded_at
    plan_next(desk, work, case, (rung, [row for due in by_number.values() for row in due]))
    return sum(map(len, by_number.values()))


def plan_next(
    desk: Desk, work: Work, case: CaseRow, what: tuple[Rung, Iterable[WarningRow]]
) -> None:
    """Note when warnings just told are told again: in office hours, never beyond the cap."""
    rung, rows = what
    calendar = calendar_of(desk, work, case)
    again = after_office_hours(work.recorded_at, rung.repeat_hours, calendar, desk.zone)
    for row in rows:
        row.repeat_at = again if row.repeats < rung.repeat_cap else None


def _count(row: WarningRow, cause: str) -> int:
    if cause == REPEAT:
        row.repeats += 1
    return row.repeats
