"""What somebody answered in a step's form, in words: for last records and finished steps."""

from collections.abc import Mapping
from datetime import date, datetime

from engine.queries.step_form import Choice
from engine.workflow import Field, Form, Label
from webui.formatting import day, instant, money
from webui.frame import today
from webui.naming import reader_name
from webui.translate import gettext

NOTHING: tuple[object, ...] = (None, "", [])


def answered(
    form: Form, answers: Mapping[str, object], choices: Mapping[str, tuple[Choice, ...]]
) -> list[tuple[str, str]]:
    """Return (label, answer) of every question that was answered, in the order of the form."""
    return [
        (spoken(field.label), answer(field, answers[field.key], choices.get(field.key, ())))
        for field in form.fields
        if answers.get(field.key) not in NOTHING
    ]


def spoken(label: Label) -> str:
    """Return a label in the reader's language."""
    return reader_name(label.zh, label.en)


def answer(field: Field, value: object, choices: tuple[Choice, ...]) -> str:
    """Return one answer in words."""
    if isinstance(value, list):
        return gettext("、").join(_option(field, str(each)) for each in value)
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    if field.type == "choice":
        return _option(field, str(value))
    if field.type == "money" and isinstance(value, int):
        return money(value)
    if field.type in {"user", "office"}:
        return next((each.name for each in choices if each.value == value), str(value))
    return _moment(field, str(value))


def _option(field: Field, value: str) -> str:
    return next((spoken(each.label) for each in field.options if each.value == value), value)


def _moment(field: Field, text: str) -> str:
    try:
        if field.type == "date":
            return day(date.fromisoformat(text), today())
        if field.type == "datetime":
            at = datetime.fromisoformat(text)
            return instant(at, today()) if at.tzinfo else f"{day(at.date(), today())} {at:%H:%M}"
    except ValueError:
        pass
    return text
