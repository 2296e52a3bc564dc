"""Shapes of the specification (JSON Schema) as lines a person reads, and an example of each."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from webui.reference_fields import EXAMPLES, FIELDS, KINDS
from webui.terms import term
from webui.translate import LazyString
from webui.translate import lazy_gettext as _

Shape = dict[str, Any]
PREFIX = "#/components/schemas/"
TYPES: dict[str, LazyString] = {
    "string": _("文字"),
    "integer": _("整数"),
    "number": _("数"),
    "boolean": _("是否"),
    "object": _("对象"),
    "array": _("列表"),
    "date": _("日期"),
    "date-time": _("时刻（UTC）"),
}
DAY, INSTANT = "2026-04-07", "2026-04-07T01:00:00Z"


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter, or one line of a body; ``depth`` is how far inside the body it stands.

    ``values`` are (code, words) of what may be chosen; ``said`` is the specification's sentence.
    """

    name: str
    kind: str
    required: bool
    label: str
    said: str = ""
    limits: str = ""
    values: tuple[tuple[str, str], ...] = ()
    depth: int = 0
    shape: str = ""


class Shapes:
    """The named shapes of one specification."""

    def __init__(self, spec: Shape) -> None:
        self.named: Shape = spec["components"]["schemas"]

    def opened(self, shape: Shape) -> tuple[str, Shape]:
        """Return the name (or nothing) and the plain form of a shape that may be a reference."""
        if "anyOf" in shape:
            shape = next(each for each in shape["anyOf"] if each.get("type") != "null")
        name = str(shape.get("$ref", "")).removeprefix(PREFIX)
        return name, self.named[name] if name else shape

    def kind(self, shape: Shape) -> str:
        """Return what a value is, in words."""
        plain = self.opened(shape)[1]
        told = plain.get("type", "")
        main = next((each for each in told if each != "null"), "") if _several(told) else told
        if main == "array":
            return f"{TYPES['array']}·{self.kind(plain['items'])}"
        words = TYPES.get(plain.get("format", "")) or TYPES.get(main) or _("任意")
        return str(words)

    def field(self, name: str, shape: Shape, operation: str, *, required: bool = True) -> Field:
        """Return one line about a value; *operation* tells which of its meanings a name has."""
        plain = self.opened(shape)[1]
        inner = self.opened(plain["items"])[1] if "items" in plain else plain
        label = FIELDS.get(f"{operation}.{name}") or FIELDS.get(name.rpartition(".")[2]) or ""
        return Field(
            name=name,
            kind=self.kind(shape),
            required=required,
            label=str(label),
            said=str(shape.get("description", "")),
            limits=_limits(plain),
            values=tuple(_values(name, inner)),
        )

    def lines(self, shape: Shape, operation: str, above: str = "") -> Iterator[Field]:
        """Yield every field of a body, outer before inner, with dotted names."""
        plain = self.opened(shape)[1]
        for name, each in plain.get("properties", {}).items():
            needed = name in plain.get("required", ())
            yield self.field(f"{above}{name}", each, operation, required=needed)
            inner = self.opened(each)[1]
            deeper, sign = (inner["items"], "[].") if "items" in inner else (each, ".")
            yield from self.lines(deeper, operation, f"{above}{name}{sign}")

    def example(self, name: str, shape: Shape) -> object:
        """Return a value that fits; of an object only what is required, or its first field."""
        _name, plain = self.opened(shape)
        if "properties" in plain:
            names = plain.get("required") or list(plain["properties"])[:1]
            return {each: self.example(each, plain["properties"][each]) for each in names}
        if "items" in plain:
            return [self.example(name, plain["items"])]
        if "enum" in plain:
            return plain["enum"][0]
        if name in EXAMPLES:
            return EXAMPLES[name]
        return _plain_example(plain)


def _several(told: object) -> bool:
    return isinstance(told, list)


def _plain_example(plain: Shape) -> object:
    """Return a value for a shape that says neither name nor choices."""
    told = plain.get("type", "")
    if "integer" in told:
        return max(1, int(plain.get("minimum", 1)))
    if "boolean" in told:
        return True
    return {"date": DAY, "date-time": INSTANT}.get(plain.get("format", ""), "……")


def _values(name: str, plain: Shape) -> Iterator[tuple[str, str]]:
    kind = KINDS.get(name.rpartition(".")[2])
    for code in plain.get("enum", ()):
        if code is not None:
            words = term(kind, code) if kind else ""
            yield code, "" if words == code else words


def _limits(plain: Shape) -> str:
    """Return the bounds of a value; those that only say "an id" are left out."""
    least, most = plain.get("minimum"), plain.get("maximum")
    said = []
    if most is not None and most < 2**31 - 1:
        said.append(f"{least}–{most}")
    if longest := plain.get("maxLength"):
        said.append(f"≤ {longest}")
    if plain.get("default") not in (None, [], ""):
        said.append(f"= {plain['default']}")
    return " · ".join(said)
