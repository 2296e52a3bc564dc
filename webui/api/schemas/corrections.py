"""Corrections of a case's facts: what is sent, and what followed or would follow."""

from typing import Any

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from engine.rules.case import PartyRole, Violence
from engine.rules.correcting import LENGTHS, MARKS, MAX_AMOUNT_FEN, MAX_PEOPLE
from engine.usecases.correction_checks import MAX_REASON, Correction
from webui.api.limits import LARGEST_ID
from webui.api.schemas.shape import (
    MANY,
    Given,
    Instant,
    Shown,
    choice,
    day,
    line,
    record_id,
    text,
    whole,
    yes_no,
)


class CorrectedMarksSchema(Given.from_dict({mark: yes_no() for mark in MARKS})):  # type: ignore[misc]
    """What weighs on the risk; the whole set."""


class CorrectedFactsSchema(Given):
    """Facts of the case to be put right; what is left out stays."""

    title = line(LENGTHS["title"], optional=True)
    summary = text(LENGTHS["summary"], optional=True)
    category = line(LENGTHS["category"], optional=True)
    source = line(LENGTHS["source"], optional=True)
    source_ref = line(LENGTHS["source_ref"], optional=True)
    people_count = whole(1, MAX_PEOPLE, optional=True)
    amount_fen = whole(0, MAX_AMOUNT_FEN, optional=True, about="Money at stake, in 分.")
    violence = choice(Violence, optional=True)
    marks = fields.Nested(CorrectedMarksSchema, load_default=None, allow_none=True)
    happened_on = day(optional=True)
    happened_place = line(LENGTHS["happened_place"], optional=True)
    accepted_on = day(optional=True)
    signed_on = day(optional=True)


class CorrectedPartySchema(Given):
    """Facts of one party to be put right; what is left out or null stays."""

    id = record_id()
    role = choice(PartyRole, optional=True)
    kind = choice(["person", "organisation"], optional=True)
    name = line(LENGTHS["name"], optional=True)
    gender = choice(["male", "female"], optional=True)
    born_on = day(optional=True)
    ethnicity = line(LENGTHS["ethnicity"], optional=True)
    occupation = line(LENGTHS["occupation"], optional=True)
    id_number = line(LENGTHS["id_number"], optional=True)
    phone = line(LENGTHS["phone"], optional=True)
    address = line(LENGTHS["address"], optional=True)
    represents = line(LENGTHS["represents"], optional=True)


class CorrectionSchema(Given):
    """What is to stand on record, and why.

    Send the ``version`` of the case as you read it, so that you are told if it changed meanwhile.
    """

    reason = text(MAX_REASON)
    version = whole(1, LARGEST_ID, optional=True)
    facts = fields.Nested(CorrectedFactsSchema, load_default=dict)
    parties = fields.List(
        fields.Nested(CorrectedPartySchema),
        load_default=list,
        validate=validate.Length(max=MANY, error="too_long"),
    )

    @validates_schema(skip_on_field_errors=True)
    def once(self, given: dict[str, Any], **_: object) -> None:
        """Refuse a party that is named twice."""
        ids = [party["id"] for party in given["parties"]]
        if len(set(ids)) != len(ids):
            raise ValidationError("unknown_option", "parties")

    @post_load
    def to_value(self, given: dict[str, Any], **_: object) -> Correction:
        """Hand on a value of the engine."""
        parties = {each["id"]: _named(each) for each in given["parties"]}
        return Correction(given["reason"], _named(given["facts"]), parties, given["version"])


def _named(sent: dict[str, Any]) -> dict[str, object]:
    return {key: value for key, value in sent.items() if key != "id" and value is not None}


class ChangeSchema(Shown):
    """A fact before and after; personal numbers masked. ``party_id`` null: of the case."""

    field = fields.String(required=True)
    before = fields.Raw(required=True, allow_none=True)
    after = fields.Raw(required=True, allow_none=True)
    party_id = fields.Integer(required=True, allow_none=True)


class MovedClockSchema(Shown):
    """A clock before and after; ``replaced_by`` is the rule that took its place, if one did."""

    clock_id = fields.Integer(required=True)
    rule = fields.String(required=True)
    before = fields.Date(required=True, allow_none=True)
    after = fields.Date(required=True, allow_none=True)
    colour_before = fields.String(required=True)
    colour_after = fields.String(required=True)
    fired = fields.Boolean(required=True)
    replaced_by = fields.String(required=True, allow_none=True)


class CorrectedSchema(Shown):
    """Everything a correction changed, or would change."""

    changes = fields.List(fields.Nested(ChangeSchema), required=True)
    clocks = fields.List(fields.Nested(MovedClockSchema), required=True)
    grade_before = fields.String(required=True)
    grade_after = fields.String(required=True)
    points_before = fields.Integer(required=True)
    points_after = fields.Integer(required=True)
    proposed_before = fields.String(required=True, allow_none=True)
    proposed_after = fields.String(required=True, allow_none=True)


class CorrectionLineSchema(Shown):
    """A correction on record."""

    id = fields.Integer(required=True, attribute="correction_id")
    corrected_at = Instant(required=True)
    corrected_by = fields.String(required=True, allow_none=True)
    reason = fields.String(required=True)
    changes = fields.List(fields.Nested(ChangeSchema), required=True)
    clocks = fields.List(fields.Dict(), required=True)


class CorrectionsSchema(Shown):
    """The corrections of a case, the latest first."""

    items = fields.List(fields.Nested(CorrectionLineSchema), required=True)
