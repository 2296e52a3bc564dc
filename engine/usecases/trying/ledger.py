"""The ledger of a run: which clocks press on what, kept in step with the process."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.rules.calendar import local_day
from engine.rules.deadline_rule import DeadlineRule, Unit
from engine.usecases.trying.clocks import Allowed, RunClock, open_clock
from engine.usecases.trying.laws import Laws
from engine.usecases.trying.told import Facts
from engine.workflow import Bundle, Instance, OpenClock, Position, Runner

NOTHING = Allowed()


@dataclass(frozen=True, slots=True)
class Stage:
    """What a run plays on: files, rules, and what clocks were granted in life, by rule."""

    runner: Runner
    bundle: Bundle
    process_id: str
    laws: Laws
    allowed: Mapping[str, Allowed] = field(default_factory=dict)


@dataclass(slots=True)
class RunLedger:
    """Clocks and what they hang on. ``at`` (aware) is what the run's own clock shows."""

    stage: Stage
    instance: Instance
    at: datetime
    clocks: list[RunClock] = field(default_factory=list)
    facts: Facts = field(default_factory=Facts)
    happened: list[dict[str, Any]] = field(default_factory=list)

    @property
    def position(self) -> Position:
        """Where the process stands."""
        return self.instance.position()

    def next_due(self) -> datetime | None:
        """Return when the next clock runs out; None where none will."""
        due = [
            each.due_at
            for each in self.clocks
            if each.running and each.due_at and each.fired_at is None
        ]
        return max(min(due), self.at) if due else None

    def first_turn(self, target: datetime) -> tuple[datetime, RunClock] | None:
        """Return the clock that turns first up to *target*, and when."""
        waiting = [
            (max(turn, self.at), number, clock)
            for number, clock in enumerate(self.clocks)
            if (turn := clock.next_turn(self.at)) is not None and turn <= target
        ]
        if not waiting:
            return None
        at, _, clock = min(waiting, key=lambda each: each[:2])
        return at, clock

    def note(self, what: str, **facts: object) -> None:
        """Put on record what happened now."""
        self.happened.append({"what": what, "at": self.at.isoformat(), **facts})

    def align(self) -> Iterator[RunClock]:
        """Open and end clocks as the process now wants; yield those that are late already."""
        wanted = {clock.anchor: clock for clock in self.position.clocks}
        done = {step.element for step in self.instance.walked}
        bound = {clock.anchor for clock in self.clocks if clock.running}
        for clock in self.clocks:
            if clock.running and clock.anchor not in wanted:
                clock.ended_at, clock.met = self.at, clock.element in done
                self.note("ended", rule=clock.rule, met=clock.met, element=clock.element)
        for anchor, asked in wanted.items():
            if anchor not in bound:
                clock = self._bind(asked)
                if clock.fires and clock.fired_at is not None:
                    yield clock

    def _bind(self, asked: OpenClock) -> RunClock:
        rule = self.stage.laws.rule(asked.rule, local_day(self.at))
        key, started = self._start(rule, asked)
        same = (
            each for each in reversed(self.clocks) if (each.rule, each.start_key) == (rule.key, key)
        )
        clock = next(same, None)
        if clock is None:
            allowed = self.stage.allowed.get(rule.key, NOTHING)
            clock = open_clock(self.stage.laws, rule, (key, started), self.facts.agreed_on, allowed)
            self.clocks.append(clock)
            due_on = clock.due_on.isoformat() if clock.due_on else None
            self.note("opened", rule=rule.key, due_on=due_on, element=asked.element)
        clock.anchor, clock.element, clock.fires = asked.anchor, asked.element, asked.fires
        clock.ended_at, clock.met = None, False
        clock.turn(self.at)
        return clock

    def _start(self, rule: DeadlineRule, asked: OpenClock) -> tuple[str, datetime]:
        """Return when a clock starts: by a known event, else when its activity does."""
        if rule.unit is Unit.DATE:
            return f"agreement:{self.facts.agreed_on}", self.at
        known = self.facts.moments.get(rule.start_event)
        if known is None:
            return f"{rule.start_event}:{asked.anchor}", self.at
        return f"{rule.start_event}@{known.isoformat()}", known
