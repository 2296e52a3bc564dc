"""A closed case run once more by other procedures or rules: the same acts at the same instants.

People do what they did when they did it; clocks fire when the other rules say. Where the way
parts, or a step is missing, the replay ends: nobody knows what people would have done then.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from engine.rules.calendar import WorkCalendar
from engine.rules.errors import EngineError
from engine.storage.recorded import CLOCK, STARTED, STEP, PastCase, PastClock, Push
from engine.usecases.trying.clocks import Allowed, RunClock
from engine.usecases.trying.course import Course, begin
from engine.usecases.trying.ledger import Stage
from engine.usecases.trying.told import MESSAGES_OF_EFFECT

SAME, OTHER, STUCK = "same", "other", "stuck"
QUIET = frozenset({"taken_up", "moved", "move_undone"})  # nothing was done to the process
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Replayed:
    """How a case would have gone; ``facts`` say where it parts, and its clocks then and now."""

    way: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Halt:
    """Why a replay could not go on: a code and what it is about."""

    code: str
    about: str


def replay(stage: Stage, case: PastCase, calendar: WorkCalendar, old: frozenset[str]) -> Replayed:
    """Run *case* once more on *stage*; *old* are the elements of the diagrams it went by."""
    if not case.pushes or case.pushes[0].cause != STARTED or not case.pushes[0].routing:
        return Replayed(STUCK, {"code": "no_record", "clocks": []})
    laws = replace(stage.laws, calendar=calendar)
    own = replace(stage, laws=laws, allowed=_allowed(case.clocks))
    first = case.pushes[0]
    course: Course | None = None
    try:
        course, _ = begin(own, first.routing, first.at)
        course.facts.moments.setdefault("accepted", first.at)  # one that was opened again
        halt = _follow(course, case)
    except EngineError as error:
        halt = _Halt("fault", str(error.facts.get("element") or error.code))
    came = [step.element for step in course.instance.walked] if course else []
    went = [each for push in case.pushes for each in push.walked if each in old]
    return _judged(case, course, halt, (went, came))


def _follow(course: Course, case: PastCase) -> _Halt | None:
    """Do what was done, when it was done; return why that ended early, if it did."""
    agreements = list(case.agreements)
    for push in case.pushes[1:]:
        if push.cause in QUIET or push.cause == CLOCK:
            continue
        if push.at > course.at:
            course.move(push.at)
        if push.cause == STEP:
            halt = _step(course, push, agreements)
        elif push.cause == "corrected":
            course.instance.correct(push.routing)
            halt = None
        else:
            halt = _message(course, push)
        if halt is not None:
            return halt
    if course.position.finished or not case.over:
        return None
    return _Halt("goes_on", _open(course))


def _step(course: Course, push: Push, agreements: list[tuple[datetime, Any]]) -> _Halt | None:
    task = next((each for each in course.position.tasks if each.element == push.element), None)
    if task is None:
        return _Halt("not_open", push.element)
    form = course.form_of(task)
    record = form.record if form else None
    course.facts.note_record(record, push.routing, course.at)
    if record == "agreement" and agreements:
        effective_at, agreed_on = agreements.pop(0)
        course.facts.moments["agreement_in_force"] = effective_at
        course.facts.agreed_on = agreed_on
    course.finish(task, push.routing)
    return None


def _message(course: Course, push: Push) -> _Halt | None:
    if push.cause in course.position.waits:
        course.tell(push.cause, push.routing)
        return None
    if push.cause in MESSAGES_OF_EFFECT.values():
        return None  # the effect itself has sent it already
    return _Halt("not_awaited", push.cause)


def _open(course: Course) -> str:
    return "、".join(task.element for task in course.position.tasks)


def _judged(
    case: PastCase,
    course: Course | None,
    halt: _Halt | None,
    ways: tuple[Sequence[str], Sequence[str]],
) -> Replayed:
    went, came = ways
    facts: dict[str, Any] = {"clocks": _clocks(case, course)}
    if halt is not None:
        facts |= {
            "code": halt.code,
            "about": halt.about,
            "waiting": _open(course) if course else "",
        }
    at = next(
        (n for n, pair in enumerate(zip(went, came, strict=False)) if pair[0] != pair[1]), None
    )
    if at is None and halt is None and len(went) == len(came):
        return Replayed(SAME, facts)
    place = min(len(went), len(came)) if at is None else at
    facts |= {
        "after": went[place - 1] if place else None,
        "old": went[place] if place < len(went) else None,
        "new": came[place] if place < len(came) else None,
    }
    return Replayed(STUCK if at is None and halt is not None else OTHER, facts)


def _allowed(clocks: Sequence[PastClock]) -> Mapping[str, Allowed]:
    """Return what was granted in life, by rule."""
    return {
        clock.rule: Allowed(clock.pauses, clock.extensions)
        for clock in clocks
        if clock.pauses or clock.extensions
    }


def _clocks(case: PastCase, course: Course | None) -> list[dict[str, Any]]:
    """Return each clock then and now, matched by rule and by order: how many days late."""
    now: dict[str, list[RunClock]] = {}
    for clock in course.clocks if course else ():
        now.setdefault(clock.rule, []).append(clock)
    lines = []
    for past in case.clocks:
        mine = now.get(past.rule)
        twin = mine.pop(0) if mine else None
        lines.append(
            {
                "rule": past.rule,
                "zh": past.name_zh,
                "en": past.name_en,
                "before": _late(past.due_at, past.ended_at),
                "after": _late(twin.due_at, twin.ended_at or past.ended_at) if twin else None,
            }
        )
    for rest in now.values():
        for clock in rest:
            row = clock.row
            late = _late(clock.due_at, clock.ended_at)
            lines.append(
                {"rule": clock.rule, "zh": row["name_zh"], "en": row["name_en"], "before": None,
                 "after": late}
            )  # fmt: skip
    return lines


def _late(due_at: datetime | None, ended_at: datetime | None) -> int | None:
    """Return how many days late, begun ones counted; 0: in time; None: it has no end to compare."""
    if due_at is None or ended_at is None:
        return None
    return max(0, ceil((ended_at - due_at) / DAY))
