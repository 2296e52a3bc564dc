"""Giving running clocks the thresholds of a sensitive period, or the usual ones back.

Nothing is retroactive: an instant that has passed stays where it was and is not told again; a
colour that would have come earlier under the new thresholds comes now. Days due never move.
"""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select

from engine.desk import Desk
from engine.rules.deadline_rule import rule_from_row
from engine.rules.events import ColourChanged, ThresholdsMoved
from engine.storage.models import CaseRow, ClockRow, OfficeRow
from engine.storage.work import Work
from engine.usecases import clockwork, law
from engine.usecases.standing import note_standing
from engine.usecases.taking_back import SEVERITY, take_back

BATCH = 200  # clocks in one transaction
REASON = "sensitive"


def respread(desk: Desk, batches: int = 10_000) -> int:
    """Bring the thresholds of running clocks into step with their areas; return how many moved.

    Each batch is a transaction of its own and puts on record how many turn at other times, in
    which cases. Interrupted, it goes on where it stopped: the tick calls it as well.
    """
    moved = 0
    for _ in range(batches):
        with desk.work(None) as work:
            done, changed = _batch(desk, work)
        moved += changed
        if not done:
            break
    return moved


def _batch(desk: Desk, work: Work) -> tuple[int, int]:
    query = (
        select(ClockRow.id, ClockRow.case_id)
        .join(OfficeRow, OfficeRow.id == ClockRow.office_id)
        .where(ClockRow.ended_at.is_(None), ClockRow.sensitive != OfficeRow.sensitive)
        .order_by(ClockRow.case_id, ClockRow.id)
        .limit(BATCH)
    )
    changed: dict[bool, list[int]] = {True: [], False: []}
    found = work.session.execute(query).all()
    counts = {True: 0, False: 0}
    for clock_id, case_id in found:
        case = work.get(CaseRow, case_id, lock=True)
        clock = work.get(ClockRow, clock_id, lock=True)
        sensitive = work.get(OfficeRow, clock.office_id).sensitive
        counts[sensitive] += 1
        if _respread(desk, work, (case, clock), sensitive=sensitive):
            changed[sensitive].append(case_id)
            note_standing(work, case)
    for sensitive, cases in changed.items():
        if counts[sensitive]:
            listed = sorted(set(cases))
            work.record(ThresholdsMoved(sensitive, counts[sensitive], len(cases), listed))
    return len(found), sum(map(len, changed.values()))


def _respread(desk: Desk, work: Work, of: tuple[CaseRow, ClockRow], *, sensitive: bool) -> bool:
    """Give one clock its thresholds; say whether it turns at another instant than before."""
    case, clock = of
    rule = rule_from_row(clock.row)
    clock.sensitive = sensitive
    clock.thresholds = asdict(law.thresholds_for(work.session, rule, sensitive=sensitive))
    if clock.fired_at is not None or clock.status == "paused":
        return False  # nothing turns any more, or not yet: resuming works it out
    before = (clock.yellow_at, clock.orange_at, clock.colour)
    clockwork.recompute_turns(desk, work, case, clock)
    now = work.now
    clock.yellow_at = _not_back(before[0], clock.yellow_at, now)
    clock.orange_at = _not_back(before[1], clock.orange_at, now)
    _recolour(work, case, clock, before[2])
    return (clock.yellow_at, clock.orange_at, clock.colour) != before


def _not_back(old: datetime | None, new: datetime | None, now: datetime) -> datetime | None:
    """Return the instant to turn at: never one that lies in the past and was not there before."""
    if new is None or new > now or (old is not None and old <= now):
        return old if old is not None and old <= now and new is not None and new <= now else new
    return now


def _recolour(work: Work, case: CaseRow, clock: ClockRow, before: str) -> None:
    """Leave a worse colour to the sweep, which tells it; take back one that holds no more."""
    turned, next_at = clockwork.turned_by(clock, work.now)
    if SEVERITY[turned] >= SEVERITY[before]:
        clock.colour, clock.next_at = before, next_at if turned == before else work.now
        return
    clock.colour, clock.next_at = turned, next_at
    due_on = clock.due_on.isoformat() if clock.due_on else None
    work.record(ColourChanged(clock.id, clock.rule, before, turned, due_on, REASON), case)
    take_back(work, clock, REASON)
