"""What a list's address asks for: filters, tab, order, page; and each filter as a chip.

The address keeps every filter, so that a list can be sent to a colleague and the back button
works. Blank values, which a browser sends for every select, do not count.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from flask import url_for
from marshmallow import EXCLUDE, pre_load
from werkzeug.datastructures import MultiDict

from engine.queries.filters import Filters
from engine.queries.hiding import active
from engine.queries.paging import PAGE, Turn
from webui.api.schemas.cases import filtering, filters_of
from webui.api.schemas.pieces import turn_of, turning
from webui.api.schemas.shape import Given, choice
from webui.formatting import day
from webui.frame import today
from webui.terms import term
from webui.translate import LazyString, gettext
from webui.translate import lazy_gettext as _

# the field of Filters → the word of the address, and what people call it
NAMES: Mapping[str, tuple[str, LazyString]] = {
    "text": ("q", _("查找")),
    "colours": ("colour", _("剩余时间")),
    "channels": ("channel", _("渠道")),
    "grades": ("grade", _("风险")),
    "categories": ("category", _("类型")),
    "statuses": ("status", _("状态")),
    "steps": ("step", _("步骤")),
    "rules": ("rule", _("期限")),
    "place_id": ("place_id", _("属地")),
    "office_id": ("office_id", _("单位")),
    "assignee_id": ("assignee_id", _("承办人")),
    "due_from": ("due_from", _("到期不早于")),
    "due_by": ("due_by", _("到期不晚于")),
}
CODES = {
    "colours": "colour",
    "channels": "channel",
    "grades": "grade",
    "categories": "category",
    "statuses": "status",
}
MANY = frozenset({"colour", "channel", "grade", "category", "status", "step", "rule"})


class AskedSchema(Given.from_dict({**filtering(), **turning(PAGE)})):  # type: ignore[misc]
    """What an address may ask of a list. Other words in it are none of ours."""

    class Meta:
        """Marshmallow's settings."""

        unknown = EXCLUDE

    tab = choice(("mine", "available", "all"), default="mine")
    order = choice(("time_left", "newest"), default="time_left")
    below = choice(("yes", "no"), default="yes")

    @pre_load
    def spoken(self, args: MultiDict[str, str], **_: object) -> dict[str, Any]:
        """Leave out blanks; what may be asked several times over is a list."""
        found: dict[str, Any] = {}
        for key in args:
            words = [word.strip() for word in args.getlist(key) if word.strip()]
            name = "text" if key == "q" else key
            if words:
                found[name] = words if name in MANY else words[-1]
        return found


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for.

    ``kept`` is the address's own words without the page; ``ignored`` those that mean nothing.
    """

    filters: Filters
    turn: Turn
    tab: str
    order: str
    kept: dict[str, Any]
    ignored: tuple[str, ...] = ()

    def url(self, endpoint: str, **changes: Any) -> str:
        """Return the address of *endpoint* under the same filters, with *changes*."""
        return url_for(endpoint, **{**self.kept, **changes})

    def one(self, word: str) -> str:
        """Return the value a select shows: the only one asked for, else none."""
        found = self.kept.get(word, "")
        if isinstance(found, list):
            return found[0] if len(found) == 1 else ""
        return str(found)


def read_asked(args: MultiDict[str, str]) -> Asked:
    """Return what the address asks for; a filter with a value it cannot have is left out.

    Addresses are typed, shortened and kept for years: a list with a word too much is still a
    list, and ``ignored`` says which words did not count.
    """
    schema = AskedSchema()
    wrong = tuple(sorted({str(key) for key in schema.validate(args)}))
    dropped = {"q" if key == "text" else key for key in wrong}
    args = MultiDict([pair for pair in args.items(multi=True) if pair[0] not in dropped])
    asked = schema.load(args)
    tab, order, below = asked.pop("tab"), asked.pop("order"), asked.pop("below")
    turn = turn_of(asked)
    found = filters_of(asked)
    if below == "no":
        found = _only_itself(found)
    return Asked(found, turn, tab, order, _kept(args), tuple(sorted(dropped)))


def _only_itself(filters: Filters) -> Filters:
    values = {each.name: getattr(filters, each.name) for each in fields(Filters)}
    return Filters(**{**values, "below": False})


def _kept(args: MultiDict[str, str]) -> dict[str, Any]:
    ours = {word for word, _ in NAMES.values()} | {"tab", "order", "below", "limit"}
    found: dict[str, Any] = {}
    for key in args:
        words = [word.strip() for word in args.getlist(key) if word.strip()]
        if key in ours and words:
            found[key] = words if key in MANY else words[-1]
    return found


@dataclass(frozen=True, slots=True)
class Named:
    """Names of what filters give by number or code: offices, steps, people, rules."""

    offices: Mapping[int, str] = field(default_factory=dict)
    steps: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[int, str] = field(default_factory=dict)
    rules: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is set, in words, and the address without it."""

    name: str
    text: str
    without: str


def chips(asked: Asked, endpoint: str, named: Named) -> list[Chip]:
    """Return a chip for every filter that is set."""
    found = []
    for name in active(asked.filters):
        word, label = NAMES[name]
        text = gettext(
            "%(label)s：%(value)s", label=label, value=_value(asked.filters, name, named)
        )
        without = {key: value for key, value in asked.kept.items() if key != word}
        found.append(Chip(name, text, url_for(endpoint, **without)))
    return found


def _coded(kind: str, code: str) -> str:
    return gettext("渠道未定") if (kind, code) == ("channel", "none") else term(kind, code)


def _value(filters: Filters, name: str, named: Named) -> str:
    value = getattr(filters, name)
    if name in CODES:
        return gettext("、").join(_coded(CODES[name], code) for code in value)
    if name == "steps":
        return gettext("、").join(named.steps.get(code, code) for code in value)
    if name == "rules":
        return gettext("、").join(named.rules.get(code, code) for code in value)
    if name in {"place_id", "office_id"}:
        return named.offices.get(value, str(value))
    if name == "assignee_id":
        return named.people.get(value, gettext("所选的人"))
    return str(value) if name == "text" else day(value, today())
