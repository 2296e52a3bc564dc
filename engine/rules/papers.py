"""What stands on the papers that are printed and signed: frozen values, personal facts in full.

Money in 分, days local to the office, instants aware UTC. What is None or empty is printed as a
ruled blank to be filled in by hand.
Source: the people's-mediation folder forms (人民调解文书格式) and 人民调解法 arts. 26, 28, 29.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from engine.rules.party import Party


class PaperKind(StrEnum):
    """The papers; the words are those of ``documents`` in the diagrams."""

    REGISTRATION = "registration_form"
    RECORD = "mediation_record"
    AGREEMENT = "mediation_agreement"
    TERMINATION = "termination_notice"


@dataclass(frozen=True, slots=True)
class PaperSitting:
    """A sitting that was held."""

    number: int
    held_at: datetime
    place: str | None
    way: str | None
    present: str | None
    invited: str | None
    record: str
    result: str
    reason: str | None
    recorder: str | None


@dataclass(frozen=True, slots=True)
class PaperAgreement:
    """The agreement in force; ``items`` is what was agreed, one obligation each."""

    number: str
    form: str
    facts: str | None
    disputes: str | None
    responsibility: str | None
    items: tuple[str, ...]
    amount_fen: int | None
    how: str | None
    place: str | None
    perform_by: date | None
    at_once: bool
    effective_on: date
    copies: int | None


@dataclass(frozen=True, slots=True)
class PaperEnding:
    """How mediation ended without agreement and what the parties were told."""

    ground: str | None
    reason: str | None
    disputes: str | None
    routes: tuple[str, ...]
    told_on: date | None
    told_how: str | None


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """Everything one paper shows.

    ``office`` is the body that mediates, before sign-for the office that holds the case.
    Parties have the age they had on ``registered_on``.
    ``sittings`` are all that were held, or the one asked for, in order.
    """

    kind: PaperKind
    code: str
    docket_no: str | None
    channel: str | None
    office: str
    office_phone: str | None
    title: str
    summary: str
    category: str
    source: str
    source_ref: str | None
    people_count: int
    amount_fen: int | None
    happened_on: date | None
    happened_place: str | None
    registered_on: date
    accepted_on: date | None
    registrar: str | None
    mediator: str | None
    parties: tuple[Party, ...]
    sittings: tuple[PaperSitting, ...]
    agreement: PaperAgreement | None
    ending: PaperEnding | None


NUMBER = re.compile(
    r"^(?:（[一二三四五六七八九十]+）|[一二三四五六七八九十]+、|\d{1,2}(?:[．、]|\.(?!\d)))\s*"
)


def items_of(content: str) -> tuple[str, ...]:
    """Return what was agreed, one obligation a line, without the numbers people write themselves.

    The paper numbers them; «一、», «（二）», «3.» before a line would stand there twice.
    """
    lines = (NUMBER.sub("", line.strip()) for line in content.splitlines())
    return tuple(line for line in lines if line)
