"""Entering points for what has happened, exactly once: the tick ``points``.

Each event of a kind the table knows is an occasion; rule and event are the key of its entry.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import select

from engine.desk import Desk
from engine.rules.events import PointsEntered
from engine.rules.points import Unit, entry_key, month_of, multiplier, rule_from_row
from engine.storage.chain import floor_of
from engine.storage.models import (
    CaseRow,
    ClockRow,
    ComplaintRow,
    EventRow,
    FindingRow,
    OrderRow,
    PointEntryRow,
    SpotCheckRow,
    UrgeRow,
)
from engine.storage.published import law_table
from engine.storage.work import Work
from engine.usecases.law import mediation_rules
from engine.usecases.point_ledger import TABLE, Entry, reverse, total, write_entry

NOTICE = "points"  # {"after": the event behind which the next run begins}
LOT = 200
SETTLED = timedelta(minutes=15)  # a transaction that began before is over
CARDS = ("ordinary", "yellow", "red", "listed")


@dataclass(frozen=True, slots=True)
class Occasion:
    """What an event says to the table, and whom it would count for."""

    office_id: int
    facts: Mapping[str, object]
    user_id: int | None = None
    finding_id: int | None = None
    times_not_fixed: int = 0
    reason: str = ""
    evidence: Mapping[str, object] = field(default_factory=dict)


Reader = Callable[[Work, EventRow], Occasion | None]


def enter_points(desk: Desk) -> int:
    """Enter points for all that has happened since the last run; return how many entries.

    Each lot is a transaction. Events that are read again change nothing: their key is taken.
    """
    entered, after = 0, 0
    while True:
        with desk.work(None) as work:
            floor = int((work.notice(NOTICE) or {}).get("after", 0))
            rows = _events(work, max(floor, after))
            entered += sum(_take(desk, work, row) for row in rows)
            if len(rows) < LOT:
                _remember(work, floor)
                return entered
        after = rows[-1].id


def _events(work: Work, after: int) -> list[EventRow]:
    query = select(EventRow).where(EventRow.id > after, EventRow.kind.in_([*OCCASIONS, *UNDONE]))
    return list(work.session.scalars(query.order_by(EventRow.id).limit(LOT)))


def _remember(work: Work, before: int) -> None:
    """Note up to which event all has been looked at and none can still appear.

    What was sealed so long ago has no late neighbours; the next run begins behind it.
    """
    floor = floor_of(work.session, work.recorded_at - SETTLED)
    if floor > before:
        work.set_notice(NOTICE, {"after": floor})


def _take(desk: Desk, work: Work, event: EventRow) -> int:
    if event.kind in UNDONE:
        return _undo(work, event)
    occasion = OCCASIONS[event.kind](work, event)
    if occasion is None:
        return 0
    on = desk.local_day(event.at)
    law = law_table(work.session, TABLE)
    asked = {**dict.fromkeys(law.table.names), **occasion.facts, "kind": event.kind, "on": on}
    decision = law.table.decide(asked)
    if not decision.matched or not isinstance(decision.outputs, Mapping):
        return 0
    rule = rule_from_row(decision.outputs)
    key = entry_key(rule.key, event.id)
    if _known(work, event):
        return 0
    case = work.get(CaseRow, event.case_id) if event.case_id else None
    row = write_entry(
        work,
        Entry(
            key=key,
            rule=rule.key,
            rule_row=decision.outputs,
            office_id=occasion.office_id,
            base=rule.base,
            month=month_of(on),
            reason=occasion.reason or rule.name_zh,
            multiplier=multiplier(rule, occasion.times_not_fixed),
            user_id=occasion.user_id if rule.unit is Unit.PERSON else None,
            case_id=event.case_id,
            event_id=event.id,
            finding_id=occasion.finding_id,
            evidence={"kind": event.kind, **event.facts},
        ),
    )
    work.record(PointsEntered(row.id, row.rule, row.office_id, str(total(row))), case)
    return 1


def _known(work: Work, event: EventRow) -> bool:
    """Say whether the event has its entry, by whatever rule the table had then."""
    query = select(PointEntryRow.id).where(PointEntryRow.event_id == event.id)
    return work.session.scalar(query.limit(1)) is not None


def _undo(work: Work, event: EventRow) -> int:
    """Reverse what was entered for something that was taken back."""
    undone, same = UNDONE[event.kind]
    reversals = select(PointEntryRow.reverses_id).where(PointEntryRow.reverses_id.is_not(None))
    query = select(PointEntryRow).where(
        PointEntryRow.case_id == event.case_id,
        PointEntryRow.event_id < event.id,
        PointEntryRow.id.not_in(reversals),
    )
    count = 0
    for row in work.session.scalars(query.order_by(PointEntryRow.id)).all():
        facts = row.evidence
        if facts.get("kind") == undone and (not same or facts.get(same) == event.facts.get(same)):
            reverse(work, row, REASONS[event.kind])
            count += 1
    return count


def _order_issued(_: Work, event: EventRow) -> Occasion | None:
    facts = event.facts
    return Occasion(facts["office_id"], {"card": facts["card"]}, reason=str(facts["number"]))


def _order_replied(work: Work, event: EventRow) -> Occasion | None:
    row = work.get(OrderRow, event.facts["order_id"])
    return Occasion(row.office_id, {"late": event.facts["late"]}, reason=row.number)


def _urge_answered(work: Work, event: EventRow) -> Occasion | None:
    row = work.get(UrgeRow, event.facts["urge_id"])
    return Occasion(row.office_id, {"late": event.facts["late"]}, reason="催办")


def _complaint_answered(work: Work, event: EventRow) -> Occasion | None:
    row = work.get(ComplaintRow, event.facts["complaint_id"])
    return Occasion(row.office_id, {"late": event.facts["late"]}, reason=row.number)


def _finding(work: Work, event: EventRow) -> Occasion | None:
    row = work.get(FindingRow, event.facts["finding_id"])
    kind = work.get(SpotCheckRow, row.spot_check_id).kind if row.spot_check_id else None
    facts = {
        "point_rule": row.point_rule,
        "check_kind": kind,
        "is_fixed": event.facts.get("is_fixed"),
    }
    times = int(event.facts.get("times_not_fixed", 0))
    return Occasion(row.office_id, facts, None, row.id, times, row.number)


def _case_closed(work: Work, event: EventRow) -> Occasion | None:
    case = work.get(CaseRow, event.case_id)
    clocks = select(ClockRow).where(
        ClockRow.case_id == case.id, ClockRow.rule.in_(sorted(mediation_rules(work.session)))
    )
    late = any(_was_late(clock) for clock in work.session.scalars(clocks))
    orders = select(OrderRow.card).where(
        OrderRow.case_id == case.id, OrderRow.state != "cancelled", OrderRow.card != "ordinary"
    )
    cards = sorted(work.session.scalars(orders), key=CARDS.index)
    facts = {
        "late": late,
        "card": cards[-1] if cards else None,
        "outcome": event.facts.get("outcome"),
    }
    return Occasion(case.holder_id, facts, case.assignee_id)


def _was_late(clock: ClockRow) -> bool:
    if clock.status == "expired" or clock.fired_at is not None:
        return True
    return bool(clock.due_at and clock.ended_at and clock.ended_at > clock.due_at)


OCCASIONS: Mapping[str, Reader] = {
    "OrderIssued": _order_issued,
    "OrderReplied": _order_replied,
    "UrgeAnswered": _urge_answered,
    "ComplaintAnswered": _complaint_answered,
    "FindingMade": _finding,
    "FindingRechecked": _finding,
    "CaseClosed": _case_closed,
}
# what takes an occasion back → (its kind, the fact both must have in common)
UNDONE: Mapping[str, tuple[str, str]] = {
    "OrderCancelled": ("OrderIssued", "order_id"),
    "CaseReopened": ("CaseClosed", ""),
}
REASONS = {"OrderCancelled": "督办单已经撤销", "CaseReopened": "案件重新办理"}
