"""Reading a step's answers: the shape of a record, and answers in the kind they must have."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from engine.rules.errors import Invalid
from engine.storage.models import WorkItemRow
from engine.usecases.procedure import Procedure

Answers = Mapping[str, object]
Record = Callable[[Procedure, WorkItemRow, Answers], dict[str, object]]


def text(values: Answers, key: str) -> str:
    """Return an answer as text; empty where there is none."""
    value = values.get(key)
    return "" if value is None else str(value)


def text_or_none(values: Answers, key: str) -> str | None:
    """Return an answer as text, or None where there is none."""
    return text(values, key) or None


def whole(values: Answers, key: str) -> int | None:
    """Return an answer as a whole number (money in 分), or None."""
    value = values.get(key)
    return int(str(value)) if value not in (None, "") else None


def day(values: Answers, key: str) -> date | None:
    """Return an answer as a day at the office, or None.

    Raises:
        Invalid: it is no date.
    """
    found = text(values, key)
    if not found:
        return None
    try:
        return date.fromisoformat(found[:10])
    except ValueError as error:
        raise Invalid("form.invalid", fields={key: "not_a_date"}) from error


def instant(values: Answers, key: str, procedure: Procedure) -> datetime:
    """Return an answer as an aware instant; office time where it names no zone; now if none.

    Raises:
        Invalid: it is no date and time, or lies in the future.
    """
    at = _read_instant(values, key, procedure)
    if at is None:
        return procedure.work.now
    if at > procedure.work.now:
        raise Invalid("form.invalid", fields={key: "in_the_future"})
    return at


def appointment(values: Answers, key: str, procedure: Procedure) -> datetime | None:
    """Return an answer as an instant to come; None where there is none or it has passed.

    Raises:
        Invalid: it is no date and time.
    """
    at = _read_instant(values, key, procedure)
    return at if at is not None and at > procedure.work.now else None


def _read_instant(values: Answers, key: str, procedure: Procedure) -> datetime | None:
    found = text(values, key)
    if not found:
        return None
    try:
        at = datetime.fromisoformat(found)
    except ValueError as error:
        raise Invalid("form.invalid", fields={key: "not_a_datetime"}) from error
    return at if at.tzinfo else at.replace(tzinfo=procedure.desk.zone)


def rest(values: Answers, *used: str) -> dict[str, object]:
    """Return the answers that have no column of their own."""
    return {key: value for key, value in values.items() if key not in used and value is not None}
