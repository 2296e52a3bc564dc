"""A run on trial made ready to draw: its chosen step's form, its diagram's marks."""

from dataclasses import dataclass
from functools import partial

from flask import url_for
from werkzeug.datastructures import MultiDict

from engine.queries.diagrams import Diagram
from engine.queries.trial_runs import RunStep, RunView
from engine.rules.errors import NotFound
from webui.form_preview import preview
from webui.forms import EMPTY, Filled
from webui.run_words import element_name
from webui.step_page import StepPage, refreshed
from webui.translate import gettext


@dataclass(frozen=True, slots=True)
class Chosen:
    """The step that is looked at; ``page`` is its form, None where it asks nothing."""

    step: RunStep
    page: StepPage | None


def step_key(step: RunStep) -> str:
    """Return what tells one open step from the others in an address."""
    return f"{step.element}:{step.nth}"


def find_step(run: RunView, key: str) -> RunStep | None:
    """Return the step an address asks for, else the first open one."""
    asked = (step for step in run.steps if step_key(step) == key)
    return next(asked, run.steps[0] if run.steps else None)


def chosen(run: RunView, key: str, form: Filled = EMPTY) -> Chosen | None:
    """Return the step that is looked at with its form; None where none is open."""
    step = find_step(run, key)
    if step is None:
        return None
    return Chosen(step, _drawn(run, step, form) if step.form else None)


def changed(run: RunView, key: str, sent: MultiDict[str, str]) -> StepPage:
    """Return the form of a step as it must change after an answer others depend on.

    Raises:
        NotFound: ``trial.unknown``: no such step, or it asks nothing.

    """
    step = find_step(run, key)
    if step is None or step.form is None:
        raise NotFound("trial.unknown")
    return refreshed(partial(_drawn, run, step), sent)


def _drawn(run: RunView, step: RunStep, form: Filled) -> StepPage:
    address = url_for("studio_runs.fields", run_id=run.line.run_id, step=step_key(step))
    assert step.form is not None  # noqa: S101  # asked by both callers
    return preview(step.form, step.routing, address, form)


def drawing(run: RunView, name: str) -> Diagram | None:
    """Return the diagram an address asks for, else the one in which something waits."""
    asked = [each for each in run.diagrams if each.process_id == name]
    waiting = {step.element for step in run.steps}
    here = [each for each in run.diagrams if waiting & each.elements]
    return next(iter([*asked, *here, *run.diagrams]), None)


def marks_of(run: RunView, diagram: Diagram) -> dict[str, object]:
    """Return what viewer.js paints on a drawing: the walked path and what waits."""
    walked = list(dict.fromkeys(run.walked))
    waiting = {step.element for step in run.steps}
    now = [element for element in diagram.elements if element in waiting]
    inside = [element for element, name in diagram.calls.items() if _waits(run, name)]
    return {
        "walked": [each for each in walked if each in diagram.elements],
        "flows": [each for each in walked if each in diagram.flows],
        "done": [],
        "now": [
            *({"id": each, "text": gettext("等人办理")} for each in sorted(now)),
            *({"id": each, "text": gettext("现在在这里面")} for each in inside),
        ],
        "focus": next((each for each in reversed(walked) if each in diagram.elements), None),
    }


def _waits(run: RunView, name: str) -> bool:
    waiting = {step.element for step in run.steps}
    return any(each.process_id == name and waiting & each.elements for each in run.diagrams)


def awaited(run: RunView) -> str:
    """Return the open steps in words."""
    return gettext("、").join(element_name(run, step.element) for step in run.steps)
