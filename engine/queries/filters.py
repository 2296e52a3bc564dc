"""What a list of cases or steps can be cut down by; the same words for both.

The same value is kept in the address of the page, so that every number opens its list.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, and_, false, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from engine.queries.scope import Condition, OfficeColumn, below, parties_readable
from engine.rules.calendar import ONE_DAY, instant_at
from engine.rules.permissions import Actor
from engine.storage.models import CaseRow, OfficeRow, PartyRow
from engine.storage.sealed import plain_number, plain_phone

LONGEST_TEXT = 60
WHOLE_CODE = re.compile(r"[0-9]{4}-[0-9]{6,}")  # as engine.rules.numbering spells them
WHOLE_DOCKET = re.compile(r"（[0-9]{4}）.+字第[0-9]+号")
BEGUN_CODE = re.compile(r"[0-9]{4}-[0-9]*")  # of a code, its year at least
BEGUN_DOCKET = re.compile(r"（[0-9]{4}）.+字(第[0-9]*号?)?")  # up to the kind at least
LAST = "\U0010ffff"  # comes after every character
WHOLE_NUMBER = re.compile(r"[0-9]{17}[0-9X]|[0-9]{15}|[0-9A-Z]{18}")
WHOLE_PHONE = re.compile(r"1[3-9][0-9]{9}|0[0-9]{9,11}")
PHONE_SIGNS = 6  # "+86-" and blanks may stand around a phone number's digits


@dataclass(frozen=True, slots=True)
class Filters:
    """Conditions that all hold; empty ones do not count.

    ``colours`` are green, yellow, orange, red, paused, none; ``channels`` may have ``none``, too:
    not decided yet. ``place_id`` is where the dispute
    is, ``office_id`` who must act (a step's office) or answers (a case's holder); both mean the
    office and, unless ``below`` is False, all under it. ``due_from`` and ``due_by`` are office
    days, inclusive. ``text`` is looked for in numbers and in names of parties.
    """

    text: str = ""
    colours: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    place_id: int | None = None
    office_id: int | None = None
    below: bool = True
    assignee_id: int | None = None
    due_from: date | None = None
    due_by: date | None = None


def of_case(actor: Actor, filters: Filters) -> list[Condition]:
    """Return the conditions on ``CaseRow`` that cases and steps have in common."""
    conditions: list[Condition] = []
    for column, words in (
        (CaseRow.channel, filters.channels),
        (CaseRow.grade, filters.grades),
        (CaseRow.category, filters.categories),
        (CaseRow.status, filters.statuses),
    ):
        if words:  # only a channel may still be open: "none"
            unset = column.is_(None) if "none" in words else false()
            conditions.append(or_(column.in_(words), unset))
    if filters.place_id is not None:
        conditions.append(under(actor, CaseRow.place_id, filters.place_id))
    if filters.text.strip():
        conditions.append(found(actor, filters.text.strip()[:LONGEST_TEXT]))
    return conditions


def under(actor: Actor, column: OfficeColumn, office_id: int, *, deep: bool = True) -> Condition:
    """The office in *column* is *office_id* or, if *deep*, lies below it.

    Where it is an office of the actor's, its path is said outright: the database then knows how
    much lies below it, and walks along what is wanted instead of gathering all of it.
    """
    if not deep:
        return column == office_id
    known = next((each.path for each in actor.grants if each.office_id == office_id), None)
    if known:
        return column.in_(select(OfficeRow.id).where(below(known)))
    root = select(OfficeRow.path).where(OfficeRow.id == office_id).scalar_subquery()
    inside = select(OfficeRow.id).where(OfficeRow.path.startswith(root))
    return column.in_(inside)


def is_whole_number(text: str) -> bool:
    """Say whether *text* is a case's whole number, hence names one case or none."""
    looked_for = text.strip()
    return bool(WHOLE_CODE.fullmatch(looked_for) or WHOLE_DOCKET.fullmatch(_written(looked_for)))


def _written(text: str) -> str:
    """Return a docket number as it is spelled here, with brackets of full width."""
    return text.replace("(", "（").replace(")", "）")


def found(actor: Actor, text: str) -> Condition:
    """The case's numbers, or for those who may read them its title and parties, hold *text*.

    A whole number is looked for as it is, and one that has been begun as what numbers begin
    with, through an index: among a million cases, looking in all the texts takes seconds.
    """
    written = _written(text)
    if BEGUN_CODE.fullmatch(text) and not WHOLE_CODE.fullmatch(text):
        return and_(CaseRow.code >= text, CaseRow.code < text + LAST)
    if BEGUN_DOCKET.fullmatch(written) and not WHOLE_DOCKET.fullmatch(written):
        return and_(CaseRow.docket_no >= written, CaseRow.docket_no < written + LAST)
    if WHOLE_CODE.fullmatch(text):
        return CaseRow.code == text
    if WHOLE_DOCKET.fullmatch(written):
        return CaseRow.docket_no == written
    numbers = or_(
        CaseRow.code.icontains(text, autoescape=True),
        CaseRow.docket_no.icontains(written, autoescape=True),
    )
    named = select(PartyRow.case_id).where(PartyRow.name.icontains(text, autoescape=True))
    texts = or_(
        CaseRow.title.icontains(text, autoescape=True),
        CaseRow.id.in_(named),
        *(CaseRow.id.in_(each) for each in _numbered(text)),
    )
    # whoever may not read a name must not be able to guess it by searching either
    return or_(numbers, and_(parties_readable(actor), texts))


def _numbered(text: str) -> Iterator[Select[int]]:
    """Yield the cases whose party has exactly this identity or credit number, or phone.

    Only a whole number is looked for: the database holds nothing a part could be found in.
    """
    number, phone = plain_number(text), plain_phone(text)
    if WHOLE_NUMBER.fullmatch(number):
        yield select(PartyRow.case_id).where(PartyRow.id_number_index == number)
    if WHOLE_PHONE.fullmatch(phone) and len(number) - len(phone) <= PHONE_SIGNS:
        yield select(PartyRow.case_id).where(PartyRow.phone_index == phone)


def due_between(
    column: InstrumentedAttribute[object], first: date | None, last: date | None
) -> list[Condition]:
    """The due instant in *column* ends an office day from *first* to *last*, both inclusive.

    A day that ends at 24:00 ends at the next one's first instant, hence the open lower bound.
    """
    conditions: list[Condition] = []
    if first is not None:
        conditions.append(column > instant_at(first))
    if last is not None:
        conditions.append(column <= instant_at(last + ONE_DAY))
    return conditions
