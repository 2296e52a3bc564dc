"""The papers of a case: agreement, sittings, notes, 案号, hand-offs. Texts for those who may read.

Each function judges by itself whether the person may know of the case, so that a page cannot
forget it. Identity and phone numbers typed into texts are masked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.queries.gathering import name_of, office_names, user_names
from engine.queries.scope import sees, visible_case
from engine.rules.masking import mask_text
from engine.rules.permissions import Actor
from engine.storage.models import AgreementRow, DocketRow, HandoffRow, NoteRow, SittingRow


@dataclass(frozen=True, slots=True)
class Agreement:
    """A mediation agreement. Money in 分; ``content`` and ``terms`` None where not to be read."""

    agreement_id: int
    number: str
    form: str
    content: str | None
    terms: Mapping[str, object] | None
    amount_fen: int | None
    perform_by: date | None
    effective_on: date
    performance: str
    performed_at: datetime | None
    confirmation: str | None
    voided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Sitting:
    """A mediation sitting, held or planned."""

    sitting_id: int
    number: int
    held_at: datetime
    place: str | None
    way: str | None
    present: str | None
    record: str | None
    result: str
    planned: bool
    recorded_by: str | None


@dataclass(frozen=True, slots=True)
class Note:
    """A remark on a case."""

    note_id: int
    author: str | None
    written_at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Docket:
    """A 案号 the case carries or carried."""

    text: str
    kind: str
    office: str | None
    allotted_at: datetime


@dataclass(frozen=True, slots=True)
class Handoff:
    """A case sent from one office or channel to another, and its receipt.

    ``papers`` are ``{"name", "pages", "original"}``, ``consents`` ``{"party", "how", "on"}``;
    reasons, papers and consents are None for those who may not read texts.
    """

    handoff_id: int
    number: str
    from_office: str | None
    to_office: str | None
    from_channel: str | None
    to_channel: str
    state: str
    sent_by: str | None
    sent_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    reply_by: date | None
    returns: int
    reason: str | None
    basis: str | None
    papers: tuple[Mapping[str, object], ...] | None
    consents: tuple[Mapping[str, object], ...] | None
    return_reason: str | None


def agreements_of(session: Session, actor: Actor, code: str) -> tuple[Agreement, ...]:
    """Return the agreements of a case, the newest first.

    Raises:
        NotFound: ``case.unknown``.

    """
    case, place = visible_case(session, actor, code)
    may_read = sees(actor, place)
    query = select(AgreementRow).where(AgreementRow.case_id == case.id)
    rows = session.scalars(query.order_by(AgreementRow.id.desc()))
    return tuple(
        Agreement(
            agreement_id=row.id,
            number=row.number,
            form=row.form,
            content=mask_text(row.content) if may_read else None,
            terms=row.terms if may_read else None,
            amount_fen=row.amount_fen if may_read else None,
            perform_by=row.perform_by,
            effective_on=row.effective_on,
            performance=row.performance,
            performed_at=row.performed_at,
            confirmation=row.confirmation,
            voided_at=row.voided_at,
        )
        for row in rows
    )


def sittings_of(session: Session, actor: Actor, code: str) -> tuple[Sitting, ...]:
    """Return the sittings of a case, the latest first.

    Raises:
        NotFound: ``case.unknown``.

    """
    case, place = visible_case(session, actor, code)
    may_read = sees(actor, place)
    query = select(SittingRow).where(SittingRow.case_id == case.id)
    rows = session.scalars(query.order_by(SittingRow.held_at.desc(), SittingRow.id.desc())).all()
    people = user_names(session, (row.recorded_by for row in rows))
    return tuple(
        Sitting(
            sitting_id=row.id,
            number=row.number,
            held_at=row.held_at,
            place=row.place if may_read else None,
            way=row.way,
            present=mask_text(row.present or "") if may_read else None,
            record=mask_text(row.record) if may_read else None,
            result=row.result,
            planned=row.planned,
            recorded_by=name_of(people, row.recorded_by),
        )
        for row in rows
    )


def notes_of(session: Session, actor: Actor, code: str) -> tuple[Note, ...]:
    """Return the remarks on a case, the newest first; none for those who may not read texts.

    Raises:
        NotFound: ``case.unknown``.

    """
    case, place = visible_case(session, actor, code)
    if not sees(actor, place):
        return ()
    query = select(NoteRow).where(NoteRow.case_id == case.id).order_by(NoteRow.id.desc())
    rows = session.scalars(query).all()
    people = user_names(session, (row.author_id for row in rows))
    return tuple(
        Note(row.id, people.get(row.author_id), row.written_at, mask_text(row.text)) for row in rows
    )


def dockets_of(session: Session, actor: Actor, code: str) -> tuple[Docket, ...]:
    """Return the 案号 of a case, the newest first.

    Raises:
        NotFound: ``case.unknown``.

    """
    case, _ = visible_case(session, actor, code)
    query = select(DocketRow).where(DocketRow.case_id == case.id).order_by(DocketRow.id.desc())
    rows = session.scalars(query).all()
    offices = office_names(session, (row.office_id for row in rows))
    return tuple(
        Docket(row.text, row.kind, offices.get(row.office_id), row.allotted_at) for row in rows
    )


def handoffs_of(session: Session, actor: Actor, code: str) -> tuple[Handoff, ...]:
    """Return the hand-offs of a case, the newest first.

    Raises:
        NotFound: ``case.unknown``.

    """
    case, place = visible_case(session, actor, code)
    query = select(HandoffRow).where(HandoffRow.case_id == case.id)
    rows = list(session.scalars(query.order_by(HandoffRow.id.desc())))
    return read_handoffs(session, rows, may_read=sees(actor, place))


def read_handoffs(
    session: Session, rows: list[HandoffRow], *, may_read: bool
) -> tuple[Handoff, ...]:
    """Return hand-offs with the names of offices and people; two statements."""
    offices = office_names(
        session, (key for row in rows for key in (row.from_office_id, row.to_office_id))
    )
    people = user_names(session, (key for row in rows for key in (row.sent_by, row.decided_by)))
    return tuple(
        Handoff(
            handoff_id=row.id,
            number=row.number,
            from_office=offices.get(row.from_office_id),
            to_office=offices.get(row.to_office_id),
            from_channel=row.from_channel,
            to_channel=row.to_channel,
            state=row.state,
            sent_by=name_of(people, row.sent_by),
            sent_at=row.sent_at,
            decided_by=name_of(people, row.decided_by),
            decided_at=row.decided_at,
            reply_by=row.reply_by,
            returns=row.returns,
            reason=mask_text(row.reason) if may_read else None,
            basis=row.basis if may_read else None,
            papers=tuple(row.papers) if may_read else None,
            consents=tuple(row.consents) if may_read else None,
            return_reason=row.return_reason if may_read else None,
        )
        for row in rows
    )
