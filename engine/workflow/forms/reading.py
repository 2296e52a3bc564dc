"""Reading a form file strictly: every mistake in it is found and named, not only the first."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

import orjson

from engine.feel import Expression, FeelError, compile_expression
from engine.workflow.forms.definition import Form, Next
from engine.workflow.forms.fields import Bound, Field, Label, Option
from engine.workflow.forms.values import READERS, Refused, read_value

MAX_BYTES = 200_000
MAX_FIELDS = 100
MAX_OPTIONS = 200
LENGTHS = {"text": 200, "long_text": 5_000}
_KEY = re.compile(r"[a-z][a-z0-9_]{0,63}")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
_ALLOWED = {
    "form": frozenset({"key", "title", "record", "fields", "next"}),
    "field": frozenset(
        {"key", "label", "type", "required", "routing", "options", "shown_when", "hint"}
        | {"default", "min", "max", "max_length"}
    ),
    "option": frozenset({"value", "label"}),
    "next": frozenset({"when", "text"}),
    "label": frozenset({"zh", "en"}),
}
_BOUNDED = frozenset({"integer", "decimal", "money", "date", "datetime"})


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake. ``place`` is where, such as ``fields[2].options[0]``; ``key`` the field."""

    place: str
    key: str
    code: str
    facts: Mapping[str, object]


class FormRefused(Exception):
    """A form file with mistakes; ``problems`` are all that were found, in the file's order."""

    def __init__(self, file: str, problems: tuple[Problem, ...]) -> None:
        self.file, self.problems = file, problems
        super().__init__(f"{file}: {', '.join(f'{p.place} {p.code}' for p in problems)}")


def read_form(content: bytes, file: str) -> Form:
    """Return the form in *content*; *file* names it in errors and must be ``…/KEY.json``.

    Raises:
        FormRefused: with every problem found.

    """
    reader = _Reader()
    form = reader.form(content, PurePosixPath(file).stem)
    if reader.problems or form is None:
        raise FormRefused(file, tuple(reader.problems))
    return form


class _Reader:
    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._key = ""

    def wrong(self, place: str, code: str, **facts: object) -> None:
        """Note a mistake of the field being read and go on."""
        self.problems.append(Problem(place, self._key, code, facts))

    def form(self, content: bytes, stem: str) -> Form | None:
        if len(content) > MAX_BYTES:
            self.wrong("", "form.too_large", limit=MAX_BYTES)
            return None
        try:
            raw = orjson.loads(content)
        except orjson.JSONDecodeError as error:
            self.wrong("", "form.not_json", line=error.lineno, reason=error.msg)
            return None
        found = self._mapping(raw, "form", "")
        if found.get("key") != stem:
            self.wrong("key", "form.key_not_file", expected=stem)
        record = found.get("record")
        if record is not None and not self._word(record):
            self.wrong("record", "form.bad_key")
        return Form(
            key=stem,
            title=self._label(found.get("title"), "title"),
            record=record if isinstance(record, str) else None,
            fields=tuple(self._fields(self._list(found.get("fields"), "fields", MAX_FIELDS))),
            next=tuple(self._next(self._list(found.get("next", []), "next", MAX_OPTIONS))),
        )

    def _fields(self, raw: list[object]) -> Iterator[Field]:
        keys = [item.get("key") for item in raw if isinstance(item, dict)]
        seen: set[object] = set()
        for number, item in enumerate(raw):
            place = f"fields[{number}]"
            found = self._mapping(item, "field", place)
            self._key = str(found.get("key", ""))[:64]
            if not self._word(found.get("key")):
                self.wrong(f"{place}.key", "form.bad_key")
            elif found["key"] in seen:
                self.wrong(f"{place}.key", "form.key_twice")
            seen.add(found.get("key"))
            if found.get("type") not in READERS:
                self.wrong(f"{place}.type", "form.unknown_type", found=str(found.get("type"))[:40])
                continue
            field = self._field(found, place)
            self._check_condition(field, {key for key in keys if key not in seen}, place)
            self._check_default(field, place)
            yield field
        self._key = ""

    def _field(self, found: dict[str, Any], place: str) -> Field:
        kind = found["type"]
        for name in ("required", "routing"):
            if not isinstance(found.get(name, False), bool):
                self.wrong(f"{place}.{name}", "form.not_yes_no")
        if found.get("routing") is True and kind == "long_text":
            self.wrong(f"{place}.routing", "form.routing_long_text")
        shown = found.get("shown_when")
        return Field(
            key=self._key,
            label=self._label(found.get("label"), f"{place}.label"),
            type=kind,
            required=found.get("required") is True,
            routing=found.get("routing") is True,
            options=self._options(found, kind, place),
            shown_when=None if shown is None else self._feel(shown, f"{place}.shown_when"),
            hint=self._label(found["hint"], f"{place}.hint") if found.get("hint") else None,
            default=found.get("default"),
            least=self._bound(found.get("min"), kind, f"{place}.min"),
            most=self._bound(found.get("max"), kind, f"{place}.max"),
            max_length=self._length(found.get("max_length"), kind, f"{place}.max_length"),
        )

    def _options(self, found: dict[str, Any], kind: str, place: str) -> tuple[Option, ...]:
        place = f"{place}.options"
        if kind not in ("choice", "choices"):
            if found.get("options"):
                self.wrong(place, "form.options_not_wanted", type=kind)
            return ()
        options: list[Option] = []
        for number, raw in enumerate(self._list(found.get("options"), place, MAX_OPTIONS)):
            option = self._mapping(raw, "option", f"{place}[{number}]")
            value = option.get("value")
            if not isinstance(value, str) or not _CODE.fullmatch(value):
                self.wrong(f"{place}[{number}].value", "form.bad_option")
                continue
            if value in {earlier.value for earlier in options}:
                self.wrong(f"{place}[{number}].value", "form.option_twice", option=value)
            label = self._label(option.get("label"), f"{place}[{number}].label")
            options.append(Option(value, label))
        if not options:
            self.wrong(place, "form.no_options")
        return tuple(options)

    def _check_condition(self, field: Field, below: set[object], place: str) -> None:
        names = field.shown_when.names if field.shown_when else frozenset()
        for name in sorted(
            names & {key for key in below if isinstance(key, str)} | names & {field.key}
        ):
            self.wrong(f"{place}.shown_when", "form.looks_ahead", name=name)

    def _check_default(self, field: Field, place: str) -> None:
        if field.default is None:
            return
        try:
            read_value(field, field.default)
        except Refused as refused:
            self.wrong(f"{place}.default", "form.bad_default", reason=refused.code)

    def _bound(self, raw: object, kind: str, place: str) -> Bound:
        if raw is None:
            return None
        if kind not in _BOUNDED:
            self.wrong(place, "form.bound_not_wanted", type=kind)
            return None
        try:
            if kind in ("date", "datetime"):
                reader: Any = date if kind == "date" else datetime
                return reader.fromisoformat(raw)  # type: ignore[no-any-return]
            if isinstance(raw, (int, float)) and not isinstance(raw, bool):
                return Decimal(str(raw))
        except (ValueError, TypeError):
            pass
        self.wrong(place, "form.bad_bound", type=kind)
        return None

    def _length(self, raw: object, kind: str, place: str) -> int:
        usual = LENGTHS.get(kind, 0)
        if raw is None:
            return usual
        if not usual or type(raw) is not int or not 1 <= raw <= 20_000:
            self.wrong(place, "form.bad_length", type=kind)
            return usual
        return raw

    def _next(self, raw: list[object]) -> Iterator[Next]:
        for number, item in enumerate(raw):
            found = self._mapping(item, "next", f"next[{number}]")
            when = self._feel(found.get("when"), f"next[{number}].when")
            text = self._label(found.get("text"), f"next[{number}].text")
            if when is not None:
                yield Next(when, text)

    def _feel(self, raw: object, place: str) -> Expression | None:
        if not isinstance(raw, str):
            self.wrong(place, "form.not_text")
            return None
        try:
            return compile_expression(raw)
        except FeelError as error:
            self.wrong(place, "form.bad_expression", expression=raw[:200], reason=error.message)
            return None

    def _label(self, raw: object, place: str) -> Label:
        found = self._mapping(raw, "label", place)
        texts = {key: found.get(key, "") for key in ("zh", "en")}
        for key, text in texts.items():
            if not isinstance(text, str) or len(text) > 500 or not (text.strip() or key == "en"):
                self.wrong(f"{place}.{key}", "form.bad_label")
                texts[key] = ""
        return Label(texts["zh"], texts["en"])

    def _mapping(self, raw: object, kind: str, place: str) -> dict[str, Any]:
        if not isinstance(raw, dict):
            self.wrong(place, "form.not_object")
            return {}
        for key in raw.keys() - _ALLOWED[kind]:
            self.wrong(f"{place}.{str(key)[:40]}".lstrip("."), "form.unknown_key")
        return raw

    def _list(self, raw: object, place: str, limit: int) -> list[object]:
        if not isinstance(raw, list) or len(raw) > limit:
            self.wrong(place, "form.not_list", limit=limit)
            return []
        return raw

    def _word(self, raw: object) -> bool:
        return isinstance(raw, str) and bool(_KEY.fullmatch(raw))
