"""The kinds of fields. Their complaints are codes of ``webui.wording_fields``."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import Any

from apiflask import Schema
from marshmallow import RAISE, ValidationError, fields, validate
from marshmallow.utils import get_value

from webui.api.limits import LARGEST_ID, readable
from webui.naming import english_step

Check = Callable[[Any], Any]
Messages = dict[str, str | list[Any] | dict[Any, Any]]
LONGEST_LINE = 200
LONGEST_TEXT = 20_000
MANY = 200
YEARS = range(1900, 2201)


class Given(Schema):
    """Something sent in. What it does not declare it refuses."""

    class Meta:
        """Marshmallow's settings."""

        unknown = RAISE

    error_messages = {"unknown": "unknown", "type": "malformed"}  # noqa: RUF012


class Shown(Schema):
    """Something given out."""


class Instant(fields.DateTime):
    """An aware instant, written in UTC with ``Z`` to the second."""

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        if not isinstance(value, datetime):
            return None
        return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


class EnglishStep(fields.String):
    """A step's English name, by the Chinese one under *named*; null where its diagram has none."""

    _CHECK_ATTRIBUTE = False  # it has no attribute of its own

    def __init__(self, named: str) -> None:
        says = "The step's name in English; null where its diagram gives none"
        super().__init__(required=True, allow_none=True, metadata={"description": says})
        self.named = named

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        name = get_value(obj, self.named)
        return english_step(name) if isinstance(name, str) else None


def _complaints(code: str) -> Messages:
    return {"required": "required", "null": "required", "invalid": code, "invalid_utf8": code}


class _Held:
    """Text that both databases can hold."""

    def __init__(self, also: str) -> None:
        self.also = also

    def __call__(self, text: str) -> None:
        if not readable(text, self.also):
            raise ValidationError("bad_text")


def _text(longest: int, also: str, *, optional: bool, about: str) -> fields.String:
    checks: list[Check] = [validate.Length(max=longest, error="too_long"), _Held(also)]
    meta = {"description": about} if about else {}
    if optional:
        return fields.String(
            load_default=None,
            allow_none=True,
            validate=checks,
            error_messages=_complaints("not_text"),
            metadata=meta,
        )
    there: Check = validate.Length(min=1, error="required")
    return fields.String(
        required=True,
        validate=[there, *checks],
        error_messages=_complaints("not_text"),
        metadata=meta,
    )


def line(longest: int = LONGEST_LINE, *, optional: bool = False, about: str = "") -> fields.String:
    """Return a text on one line, of one to *longest* characters."""
    return _text(longest, "", optional=optional, about=about)


def text(longest: int = LONGEST_TEXT, *, optional: bool = False, about: str = "") -> fields.String:
    """Return a text of several lines, of one to *longest* characters."""
    return _text(longest, "\n\r\t", optional=optional, about=about)


def choice(
    words: Iterable[str], *, default: str | None = None, optional: bool = False, about: str = ""
) -> fields.String:
    """Return one of *words*; ``optional`` lets it be null, *default* lets it be left out."""
    among: Any = validate.OneOf([str(word) for word in words], error="unknown_option")
    meta = {"description": about} if about else {}
    spoken = _complaints("unknown_option")
    if default is None and not optional:
        return fields.String(required=True, validate=among, error_messages=spoken, metadata=meta)
    return fields.String(
        load_default=default,
        allow_none=optional,
        validate=among,
        error_messages=spoken,
        metadata=meta,
    )


def whole(
    least: int, most: int, *, default: int | None = None, optional: bool = False, about: str = ""
) -> fields.Integer:
    """Return a whole number between two bounds, both included; a text is not one."""
    within = validate.Range(min=least, max=most, error="out_of_range")
    more: dict[str, Any] = {"validate": within, "error_messages": _complaints("not_integer")}
    more["metadata"] = {"description": about} if about else {}
    if default is None and not optional:
        return Whole(required=True, **more)
    return Whole(load_default=default, allow_none=optional, **more)


class Whole(fields.Integer):
    """A JSON number without a fraction; true and false are none."""

    def __init__(self, **more: Any) -> None:
        super().__init__(strict=True, **more)

    def _validated(self, value: Any) -> Any:
        if isinstance(value, (bool, str)):
            raise self.make_error("invalid", input=value)
        try:
            return super()._validated(value)
        except (OverflowError, ValueError) as error:
            raise self.make_error("invalid", input=value) from error


def record_id(*, optional: bool = False, about: str = "") -> fields.Integer:
    """Return the number of a record."""
    return whole(1, LARGEST_ID, optional=optional, about=about)


def within_years(when: date) -> None:
    """Refuse a day or instant no dispute has anything to do with, and no calendar knows."""
    if when.year not in YEARS:
        raise ValidationError("out_of_range")


def day(*, optional: bool = False, about: str = "") -> fields.Date:
    """Return a day at the office: ``2026-04-07``."""
    meta = {"description": about} if about else {}
    spoken = _complaints("not_date")
    if optional:
        return fields.Date(
            load_default=None,
            allow_none=True,
            validate=within_years,
            error_messages=spoken,
            metadata=meta,
        )
    return fields.Date(required=True, validate=within_years, error_messages=spoken, metadata=meta)


def yes_no(*, about: str = "") -> fields.Boolean:
    """Return a yes or no that may be left out, which is no."""
    meta = {"description": about} if about else {}
    return fields.Boolean(
        load_default=False,
        truthy={True},
        falsy={False},
        error_messages=_complaints("not_yes_no"),
        metadata=meta,
    )


def shown_code(
    words: Iterable[str] | None = None, *, optional: bool = False, attribute: str | None = None
) -> fields.String:
    """Return a code in an answer, with the words it may be where they are closed."""
    known = [str(word) for word in words] if words is not None else None
    among = validate.OneOf([*known, None] if optional else known) if known else None
    return fields.String(required=True, allow_none=optional, validate=among, attribute=attribute)


def asked_number(least: int, most: int, *, default: int | None = None) -> fields.Integer:
    """Return a number in an address's query, which is always text."""
    return fields.Integer(
        load_default=default,
        validate=validate.Range(min=least, max=most, error="out_of_range"),
        error_messages={"invalid": "not_integer", "too_large": "out_of_range"},
    )


def asked_words(words: Iterable[str] | None = None, longest: int = 80) -> fields.List[str]:
    """Return a question that may be asked several times over, each adding a word."""
    word = line(longest) if words is None else choice(words)
    return fields.List(word, load_default=[], validate=validate.Length(max=40, error="too_long"))


def cursor() -> fields.String:
    """Return where a list goes on."""
    return line(400, optional=True, about="What the last page gave as `next` or `previous`.")
