"""Expressions in diagrams: FEEL, evaluated by our own room; nothing else is ever run.

SpiffWorkflow evaluates Python at twenty-three places of a diagram. Its engine *and* its
environment are replaced, because some of those places ask the environment directly.
"""

from collections.abc import Mapping
from typing import Any, NoReturn

from SpiffWorkflow.bpmn.script_engine import (
    BasePythonScriptEngineEnvironment,
    PythonScriptEngine,
)
from SpiffWorkflow.task import Task

from engine.feel import FeelError, compile_expression, to_plain
from engine.rules.errors import WorkflowFault
from engine.workflow.routing import Value, freeze


def evaluate_text(text: str, values: Mapping[str, Value], element: str) -> Value:
    """Return what *text* means over *values*, as a plain immutable value.

    Raises:
        WorkflowFault: ``expression.failed`` with the element's id, position and reason code.

    """
    try:
        return freeze({"value": to_plain(compile_expression(text).evaluate(values))})["value"]
    except FeelError as error:
        raise WorkflowFault(
            "expression.failed",
            element=element,
            expression=text,
            position=error.position,
            reason=error.code,
        ) from error


class _Environment(BasePythonScriptEngineEnvironment):  # type: ignore[misc]
    """The door below the script engine, closed."""

    def evaluate(self, expression: str, *_: Any, **__: Any) -> NoReturn:
        raise WorkflowFault("script.refused", expression=str(expression)[:200])

    def execute(self, script: str, *_: Any, **__: Any) -> NoReturn:
        raise WorkflowFault("script.refused", expression=str(script)[:200])

    def call_service(self, *_: Any, **__: Any) -> NoReturn:
        raise WorkflowFault("script.refused")


class ConditionEngine(PythonScriptEngine):  # type: ignore[misc]
    """Decides the conditions on a gateway's flows; refuses every script and service call."""

    def __init__(self) -> None:
        super().__init__(_Environment())

    def evaluate(self, task: Task, expression: str, external_context: object = None) -> bool:
        """Say whether a flow is taken. ``null`` means no; anything but yes or no is a fault."""
        element = task.task_spec.name
        found = evaluate_text(expression, task.data, element)
        if found is not None and not isinstance(found, bool):
            raise WorkflowFault("condition.not_boolean", element=element, expression=expression)
        return found is True

    def execute(self, task: Task, script: str, external_context: object = None) -> NoReturn:
        """Refuse: no script of a diagram is ever run."""
        raise WorkflowFault("script.refused", element=task.task_spec.name)

    def call_service(self, task: Task, **_: object) -> NoReturn:
        """Refuse: effects are collected, never carried out from inside a process."""
        raise WorkflowFault("script.refused", element=task.task_spec.name)


CONDITIONS = ConditionEngine()
