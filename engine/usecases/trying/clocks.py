"""A clock of a run: the ledger's arithmetic without the ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, date, datetime
from typing import Any

from engine.rules.colours import (
    ColourInstants,
    colour_at,
    colour_instants,
    next_change,
    thresholds_from_row,
)
from engine.rules.deadline_rule import DeadlineRule, Unit, row_of, rule_from_row
from engine.rules.deadlines import Extension, Pause, compute
from engine.usecases.trying.laws import Laws

NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Allowed:
    """What was granted to a clock in life: stretches that did not count, and more time."""

    pauses: Sequence[Pause] = ()
    extensions: Sequence[Extension] = ()


@dataclass(slots=True)
class RunClock:
    """One clock of a run.

    Dates as in the ledger's ``clock``; instants are aware UTC. ``due_on`` and ``due_at`` are None
    where the case itself would name the day and none is known. ``anchor`` is the task id of the
    activity it presses on, ``element`` what that is called in the diagram.
    """

    rule: str
    row: dict[str, Any]
    thresholds: dict[str, Any]
    start_key: str
    started_at: datetime
    anchor: str | None = None
    element: str | None = None
    fires: bool = False
    due_on: date | None = None
    due_at: datetime | None = None
    yellow_at: datetime | None = None
    orange_at: datetime | None = None
    provisional: bool = False
    colour: str = "green"
    fired_at: datetime | None = None
    ended_at: datetime | None = None
    met: bool = False

    @property
    def running(self) -> bool:
        """Whether it presses on something now."""
        return self.ended_at is None

    def turn(self, at: datetime) -> bool:
        """Give the clock the colour of *at*; say whether it changed."""
        before, self.colour = self.colour, str(colour_at(self._turns, at))
        return self.colour != before

    def next_turn(self, at: datetime) -> datetime | None:
        """Return the next instant after *at* at which something is to be done about it."""
        if self.ended_at is not None or self.due_at is None:
            return None
        following = next_change(self._turns, at)
        return following or (self.due_at if self.fired_at is None else None)

    @property
    def _turns(self) -> ColourInstants:
        due = self.due_at or NEVER
        return ColourInstants(self.yellow_at or due, self.orange_at or due, due)

    def plain(self) -> dict[str, Any]:
        """Return the clock as JSON."""
        return {
            key: value.isoformat() if isinstance(value, date) else value
            for key, value in asdict(self).items()
        }


def read_clock(kept: Mapping[str, Any]) -> RunClock:
    """Return the clock kept as *kept*."""
    instants = {"started_at", "due_at", "yellow_at", "orange_at", "fired_at", "ended_at"}
    values: dict[str, Any] = {each.name: kept.get(each.name) for each in fields(RunClock)}
    for key in instants:
        values[key] = datetime.fromisoformat(values[key]) if values[key] else None
    values["due_on"] = date.fromisoformat(values["due_on"]) if values["due_on"] else None
    return RunClock(**values)


def open_clock(
    laws: Laws,
    rule: DeadlineRule,
    start: tuple[str, datetime],
    agreed_on: date | None,
    allowed: Allowed,
) -> RunClock:
    """Return a clock of *rule* that started by *start* (key, aware instant).

    *agreed_on* is the day the case itself names, for a rule that asks for it.
    """
    key, started_at = start
    thresholds = asdict(laws.thresholds(rule))
    clock = RunClock(rule.key, row_of(rule), thresholds, key, started_at)
    if rule.unit is Unit.DATE and agreed_on is None:
        return clock
    pauses = tuple(allowed.pauses) if rule.pausable else ()
    begun = agreed_on if rule.unit is Unit.DATE and agreed_on else started_at
    computed = compute(rule, begun, laws.calendar, pauses, _granted(rule, allowed))
    clock.due_on, clock.due_at = computed.due_on, computed.due_at
    clock.provisional = computed.provisional
    limits = thresholds_from_row(thresholds)
    turns = colour_instants(rule, computed, limits, laws.calendar, pauses)
    if turns is not None:
        clock.yellow_at, clock.orange_at = turns.yellow_at, turns.orange_at
    return clock


def rule_of(clock: RunClock) -> DeadlineRule:
    """Return the rule a clock was opened under."""
    return rule_from_row(clock.row)


def _granted(rule: DeadlineRule, allowed: Allowed) -> tuple[Extension, ...]:
    """Return the extensions this rule would have allowed; those it would not are left out."""
    if rule.extendable == "NO":
        return ()
    cap = rule.extension_cap
    fitting = [each for each in allowed.extensions if cap is None or each.length <= cap]
    return tuple(fitting[: rule.extension_count] if rule.extension_count is not None else fitting)
