"""Which facts of a dispute may be put right, and what may stand in them. Pure."""

from collections.abc import Callable, Mapping
from datetime import date

from engine.rules.case import PartyRole, Violence
from engine.rules.masking import mask_address, mask_id_number, mask_phone, mask_text

MAX_PEOPLE = 100_000
MAX_AMOUNT_FEN = 10**13
MARKS = ("death", "repeat", "petition", "cross_area", "sensitive", "media")
# a day a person puts right → the instant on the case it belongs to, in the order they come
DAYS: Mapping[str, str] = {"accepted_on": "accepted_at", "signed_on": "signed_at"}
# the start events whose clocks count from that instant
STARTS: Mapping[str, tuple[str, ...]] = {
    "accepted_on": ("accepted", "application_received"),
    "signed_on": ("material_signed_for",),
}
PLAIN = ("title", "summary", "category", "source", "source_ref", "people_count", "amount_fen",
         "violence", "happened_on", "happened_place")  # fmt: skip
CASE_FIELDS = (*PLAIN, "marks", *DAYS)
PARTY_FIELDS = ("role", "kind", "name", "gender", "born_on", "ethnicity", "occupation",
                "id_number", "phone", "address", "represents")  # fmt: skip
SCORED = frozenset({"people_count", "amount_fen", "violence", "category", "source", "marks"})
LENGTHS: Mapping[str, int] = {
    "title": 200,
    "category": 20,
    "source": 20,
    "summary": 20_000,
    "source_ref": 100,
    "happened_place": 200,
    "name": 100,
    "ethnicity": 40,
    "occupation": 100,
    "id_number": 40,
    "phone": 40,
    "address": 200,
    "represents": 100,
}
_REQUIRED = frozenset({"title", "summary", "category", "source", "people_count", "violence",
                       "role", "kind", "name", *DAYS})  # fmt: skip
_OPTIONS: Mapping[str, frozenset[str]] = {
    "violence": frozenset(Violence),
    "role": frozenset(PartyRole),
    "kind": frozenset({"person", "organisation"}),
    "gender": frozenset({"male", "female"}),
}
_BOUNDS = {"people_count": (1, MAX_PEOPLE), "amount_fen": (0, MAX_AMOUNT_FEN)}
_MASKS: Mapping[str, Callable[[str | None], str | None]] = {
    "id_number": mask_id_number,
    "phone": mask_phone,
    "address": mask_address,
}


def fault_in(field: str, value: object) -> str | None:
    """Return the code of what is wrong with *value* in *field*; None if nothing is.

    Texts are checked as typed, days against nothing but their kind.
    """
    if field == "marks":
        right = isinstance(value, Mapping) and set(value) <= set(MARKS)
        return None if right else "unknown_option"
    if value in (None, "") or (isinstance(value, str) and not value.strip()):
        return "required" if field in _REQUIRED else None
    if field in _OPTIONS:
        return None if value in _OPTIONS[field] else "unknown_option"
    if field in _BOUNDS:
        return _outside(field, value)
    if field in LENGTHS:
        return "too_long" if len(str(value)) > LENGTHS[field] else None
    return None if isinstance(value, date) else "not_date"


def settled(value: object) -> object:
    """Return a value as it is kept: texts without blanks around them, empty ones as None."""
    if isinstance(value, str):
        return value.strip() or None
    return value


def written_down(field: str, value: object) -> object:
    """Return a value as the record of a correction keeps it: personal numbers masked."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, date):
        # a person's birthday is kept to the year
        return str(value.year) + "-**-**" if field == "born_on" else value.isoformat()
    if isinstance(value, Mapping):
        return [mark for mark in MARKS if value.get(mark)]
    mask = _MASKS.get(field, mask_text)
    return mask(str(value))


def _outside(field: str, value: object) -> str | None:
    least, most = _BOUNDS[field]
    if isinstance(value, bool) or not isinstance(value, int):
        return "not_integer"
    return None if least <= value <= most else "out_of_range"
