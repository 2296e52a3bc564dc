"""Cases: what comes in when a dispute is registered, and the filters of the list."""

from typing import Any

from marshmallow import fields, post_load, validate

from engine.queries.cases import NEWEST, ORDERS
from engine.queries.filters import LONGEST_TEXT, Filters
from engine.queries.paging import Turn
from engine.rules.case import (
    MEDIATION_CHANNELS,
    Channel,
    Grade,
    PartyRole,
    Status,
    Violence,
)
from engine.rules.correcting import MARKS, MAX_AMOUNT_FEN, MAX_PEOPLE
from engine.rules.party import Party
from engine.usecases.registration import NewCase
from engine.usecases.routing import RouteChoice
from webui.api.limits import LARGEST_ID
from webui.api.schemas.pieces import COLOURS, turn_of, turning
from webui.api.schemas.shape import (
    MANY,
    Given,
    asked_number,
    asked_words,
    choice,
    day,
    line,
    record_id,
    text,
    whole,
    yes_no,
)

DECISIONS = ("accept", "refuse", "review")
PROCEDURES = ("ordinary", "summary")


class NewPartySchema(Given):
    """A person or organisation in the dispute."""

    role = choice(PartyRole)
    kind = choice(["person", "organisation"])
    name = line(100)
    gender = choice(["male", "female"], optional=True)
    born_on = day(optional=True)
    ethnicity = line(40, optional=True)
    occupation = line(100, optional=True)
    id_number = line(40, optional=True, about="Identity card or unified credit code.")
    phone = line(40, optional=True)
    address = line(200, optional=True)
    represents = line(100, optional=True, about="For whom a representative or agent acts.")

    @post_load
    def to_value(self, given: dict[str, Any], **_: object) -> Party:
        """Hand on a value of the engine."""
        return Party(**given)


class MarksSchema(Given):
    """What weighs on the risk of a dispute."""

    death = yes_no(about="Somebody died.")
    repeat = yes_no(about="It has flared up before.")
    petition = yes_no(about="Somebody petitions or is about to.")
    cross_area = yes_no(about="It crosses the bounds of an area.")
    sensitive = yes_no(about="A sensitive time, place or group.")
    media = yes_no(about="The media report on it.")


class RouteSchema(Given):
    """What a person decided about the route.

    ``accept`` needs channel and office, ``refuse`` a reason; ``review`` leaves it to somebody else.
    """

    decision = choice(DECISIONS)
    channel = choice(sorted(MEDIATION_CHANNELS), optional=True)
    office_id = record_id(optional=True, about="The office the case is sent to.")
    reason = text(2_000, optional=True)
    procedure = choice(PROCEDURES, optional=True, about="How a court's case runs.")

    @post_load
    def to_value(self, given: dict[str, Any], **_: object) -> RouteChoice:
        """Hand on a value of the engine."""
        return RouteChoice(**given)


LONGEST_CODE = 20
OF_TABLE = "A code of the table the office looks after at /codes; a retired one is refused."


class NewCaseSchema(Given):
    """A dispute as taken down at the counter."""

    title = line(200)
    summary = text(20_000)
    category = line(LONGEST_CODE, about=OF_TABLE)
    source = line(LONGEST_CODE, about=OF_TABLE)
    office_id = record_id(about="The office that registers.")
    place_id = record_id(about="The office of the place the dispute is in (属地).")
    parties = fields.List(
        fields.Nested(NewPartySchema),
        required=True,
        validate=validate.Length(min=1, max=MANY, error="out_of_range"),
        error_messages={"required": "required", "null": "required"},
    )
    people_count = whole(1, MAX_PEOPLE, default=2)
    amount_fen = whole(0, MAX_AMOUNT_FEN, optional=True, about="Money at stake, in 分.")
    violence = choice(Violence, default=Violence.NONE)
    marks = fields.Nested(MarksSchema, load_default=lambda: dict.fromkeys(MARKS, False))
    happened_on = day(optional=True)
    happened_place = line(200, optional=True)
    source_ref = line(100, optional=True, about="The number it has elsewhere.")
    court_id = record_id(optional=True)
    route = fields.Nested(RouteSchema, load_default=RouteChoice)
    request_key = line(
        80, optional=True, about="Of your own choosing; the same one registers only once."
    )

    @post_load
    def to_value(self, given: dict[str, Any], **_: object) -> NewCase:
        """Hand on a value of the engine."""
        return NewCase(**{**given, "parties": tuple(given["parties"])})


def filtering() -> dict[str, fields.Field[Any]]:
    """Return the conditions lists of cases and of steps have in common."""
    return {
        "text": line(LONGEST_TEXT, optional=True, about="In numbers and names of parties."),
        "colour": asked_words((*COLOURS, "none")),
        "channel": asked_words((*Channel, "none")),
        "grade": asked_words(Grade),
        "category": asked_words(longest=LONGEST_CODE),
        "status": asked_words(Status),
        "step": asked_words(),
        "rule": asked_words(),
        "place_id": asked_number(1, LARGEST_ID),
        "office_id": asked_number(1, LARGEST_ID),
        "assignee_id": asked_number(1, LARGEST_ID),
        "due_from": day(optional=True),
        "due_by": day(optional=True),
    }


def filters_of(asked: dict[str, Any]) -> Filters:
    """Return what a list is to be cut down by."""
    return Filters(
        text=asked["text"] or "",
        colours=tuple(asked["colour"]),
        channels=tuple(asked["channel"]),
        grades=tuple(asked["grade"]),
        categories=tuple(asked["category"]),
        statuses=tuple(asked["status"]),
        steps=tuple(asked["step"]),
        rules=tuple(asked["rule"]),
        place_id=asked["place_id"],
        office_id=asked["office_id"],
        assignee_id=asked["assignee_id"],
        due_from=asked["due_from"],
        due_by=asked["due_by"],
    )


class CaseListSchema(Given.from_dict({**filtering(), **turning()})):  # type: ignore[misc]
    """Which cases are wanted."""

    order = choice(ORDERS, default=NEWEST)

    @post_load
    def to_value(self, asked: dict[str, Any], **_: object) -> tuple[tuple[Filters, str], Turn]:
        """Hand on what the query asks for."""
        turn = turn_of(asked)
        return (filters_of(asked), asked["order"]), turn
