"""What a drawing is told: where the case went, who did what when, who has it now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engine.queries.graph import Drawing, ProcessGraph, StepLine
from engine.rules.errors import NotFound
from webui.auth import desk
from webui.formatting import table_day, table_instant
from webui.frame import today
from webui.naming import reader_name
from webui.translate import gettext, ngettext


@dataclass(frozen=True, slots=True)
class Chosen:
    """The process and the drawing of it that are looked at."""

    process: ProcessGraph
    drawing: Drawing | None


def choose(graphs: Sequence[ProcessGraph], process_id: int | None, name: str) -> Chosen | None:
    """Return what an address asks for, else where the case is now; None without a process.

    Raises:
        NotFound: ``process.unknown``: no such process, or no such drawing of it, in the case.

    """
    if not graphs:
        return None
    process = process_of(graphs, process_id)
    drawings = process.drawings
    if name:
        return Chosen(process, drawing_of(process, name))
    waiting = [drawing for drawing in drawings if drawing.current]
    return Chosen(process, next(iter(waiting or drawings), None))


def process_of(graphs: Sequence[ProcessGraph], process_id: int | None) -> ProcessGraph:
    """Return one process of a case; the first where none is asked for.

    Raises:
        NotFound: ``process.unknown``.

    """
    if process_id is None:
        return graphs[0]
    found = next((each for each in graphs if each.process_id == process_id), None)
    if found is None:
        raise NotFound("process.unknown", process=process_id)
    return found


def drawing_of(process: ProcessGraph, name: str) -> Drawing:
    """Return one drawing of a process.

    Raises:
        NotFound: ``process.unknown``.

    """
    for drawing in process.drawings:
        if drawing.diagram.process_id == name:
            return drawing
    raise NotFound("process.unknown", process=name)


def marks_of(process: ProcessGraph, drawing: Drawing) -> dict[str, object]:
    """Return what viewer.js paints: the walked path, notes on what was done, flags on what waits.

    An activity that calls another drawing waits while something waits over there.
    """
    latest = _latest(process.steps)
    calling = [
        element
        for element, name in drawing.diagram.calls.items()
        if _waits(process, name, frozenset({drawing.diagram.process_id}))
    ]
    now = [*drawing.current, *(each for each in calling if each not in drawing.current)]
    walked = dict.fromkeys(drawing.walked)
    places = [each for each in walked if each in drawing.diagram.elements]
    return {
        "walked": places,
        "flows": [each for each in walked if each in drawing.diagram.flows],
        "done": [
            {"id": element, "text": _done(step)}
            for element, step in latest.items()
            if step.status == "done" and element in walked and element not in now
        ],
        "now": [{"id": element, "text": _whose(latest.get(element))} for element in now],
        "focus": places[-1] if places else None,
    }


def _latest(steps: Iterable[StepLine]) -> dict[str, StepLine]:
    """Return the newest step of each element; *steps* are newest first, open ones win."""
    found: dict[str, StepLine] = {}
    for step in steps:
        if step.element not in found or step.status == "open":
            found[step.element] = step
    return found


def _waits(process: ProcessGraph, name: str, seen: frozenset[str]) -> bool:
    for drawing in process.drawings:
        if drawing.diagram.process_id == name and name not in seen:
            inner = drawing.diagram.calls.values()
            return bool(drawing.current) or any(
                _waits(process, each, seen | {name}) for each in inner
            )
    return False


def _done(step: StepLine) -> str:
    day = desk().local_day(step.ended_at or step.opened_at)
    return " ".join(filter(None, [table_day(day, today()).split(" ")[0], step.person]))


def _whose(step: StepLine | None) -> str:
    """Return who has a step now; an activity that calls another drawing only says that."""
    if step is None:
        return gettext("现在在这里面")
    return gettext("现在：%(who)s", who=holder(step))


def holder(step: StepLine) -> str:
    """Return who has or had a step: a person, else the office that may claim it."""
    if step.person:
        return step.person
    return gettext("%(office)s（待认领）", office=step.office or "—") if is_open(step) else "—"


def is_open(step: StepLine) -> bool:
    """Whether somebody still has to take this step."""
    return step.status == "open"


def step_name(process: ProcessGraph, step: StepLine) -> str:
    """Return a step's name in the reader's language."""
    drawn = (each.diagram.names.get(step.element, ("", ""))[1] for each in process.drawings)
    return reader_name(step.name, next(filter(None, drawn), ""))


def rounds(steps: Iterable[StepLine]) -> dict[int, int]:
    """Return, for steps taken more than once, which time it was, by item."""
    by_element: dict[str, list[int]] = {}
    for step in sorted(steps, key=lambda each: each.item_id):
        by_element.setdefault(step.element, []).append(step.item_id)
    several = (items for items in by_element.values() if len(items) > 1)
    return {item: number for items in several for number, item in enumerate(items, start=1)}


def time_taken(step: StepLine) -> str:
    """Return how long a step took or has been waiting, in working days."""
    if step.workdays == 0:
        return gettext("当天")
    return ngettext("%(num)d 个工作日", "%(num)d 个工作日", step.workdays)


def ended(step: StepLine) -> str:
    """Return when a step ended, or how it stands."""
    if is_open(step):
        return gettext("进行中")
    at = table_instant(step.ended_at, today(), desk().zone) if step.ended_at else "—"
    return at if step.status == "done" else gettext("不再需要")
