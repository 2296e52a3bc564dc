"""How a saved trial is meant to end, and the first thing that is different now."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.usecases.trying.course import Course


@dataclass(frozen=True, slots=True)
class Parting:
    """The first difference: of what (a word), what was expected, what came instead."""

    what: str
    expected: str
    came: str


def end_of(course: Course) -> dict[str, Any]:
    """Return where a run stands, as a saved trial keeps it: what an administrator would notice."""
    position = course.position
    running = [clock for clock in course.clocks if clock.running]
    return {
        "finished": position.finished,
        "steps": sorted(task.element for task in position.tasks),
        "status": course.facts.status,
        "outcome": position.routing.get("outcome"),
        "clocks": sorted(
            f"{clock.rule} {clock.due_on.isoformat()}" if clock.due_on else clock.rule
            for clock in running
        ),
        "waits": sorted(position.waits),
    }


def parting(expected: Mapping[str, Any], came: Mapping[str, Any]) -> Parting | None:
    """Return the first difference between two ends; None where there is none."""
    return next(_partings(expected, came), None)


def _partings(expected: Mapping[str, Any], came: Mapping[str, Any]) -> Iterator[Parting]:
    for what in ("finished", "steps", "status", "outcome", "clocks", "waits"):
        if what in expected and expected[what] != came[what]:
            yield Parting(what, _shown(expected[what]), _shown(came[what]))


def _shown(value: object) -> str:
    if isinstance(value, list):
        return "、".join(_shown(each) for each in value) or "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value) if value not in {None, ""} else "—"
