"""What is sent along with an act on a case, a step or a hand-off."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from marshmallow import fields, post_load, validate

from engine.rules.case import OUTCOMES_WITHOUT_AGREEMENT, Channel, Violence
from engine.usecases.clocks import Standstill
from engine.usecases.extensions import MoreTime
from engine.usecases.handoffs import Package
from engine.usecases.notes import MAX_LENGTH
from engine.usecases.risks import Risk
from webui.api.limits import LARGEST_ID
from webui.api.schemas.shape import (
    MANY,
    Given,
    Whole,
    choice,
    day,
    line,
    record_id,
    text,
    whole,
    yes_no,
)

LONGEST_REASON = 2_000
LONGEST_EXTENSION = 3_660  # of any unit; each rule's own cap is the engine's


class ReasonGivenSchema(Given):
    """Why."""

    reason = text(LONGEST_REASON)

    @post_load
    def to_value(self, given: dict[str, Any], **_: object) -> str:
        """Hand on the reason alone."""
        return str(given["reason"])


class TerminationSchema(Given):
    """How mediation ended without agreement, and why."""

    outcome = choice(sorted(OUTCOMES_WITHOUT_AGREEMENT))
    reason = text(LONGEST_REASON)


class RiskSchema(Given):
    """What was seen that may turn into something for the police (人民调解法 25)."""

    violence = choice([each for each in Violence if each is not Violence.NONE])
    account = text(5_000)

    @post_load
    def to_value(self, given: dict[str, Any], **_: object) -> Risk:
        """Hand on a value of the engine."""
        return Risk(**given)


class NoteSchema(Given):
    """A remark."""

    text = text(MAX_LENGTH)

    @post_load
    def to_value(self, given: dict[str, Any], **_: object) -> str:
        """Hand on the remark alone."""
        return str(given["text"])


class AssignmentSchema(Given):
    """Who is to take a step."""

    user_id = record_id()

    @post_load
    def to_value(self, given: dict[str, Any], **_: object) -> int:
        """Hand on the number alone."""
        return int(given["user_id"])


class AnswersSchema(Given):
    """A step's answers.

    ``values`` holds what `GET /tasks/{task_id}` asked for, by the key of the field: texts,
    numbers, `true`/`false`, days, lists of codes; money in 元 with at most two decimals. Send
    the ``version`` the form was shown with, so that you are told if the step changed meanwhile.
    """

    version = Whole(
        load_default=None,
        allow_none=True,
        validate=validate.Range(min=0, max=LARGEST_ID, error="out_of_range"),
        error_messages={"invalid": "not_integer"},
    )
    values = fields.Dict(
        keys=fields.String(validate=validate.Length(max=64, error="too_long")),
        required=True,
        validate=validate.Length(max=MANY, error="too_long"),
        error_messages={"required": "required", "null": "required", "invalid": "malformed"},
    )

    @post_load
    def to_value(
        self, given: dict[str, Any], **_: object
    ) -> tuple[Mapping[str, object], int | None]:
        """Hand on (values, version)."""
        return given["values"], given["version"]


class PaperSchema(Given):
    """A paper that is handed over."""

    name = line(200)
    pages = whole(0, 100_000, default=1)
    original = yes_no()


class ConsentSchema(Given):
    """A party's consent to another channel."""

    party = line(100)
    how = line(100)
    on = day(optional=True)

    @post_load
    def to_value(self, given: dict[str, Any], **_: object) -> dict[str, object]:
        """Keep the day as text, as it is kept on record."""
        on: date | None = given["on"]
        return {**given, "on": on.isoformat() if on else None}


class PackageSchema(Given):
    """What is handed over: to whom, why, with which papers and whose consent."""

    to_office_id = record_id()
    to_channel = choice(Channel)
    reason = text(LONGEST_REASON)
    basis = line(500, optional=True, about="The rule it rests on.")
    papers = fields.List(
        fields.Nested(PaperSchema),
        load_default=list,
        validate=validate.Length(max=MANY, error="too_long"),
    )
    consents = fields.List(
        fields.Nested(ConsentSchema),
        load_default=list,
        validate=validate.Length(max=MANY, error="too_long"),
    )
    reply_by = day(optional=True)

    @post_load
    def to_value(self, given: dict[str, Any], **_: object) -> Package:
        """Hand on a value of the engine."""
        return Package(**given)


class PauseSchema(Given):
    """From which day a clock stands still, why, and by which paper."""

    from_on = day()
    reason = text(LONGEST_REASON)
    document = line(200, optional=True)

    @post_load
    def to_value(self, given: dict[str, Any], **_: object) -> Standstill:
        """Hand on a value of the engine."""
        return Standstill(**given)


class ResumeSchema(Given):
    """The first day that counts again."""

    to_on = day()

    @post_load
    def to_value(self, given: dict[str, Any], **_: object) -> date:
        """Hand on the day alone."""
        to_on: date = given["to_on"]
        return to_on


class ExtensionSchema(Given):
    """How much more time is asked for, in the rule's unit."""

    length = whole(1, LONGEST_EXTENSION)
    reason = text(LONGEST_REASON)
    consents = text(LONGEST_REASON, optional=True, about="Who agreed, and how.")

    @post_load
    def to_value(self, given: dict[str, Any], **_: object) -> MoreTime:
        """Hand on a value of the engine."""
        return MoreTime(**given)


class ApprovalSchema(Given):
    """A remark on an approval; it may be left out."""

    note = text(LONGEST_REASON, optional=True)

    @post_load
    def to_value(self, given: dict[str, Any], **_: object) -> str:
        """Hand on the remark alone."""
        return str(given["note"] or "")


class RefusalSchema(Given):
    """Why more time is refused."""

    note = text(LONGEST_REASON)

    @post_load
    def to_value(self, given: dict[str, Any], **_: object) -> str:
        """Hand on the reason alone."""
        return str(given["note"])
