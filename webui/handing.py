"""The form of a hand-off: to whom, why, with which papers, and who agreed how."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from marshmallow import fields, pre_load, validate
from werkzeug.datastructures import MultiDict

from engine.queries.acts import NOT_ALLOWED
from engine.queries.disputes import Party
from engine.queries.offices import offices_for
from engine.queries.overview import CaseOverview
from engine.rules.case import Channel
from engine.rules.errors import Invalid, NotAllowed
from engine.usecases.handoffs import Package
from webui.addresses import LARGEST_ID
from webui.auth import actor
from webui.database import db
from webui.desk_schemas import LONGEST_TEXT
from webui.errors import fields_of
from webui.schemas import FormSchema, text
from webui.terms import term
from webui.translate import LazyString, gettext
from webui.translate import lazy_gettext as _

PAPER_ROWS = 5
MOST_PAGES = 9_999
AGREED = frozenset({"applicant", "respondent", "third"})  # who must agree to another channel
CONSENT_WAYS: dict[str, LazyString] = {
    "written": _("书面"),
    "oral": _("口头"),
    "phone": _("电话"),
}


class HandingSchema(FormSchema):
    """The single fields of the form; rows of papers and consents are read beside it."""

    @pre_load
    def present(self, sent: MultiDict[str, str], **_: object) -> dict[str, Any]:
        """Leave blanks out and cut the blanks around the rest."""
        return {key: value.strip() for key, value in sent.items() if value.strip()}

    to_channel = fields.String(
        required=True,
        validate=validate.OneOf([channel.value for channel in Channel], error="unknown_option"),
        error_messages={"required": "required"},
    )
    to_office_id = fields.Integer(
        required=True,
        validate=validate.Range(min=1, max=LARGEST_ID, error="not_an_id"),
        error_messages={"required": "required", "invalid": "not_an_id"},
    )
    reason = text(LONGEST_TEXT)
    basis = text(500, required=False)
    reply_by = fields.Date(load_default=None, error_messages={"invalid": "not_date"})


@dataclass(frozen=True, slots=True)
class Handing:
    """What the page of the form shows: receivers to choose from and the parties to be asked."""

    offices: tuple[tuple[int, str], ...]
    parties: tuple[Party, ...]


def handing(sheet: CaseOverview, channel: str) -> Handing:
    """Return what can be chosen; offices only once the *channel* is known.

    Raises:
        NotAllowed: ``handoff.send``: the person may never hand this case off.

    """
    if sheet.acts["hand_off"].reason == NOT_ALLOWED:
        raise NotAllowed("handoff.send")
    found = offices_for(db.session(), actor(), channel, sheet.category) if channel else ()
    here = sheet.office_ids["holder"] if channel == sheet.channel else None
    return Handing(
        tuple((each.office_id, each.name) for each in found if each.office_id != here),
        parties_of(sheet),
    )


def parties_of(sheet: CaseOverview) -> tuple[Party, ...]:
    """Return the parties themselves, not who speaks for them."""
    parties = sheet.dispute.parties if sheet.dispute else ()
    return tuple(party for party in parties if party.role in AGREED)


def package_of(sent: MultiDict[str, str], parties: Sequence[Party]) -> Package:
    """Return the package of a form.

    Raises:
        Invalid: ``handoff.form``, with everything that is wrong at once.

    """
    schema = HandingSchema()
    complaints = schema.validate(sent)
    wrong = fields_of(complaints) if complaints else {}
    papers = [paper for number in range(PAPER_ROWS) if (paper := _paper(sent, number, wrong))]
    consents = [
        consent
        for number, party in enumerate(parties)
        if (consent := _consent(sent, number, party, wrong))
    ]
    if wrong:
        raise Invalid("handoff.form", fields=wrong)
    given: dict[str, Any] = schema.load(sent)
    given["basis"] = given["basis"] or None
    return Package(**given, papers=papers, consents=consents)


def _paper(
    sent: MultiDict[str, str], number: int, wrong: dict[str, str]
) -> dict[str, object] | None:
    name = sent.get(f"p{number}-name", "").strip()
    pages = sent.get(f"p{number}-pages", "").strip()
    if not name:
        if pages:
            wrong[f"p{number}-name"] = "required"
        return None
    if len(name) > 100:
        wrong[f"p{number}-name"] = "too_long"
    if pages and not (pages.isascii() and pages.isdigit() and 0 < int(pages[:9]) <= MOST_PAGES):
        wrong[f"p{number}-pages"] = "not_integer"
        return None
    original = f"p{number}-original" in sent
    return {"name": name, "pages": int(pages) if pages else None, "original": original}


def _consent(
    sent: MultiDict[str, str], number: int, party: Party, wrong: dict[str, str]
) -> dict[str, object] | None:
    how = sent.get(f"c{number}-how", "").strip()
    on = sent.get(f"c{number}-on", "").strip()
    if not how:
        if on:
            wrong[f"c{number}-how"] = "required"
        return None
    if how not in CONSENT_WAYS:
        wrong[f"c{number}-how"] = "unknown_option"
    try:
        on = date.fromisoformat(on).isoformat()
    except ValueError:
        wrong[f"c{number}-on"] = "not_date" if on else "required"
    return {"party": party.name, "how": how, "on": on}


def labels_of(parties: Sequence[Party]) -> dict[str, str]:
    """Return the labels of all fields in the order of the page, for what is wrong."""
    known = {
        "to_channel": gettext("转入渠道"),
        "to_office_id": gettext("接收单位"),
        "reason": gettext("理由"),
        "basis": gettext("依据"),
        "reply_by": gettext("要求答复日期"),
        "papers": gettext("材料"),
    }
    for number in range(PAPER_ROWS):
        known[f"p{number}-name"] = gettext("第 %(number)d 份材料", number=number + 1)
        known[f"p{number}-pages"] = gettext("第 %(number)d 份材料的页数", number=number + 1)
    known["consents"] = gettext("各方同意")
    for number, party in enumerate(parties):
        known[f"c{number}-how"] = gettext("%(party)s的同意方式", party=party.name)
        known[f"c{number}-on"] = gettext("%(party)s的同意日期", party=party.name)
    return known


def consent_party(code: str) -> str:
    """Return who agreed: a name as recorded, or «双方» and roles in words."""
    return gettext("双方") if code == "both" else term("party_role", code)


def consent_way(code: str) -> str:
    """Return how somebody agreed, in words."""
    return str(CONSENT_WAYS.get(code, code))
