"""The register form: from what a browser sends to a dispute, and back with nothing lost."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any
from unicodedata import normalize

from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict

from engine.rules.correcting import MARKS
from engine.rules.errors import Invalid
from engine.usecases.registration import NewCase
from webui.api.schemas.cases import NewCaseSchema
from webui.errors import fields_of
from webui.translate import gettext
from webui.translate import lazy_gettext as _

KEY = "_request_key"
LONGEST_KEY = 64
MOST_ROWS = 50
PARTY = (
    "role",
    "kind",
    "name",
    "gender",
    "born_on",
    "ethnicity",
    "occupation",
    "id_number",
    "phone",
    "address",
    "represents",
)
TYPED = ("name", "id_number", "phone", "address", "occupation")  # a row with none of it is blank
# where the engine's name of a field is not the form's
ON_FORM = {
    "amount_fen": "amount",
    "route.decision": "decision",
    "route.channel": "channel",
    "route.office_id": "route_office",
    "route.reason": "reason",
    "route.procedure": "procedure",
}
CENTS = 2
LABELS = {
    "title": _("纠纷名称"),
    "summary": _("基本情况"),
    "category": _("纠纷类型"),
    "source": _("来源"),
    "place_id": _("属地"),
    "people_count": _("涉及人数"),
    "amount": _("涉及金额"),
    "office_id": _("登记单位"),
    "source_ref": _("来文或外部编号"),
    "happened_on": _("发生日期"),
    "happened_place": _("发生地点"),
    "violence": _("暴力苗头"),
    "parties": _("当事人"),
}
PARTY_LABELS = {
    "role": _("地位"),
    "kind": _("种类"),
    "name": _("姓名或名称"),
    "id_number": _("证件号码"),
    "phone": _("电话"),
    "gender": _("性别"),
    "born_on": _("出生日期"),
    "ethnicity": _("民族"),
    "occupation": _("职业或职务"),
    "address": _("住址或住所"),
    "represents": _("代表或代理谁"),
}
ROUTE_LABELS = {
    "decision": _("怎么办"),
    "channel": _("渠道"),
    "route_office": _("承办单位"),
    "procedure": _("程序"),
    "reason": _("不予受理的理由"),
}


@dataclass(frozen=True, slots=True)
class PartyRow:
    """A row of the form: its number there, and what stands in it."""

    number: int
    values: Mapping[str, str]

    @property
    def blank(self) -> bool:
        """Whether nobody is named in it."""
        return not any(self.values.get(key, "").strip() for key in TYPED)


def new_key() -> str:
    """Return a key for a fresh form: however often it is sent, it registers one case."""
    return secrets.token_urlsafe(18)


def first_typed(office_id: int | None) -> MultiDict[str, str]:
    """Return what a fresh form holds: two sides, the own office as place."""
    own = str(office_id or "")
    return MultiDict(
        {
            KEY: new_key(),
            "office_id": own,
            "place_id": own,
            "source": "APPLY",
            "people_count": "2",
            "violence": "none",
            "p0-role": "applicant",
            "p0-kind": "person",
            "p1-role": "respondent",
            "p1-kind": "person",
        }
    )


def party_rows(typed: MultiDict[str, str]) -> list[PartyRow]:
    """Return the rows of parties on the form, in order."""
    numbers = {
        int(key[1:].split("-")[0])
        for key in typed
        if key.startswith("p") and "-" in key and key[1:].split("-")[0].isdecimal()
    }
    return [
        PartyRow(number, {key: typed.get(f"p{number}-{key}", "") for key in PARTY})
        for number in sorted(numbers)[:MOST_ROWS]
    ]


def with_row(typed: MultiDict[str, str], role: str) -> tuple[MultiDict[str, str], int]:
    """Return the form with one more row of parties, and that row's number."""
    rows = party_rows(typed)
    number = rows[-1].number + 1 if rows else 0
    more = MultiDict(typed)
    more[f"p{number}-role"] = role
    more[f"p{number}-kind"] = "person"
    return more, number


def without_row(typed: MultiDict[str, str], number: int) -> MultiDict[str, str]:
    """Return the form without one row of parties."""
    kept = [(key, value) for key, value in typed.items(multi=True)]
    return MultiDict([pair for pair in kept if not pair[0].startswith(f"p{number}-")])


def new_case(typed: MultiDict[str, str]) -> NewCase:
    """Return the dispute a form describes.

    Raises:
        Invalid: ``case.form``, with what is wrong by the form's own names of fields.

    """
    rows = [row for row in party_rows(typed) if not row.blank]
    amount, wrong = amount_of(typed.get("amount", ""))
    sent = {**_facts(typed), "amount_fen": amount, "parties": [_party(row) for row in rows]}
    sent["route"] = _route(typed)
    try:
        made: NewCase = NewCaseSchema().load(sent)
    except ValidationError as error:
        faults = fields_of(error.messages)
        raise Invalid("case.form", fields={**on_form(faults, rows), **wrong}) from error
    if wrong:
        raise Invalid("case.form", fields=wrong)
    return replace(made, request_key=typed.get(KEY, "")[:LONGEST_KEY] or None)


def by_the_form(error: Invalid, typed: MultiDict[str, str]) -> Invalid:
    """Return what the engine found wrong, by the form's own names of fields."""
    rows = [row for row in party_rows(typed) if not row.blank]
    return Invalid(error.code, fields=on_form(error.fields, rows))


def on_form(faults: Mapping[str, str], rows: list[PartyRow]) -> dict[str, str]:
    """Return faults by the names of the form's own fields."""
    found: dict[str, str] = {}
    for place, code in faults.items():
        if place == "parties":
            found["parties"] = "required" if not rows else code
            continue
        if place.startswith("parties."):
            _, index, key = (*place.split("."), "name")[:3]
            found[f"p{rows[int(index)].number}-{key}"] = code
            continue
        found[ON_FORM.get(place, place)] = code
    return found


def amount_of(text: str) -> tuple[int | None, dict[str, str]]:
    """Return an amount typed in 元 as 分, and what is wrong with it, if anything."""
    written = normalize("NFKC", text).strip().removesuffix("元").replace(",", "").strip()
    if not written:
        return None, {}
    try:
        cents = Decimal(written).scaleb(CENTS)
        if cents != cents.to_integral_value():
            raise InvalidOperation
        return int(cents), {}
    except (InvalidOperation, ValueError, OverflowError):
        return None, {"amount": "not_money"}


def _facts(typed: MultiDict[str, str]) -> dict[str, Any]:
    """Return the fields outside parties and route; blank ones are left out."""
    sent: dict[str, Any] = {
        key: value
        for key in ("title", "summary", "category", "source", "violence", "happened_on",
                    "happened_place", "source_ref")
        if (value := typed.get(key, "").strip())
    }  # fmt: skip
    for key in ("office_id", "place_id", "people_count"):
        if value := typed.get(key, "").strip():
            sent[key] = whole(value)
    return {**sent, "marks": {mark: True for mark in typed.getlist("marks") if mark in MARKS}}


def _party(row: PartyRow) -> dict[str, str]:
    return {key: value.strip() for key, value in row.values.items() if value.strip()}


def _route(typed: MultiDict[str, str]) -> dict[str, Any]:
    """Return what was decided about the route; of the parts only those of that decision."""
    decision = typed.get("decision", "")
    asked = {"accept": ("channel", "procedure"), "refuse": ("reason",)}.get(decision, ())
    sent: dict[str, Any] = {key: typed[key] for key in asked if typed.get(key)}
    if decision:
        sent["decision"] = decision
    if decision == "accept" and typed.get("route_office"):
        sent["office_id"] = whole(typed["route_office"])
    return sent


def whole(text: str) -> int | str:
    """Return a whole number as one, in whatever digits it was typed; anything else as it is."""
    written = normalize("NFKC", text).strip()
    return int(written) if written.isascii() and written.isdigit() and len(written) < 12 else text


def field_names(typed: MultiDict[str, str]) -> dict[str, str]:
    """Return field → label, in the order of the form, for the summary of what is wrong."""
    found = {key: str(label) for key, label in LABELS.items()}
    for position, row in enumerate(party_rows(typed), 1):
        for key, label in PARTY_LABELS.items():
            words = gettext("第 %(number)d 位当事人%(label)s", number=position, label=label)
            found[f"p{row.number}-{key}"] = words
    return {**found, **{key: str(label) for key, label in ROUTE_LABELS.items()}}
