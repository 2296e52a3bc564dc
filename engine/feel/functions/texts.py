"""Functions of text. Positions count from 1, as FEEL has it; no regular expressions."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from engine.feel.errors import FeelError
from engine.feel.functions.signature import Function, list_of, text_of, whole_of
from engine.feel.limits import MAX_TEXT
from engine.feel.run import Run
from engine.feel.temporal import duration_text
from engine.feel.values import number_text, text_within, wrong_kind

_NUMBER: Final = re.compile(r"\s*(-?[0-9]{1,18}(?:\.[0-9]{1,15})?)\s*", re.ASCII)


def _string(run: Run, value: object) -> object:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, timedelta):
        return duration_text(value)
    if isinstance(value, date):
        return value.isoformat()
    raise wrong_kind("string", value)


def _number(run: Run, value: object) -> object:
    if isinstance(value, Decimal):
        return value
    match = _NUMBER.fullmatch(text_of(value))
    if match is None:
        raise FeelError("“%(found)s”不是数字", code="feel.type", found=text_of(value)[:40])
    return Decimal(match[1])


def _length(run: Run, text: object) -> object:
    return Decimal(len(text_of(text)))


def _substring(run: Run, text: object, start: object, length: object = None) -> object:
    body, first = text_of(text), whole_of(start)
    if first == 0 or abs(first) > len(body):
        raise FeelError("位置不在文本之内", code="feel.index")
    begin = first - 1 if first > 0 else len(body) + first
    if length is None:
        return body[begin:]
    if whole_of(length) < 0:
        raise FeelError("长度不能为负", code="feel.index")
    return body[begin : begin + whole_of(length)]


def _before(run: Run, text: object, mark: object) -> object:
    head, found, _ = text_of(text).partition(_mark(mark))
    return head if found else ""


def _after(run: Run, text: object, mark: object) -> object:
    return text_of(text).partition(_mark(mark))[2]


def _mark(value: object) -> str:
    mark = text_of(value)
    if not mark:
        raise FeelError("要找的文本不能为空", code="feel.type")
    return mark


def _join(run: Run, texts: object, mark: object = "") -> object:
    parts, between = [text_of(part) for part in list_of(run, texts)], text_of(mark)
    if sum(map(len, parts)) + len(between) * len(parts) > MAX_TEXT:
        raise FeelError("文本超过 %(limit)s 个字符", code="feel.limit", limit=MAX_TEXT)
    return between.join(parts)


def _upper(run: Run, text: object) -> object:
    # Some letters grow: ß becomes SS.
    return text_within(text_of(text).upper())


def _lower(run: Run, text: object) -> object:
    return text_within(text_of(text).lower())


def _trim(run: Run, text: object) -> object:
    return text_of(text).strip()


def _contains(run: Run, text: object, part: object) -> object:
    return text_of(part) in text_of(text)


def _starts_with(run: Run, text: object, start: object) -> object:
    return text_of(text).startswith(text_of(start))


def _ends_with(run: Run, text: object, end: object) -> object:
    return text_of(text).endswith(text_of(end))


TEXT_FUNCTIONS: Final[Mapping[str, Function]] = {
    "string": Function(1, 1, _string),
    "number": Function(1, 1, _number),
    "string length": Function(1, 1, _length),
    "substring": Function(2, 3, _substring),
    "substring before": Function(2, 2, _before),
    "substring after": Function(2, 2, _after),
    "string join": Function(1, 2, _join),
    "upper case": Function(1, 1, _upper),
    "lower case": Function(1, 1, _lower),
    "trim": Function(1, 1, _trim),
    "contains": Function(2, 2, _contains),
    "starts with": Function(2, 2, _starts_with),
    "ends with": Function(2, 2, _ends_with),
}
"""Functions of text by name."""
