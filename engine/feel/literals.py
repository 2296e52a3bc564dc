"""Values written as FEEL: what an editor that is no text field puts into a cell."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

_ESCAPES: Final = str.maketrans(
    {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"},
)


def literal(value: object) -> str:
    """Return the expression that evaluates to *value*.

    Lists may hold what may stand alone; an aware ``datetime`` keeps its offset.

    Raises:
        TypeError: no literal stands for it (a context, a naive ``datetime``, another kind).
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{str(value).translate(_ESCAPES)}"'
    if isinstance(value, int | Decimal):
        return format(value, "f" if isinstance(value, Decimal) else "d")
    if isinstance(value, list | tuple):
        return f"[{', '.join(literal(item) for item in value)}]"
    return _temporal(value)


def _temporal(value: object) -> str:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return f'date and time("{value.isoformat()}")'
    if isinstance(value, date) and not isinstance(value, datetime):
        return f'date("{value.isoformat()}")'
    if isinstance(value, timedelta):
        seconds = value.days * 86_400 + value.seconds
        sign = "-" if seconds < 0 else ""
        return f'duration("{sign}PT{abs(seconds)}S")'
    raise TypeError(type(value).__name__)
