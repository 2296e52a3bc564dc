"""What a case is about: its texts and its parties, numbers masked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.rules.errors import Invalid
from engine.rules.masking import mask_address, mask_id_number, mask_phone, mask_text
from engine.storage.models import CaseRow, PartyRow

CLOSED = "••••"  # there is something, and no key here opens it


@dataclass(frozen=True, slots=True)
class Party:
    """A person or organisation in the case. Numbers and address are masked already."""

    party_id: int
    role: str
    kind: str
    name: str
    gender: str | None
    born_on: date | None
    ethnicity: str | None
    occupation: str | None
    id_number: str | None
    phone: str | None
    address: str | None
    represents: str | None


@dataclass(frozen=True, slots=True)
class Dispute:
    """What the dispute is about: texts, for those who may read them. Money in 分."""

    title: str
    summary: str
    happened_on: date | None
    happened_place: str | None
    people_count: int
    amount_fen: int | None
    source_ref: str | None
    violence: str
    marks: tuple[str, ...]
    grade_reasons: tuple[Mapping[str, object], ...]
    route: Mapping[str, object]
    parties: tuple[Party, ...]


def dispute_of(session: Session, case: CaseRow) -> Dispute:
    """Return what a case is about; the caller has judged that it may be read."""
    return Dispute(
        title=case.title,
        summary=mask_text(case.summary),
        happened_on=case.happened_on,
        happened_place=case.happened_place,
        people_count=case.people_count,
        amount_fen=case.amount_fen,
        source_ref=case.source_ref,
        violence=case.violence,
        marks=tuple(mark for mark, holds in case.marks.items() if holds),
        grade_reasons=tuple(case.grade_reasons),
        route=case.route,
        parties=parties_of(session, case),
    )


def parties_of(session: Session, case: CaseRow) -> tuple[Party, ...]:
    """Return the parties of a case with their numbers masked, in the order they were named."""
    rows = session.scalars(
        select(PartyRow).where(PartyRow.case_id == case.id).order_by(PartyRow.id)
    )
    return tuple(
        Party(
            party_id=row.id,
            role=row.role,
            kind=row.kind,
            name=row.name,
            gender=row.gender,
            born_on=row.born_on,
            ethnicity=row.ethnicity,
            occupation=row.occupation,
            id_number=_masked(row, "id_number", mask_id_number),
            phone=_masked(row, "phone", mask_phone),
            address=_masked(row, "address", mask_address),
            represents=row.represents,
        )
        for row in rows
    )


def _masked(row: PartyRow, name: str, mask: Callable[[str | None], str | None]) -> str | None:
    """Return a number masked; one that cannot be opened must not keep the rest from being seen."""
    try:
        return mask(getattr(row, name))
    except Invalid:
        return CLOSED
