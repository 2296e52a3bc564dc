"""The clocks of a case whose facts were put right: the right day, the right rule.

A clock keeps the rule row it was opened under. One that has fired stays fired; what was told of a
colour that was never true is withdrawn, and what is true now is told once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from engine.desk import Desk
from engine.rules.calendar import local_day
from engine.rules.case import MEDIATION_CHANNELS, Channel
from engine.rules.correcting import STARTS
from engine.rules.deadline_rule import DeadlineRule, Extendable, rule_from_row
from engine.rules.events import ClockRecomputed
from engine.storage.models import CaseRow, ClockRow, ExtensionRow, OfficeRow, PauseRow
from engine.storage.work import Work
from engine.usecases import clockwork, law
from engine.usecases.caseload import clocks_of, open_steps_of
from engine.usecases.recolouring import recolour
from engine.usecases.routing import channel_routing
from engine.usecases.starts import start_of

CORRECTED = "corrected"
COPIED_PAUSE = ("from_on", "to_on", "reason", "document", "paused_by", "paused_at", "resumed_by",
                "resumed_at")  # fmt: skip
COPIED_EXTENSION = ("office_id", "length", "reason", "consents", "state", "old_due_on",
                    "new_due_on", "asked_by", "asked_at", "decided_by", "decided_at",
                    "decision_note")  # fmt: skip


@dataclass(frozen=True, slots=True)
class MovedClock:
    """One clock before and after: due days and colours; ``replaced_by``: the rule that took over.

    ``fired``: it had run out already; what followed from that stays.
    """

    clock_id: int
    rule: str
    before: date | None
    after: date | None
    colour_before: str
    colour_after: str
    fired: bool
    replaced_by: str | None = None

    @property
    def differs(self) -> bool:
        """Whether anything a person can see of it is another than before."""
        stood, stands = (self.before, self.colour_before), (self.after, self.colour_after)
        return self.replaced_by is not None or stood != stands


def correct_clocks(
    desk: Desk, work: Work, case: CaseRow, old: Mapping[str, datetime], *, category: bool
) -> list[MovedClock]:
    """Bring the case's clocks in line with its corrected facts; return every one that changed.

    *old* gives the instant before of every day that was put right (``STARTS``); *category* says
    that another mediation rule may apply now.
    """
    rungs = [clock for clock in _open(work, case) if clock.rule.startswith(clockwork.LADDER)]
    others = [clock for clock in _open(work, case) if clock not in rungs]
    changed: list[MovedClock] = []
    for clock in others:
        new_rule = _other_rule(work, case, clock) if category else None
        if new_rule is not None:
            _restart(case, clock, old)
            changed.append(_replace(desk, work, case, (clock, new_rule)))
        elif _restart(case, clock, old):
            changed.append(_move(desk, work, case, clock))
    if changed or any(_starts_with(clock, old) for clock in rungs):  # cut to the mediation's own
        for clock in rungs:
            _restart(case, clock, old)
            moved = _move(desk, work, case, clock)
            changed.append(moved)
    return [each for each in changed if each.differs]


def rule_for(work: Work, case: CaseRow) -> str | None:
    """Return the mediation rule the case's facts lead to; None outside mediation."""
    if case.channel not in MEDIATION_CHANNELS:
        return None
    office = work.get(OfficeRow, case.body_id or case.holder_id)
    procedure = (case.route.get("confirmed") or {}).get("procedure")
    found = channel_routing(work, case, Channel(case.channel), office, procedure)
    return str(found["mediation_rule"])


def _open(work: Work, case: CaseRow) -> list[ClockRow]:
    return [clock for clock in clocks_of(work, case) if clock.ended_at is None]


def _starts_with(clock: ClockRow, old: Mapping[str, datetime]) -> str | None:
    """Return which of the days put right this clock was counted from, if any."""
    for day, instant in old.items():
        if clock.start_key in {f"{event}@{instant.isoformat()}" for event in STARTS[day]}:
            return day
    return None


def _restart(case: CaseRow, clock: ClockRow, old: Mapping[str, datetime]) -> bool:
    """Let a clock count from the corrected instant; say whether it counts from another one now."""
    day = _starts_with(clock, old)
    if day is None:
        return False
    at: datetime = case.accepted_at if day == "accepted_on" else case.signed_at  # type: ignore[assignment]  # put right, so there
    clock.started_at = at
    clock.start_on = local_day(at)
    clock.start_key = f"{clock.start_key.partition('@')[0]}@{at.isoformat()}"
    return True


def _move(desk: Desk, work: Work, case: CaseRow, clock: ClockRow) -> MovedClock:
    before, colour = clock.due_on, clock.colour
    recolour(desk, work, case, clock, CORRECTED)
    if clock.due_on != before:
        work.record(
            ClockRecomputed(clock.id, clock.rule, _iso(before), _iso(clock.due_on), CORRECTED), case
        )
    fired = clock.fired_at is not None
    return MovedClock(clock.id, clock.rule, before, clock.due_on, colour, clock.colour, fired)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _other_rule(work: Work, case: CaseRow, clock: ClockRow) -> DeadlineRule | None:
    """Return the rule that is to take the place of a mediation clock's, if another one is."""
    key = rule_for(work, case)
    if key is None or clock.rule == key or clock.fired_at is not None:
        return None
    if clock.rule not in law.mediation_rules(work.session):
        return None
    opened = local_day(case.accepted_at or clock.started_at)
    return law.rule_in_force(work.session, key, opened)


def _replace(
    desk: Desk, work: Work, case: CaseRow, change: tuple[ClockRow, DeadlineRule]
) -> MovedClock:
    """Cancel a mediation clock and open that of the right rule in its place."""
    old, rule = change
    before, colour = old.due_on, old.colour
    clockwork.end(work, case, old, met=False, reason=CORRECTED)
    start = start_of(work, case, rule, old.anchor)
    new = clockwork.open_clock(desk, work, case, rule, start)
    new.process_id, new.anchor, new.element, new.fires = (
        old.process_id,
        old.anchor,
        old.element,
        old.fires,
    )
    old.process_id = old.anchor = None  # the activity runs under the new one alone
    _carry_over(work, old, new)
    recolour(desk, work, case, new, CORRECTED)
    for item in open_steps_of(work, case):
        if item.clock_id == old.id:
            item.clock_id, item.due_at = new.id, new.due_at
    return MovedClock(
        old.id, old.rule, before, new.due_on, colour, new.colour, fired=False, replaced_by=rule.key
    )


def _carry_over(work: Work, old: ClockRow, new: ClockRow) -> None:
    """Let standstills and granted time count for the new clock where its rule knows them."""
    was, rule = rule_from_row(old.row), rule_from_row(new.row)
    if rule.pausable:
        for pause in work.session.scalars(select(PauseRow).where(PauseRow.clock_id == old.id)):
            work.add(PauseRow(clock_id=new.id, **{k: getattr(pause, k) for k in COPIED_PAUSE}))
    if rule.extendable is Extendable.NO or rule.unit != was.unit:
        return
    granted = select(ExtensionRow).where(
        ExtensionRow.clock_id == old.id, ExtensionRow.state == "approved"
    )
    for each in work.session.scalars(granted):
        kept = {key: getattr(each, key) for key in COPIED_EXTENSION}
        work.add(ExtensionRow(clock_id=new.id, case_id=new.case_id, **kept))
