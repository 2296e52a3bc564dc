"""A client that knows nothing: it fills in any form from what the form itself says."""

from datetime import date
from typing import Any

from engine.feel import compile_expression

TEXT = "照实填写"


def fill(task: dict[str, Any], today: date) -> dict[str, Any]:
    """Return answers to every question that is shown: its first value, else a plain one."""
    answers: dict[str, Any] = {}
    for question in task["form"]["fields"]:
        if shown(question, {**task["routing"], **answers}):
            answers[question["key"]] = answer(question, today)
    return answers


def shown(question: dict[str, Any], known: dict[str, Any]) -> bool:
    if question["shown_when"] is None:
        return True
    expression = compile_expression(question["shown_when"])
    context = {name: known.get(name) for name in expression.names}
    return expression.evaluate(context) is True


def answer(question: dict[str, Any], today: date) -> Any:
    if question["value"] is not None:
        return question["value"]
    first = question["options"][0]["value"] if question["options"] else None
    return {
        "choice": first,
        "choices": [first],
        "user": first,
        "office": first,
        "yes_no": True,
        "date": today.isoformat(),
        "datetime": f"{today.isoformat()}T08:30",
        "integer": 1,
        "decimal": "1.5",
        "money": "12.50",
    }.get(question["type"], TEXT)
