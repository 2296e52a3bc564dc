"""What stands on a case's papers: personal facts in full, only for those who may print."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.queries.scope import present, visible_case
from engine.rules.calendar import local_day
from engine.rules.codes import CATEGORY
from engine.rules.errors import NotAllowed, NotFound
from engine.rules.papers import (
    PaperAgreement,
    PaperEnding,
    PaperFacts,
    PaperKind,
    PaperSitting,
    items_of,
)
from engine.rules.party import Party
from engine.rules.permissions import Action, Actor, Place, may
from engine.storage.codes import codes_of
from engine.storage.models import (
    AgreementRow,
    CaseRow,
    OfficeRow,
    PartyRow,
    SittingRow,
    UserRow,
    WorkItemRow,
)

Answers = Mapping[str, object]


def prints_papers(session: Session, actor: Actor, code: str) -> bool:
    """Say whether the person may print the papers of a case they may know of.

    Raises:
        NotFound: ``case.unknown``, for a stranger.

    """
    return _prints(actor, visible_case(session, actor, code)[1])


def _category(session: Session, case: CaseRow) -> str:
    """Return what the office calls the category; its code where the paper's own words will do."""
    found = (each.zh for each in codes_of(session, CATEGORY) if each.code == case.category)
    return next(found, "") or case.category


def _prints(actor: Actor, place: Place) -> bool:
    return may(actor, Action.READ_PRINTS, place) and may(actor, Action.READ_PARTIES, place)


def paper_facts(
    session: Session, actor: Actor, code: str, kind: str, sitting: int | None = None
) -> PaperFacts:
    """Return what stands on one paper of a case.

    Args:
        session: a read session.
        actor: who prints.
        code: the case's code.
        kind: a word of ``PaperKind``.
        sitting: the number of the one sitting wanted on a mediation record; None: all.

    Raises:
        NotFound: ``page.unknown``: no such paper or sitting; ``case.unknown``: for a stranger.
        NotAllowed: the person may know of the case but not print its papers.

    """
    if kind not in set(PaperKind):
        raise NotFound("page.unknown", paper=kind)
    case, place = visible_case(session, actor, code)
    if not _prints(actor, place):
        raise NotAllowed()
    registered_on = local_day(case.registered_at)
    office = session.get_one(OfficeRow, case.body_id or case.holder_id)
    names = _names(session, case)
    return PaperFacts(
        kind=PaperKind(kind),
        code=case.code,
        docket_no=case.docket_no,
        channel=case.channel,
        office=office.name,
        office_phone=office.phone,
        title=case.title,
        summary=case.summary,
        category=_category(session, case),
        source=case.source,
        source_ref=case.source_ref,
        people_count=case.people_count,
        amount_fen=case.amount_fen,
        happened_on=case.happened_on,
        happened_place=case.happened_place,
        registered_on=registered_on,
        accepted_on=local_day(case.accepted_at) if case.accepted_at else None,
        registrar=names.get(case.registered_by),
        mediator=names.get(case.assignee_id) if case.assignee_id else None,
        parties=_parties(session, case),
        sittings=_sittings(session, case, sitting),
        agreement=_agreement(session, case),
        ending=_ending(session, case),
    )


def _names(session: Session, case: CaseRow) -> dict[int, str]:
    ids = present((case.registered_by, case.assignee_id))
    query = select(UserRow.id, UserRow.name).where(UserRow.id.in_(ids))
    return {user_id: name for user_id, name in session.execute(query)}


def _parties(session: Session, case: CaseRow) -> tuple[Party, ...]:
    query = select(PartyRow).where(PartyRow.case_id == case.id).order_by(PartyRow.id)
    names = [each.name for each in fields(Party)]
    return tuple(
        Party(**{name: getattr(row, name) for name in names}) for row in session.scalars(query)
    )


def _sittings(session: Session, case: CaseRow, number: int | None) -> tuple[PaperSitting, ...]:
    query = (
        select(SittingRow, UserRow.name, WorkItemRow.answers)
        .outerjoin(UserRow, UserRow.id == SittingRow.recorded_by)
        # The step that wrote a sitting down ended in the same instant; it knows who was invited.
        .outerjoin(
            WorkItemRow,
            (WorkItemRow.case_id == SittingRow.case_id)
            & (WorkItemRow.ended_at == SittingRow.recorded_at)
            & (WorkItemRow.form.like("%\\_record", escape="\\")),
        )
        .where(SittingRow.case_id == case.id, SittingRow.planned.is_(False))
        .order_by(SittingRow.number)
    )
    if number is not None:
        query = query.where(SittingRow.number == number)
    found = [_sitting(row, name, answers or {}) for row, name, answers in session.execute(query)]
    if number is not None and not found:
        raise NotFound("page.unknown", sitting=number)
    return tuple(found)


def _sitting(row: SittingRow, recorder: str | None, answers: Answers) -> PaperSitting:
    return PaperSitting(
        number=row.number,
        held_at=row.held_at,
        place=row.place,
        way=row.way,
        present=row.present,
        invited=_text(answers, "invited"),
        record=row.record,
        result=row.result,
        reason=_text(answers, "reason"),
        recorder=recorder,
    )


def _agreement(session: Session, case: CaseRow) -> PaperAgreement | None:
    query = select(AgreementRow).where(
        AgreementRow.case_id == case.id, AgreementRow.voided_at.is_(None)
    )
    row = session.scalars(query.order_by(AgreementRow.id.desc())).first()
    if row is None:
        return None
    copies = row.terms.get("copies")
    return PaperAgreement(
        number=row.number,
        form=row.form,
        facts=_text(row.terms, "facts"),
        disputes=_text(row.terms, "disputes"),
        responsibility=_text(row.terms, "responsibility"),
        items=items_of(row.content),
        amount_fen=row.amount_fen,
        how=_text(row.terms, "how"),
        place=_text(row.terms, "place"),
        perform_by=row.perform_by,
        at_once=row.terms.get("performance") == "performed",
        effective_on=row.effective_on,
        copies=int(copies) if isinstance(copies, int | float) else None,
    )


def _ending(session: Session, case: CaseRow) -> PaperEnding | None:
    """Return what the newest step that ended mediation and told the routes put on record."""
    query = (
        select(WorkItemRow.answers)
        .where(
            WorkItemRow.case_id == case.id,
            WorkItemRow.form == "termination",
            WorkItemRow.status == "done",
        )
        .order_by(WorkItemRow.id.desc())
    )
    answers = session.scalars(query).first()
    if not answers:
        return None
    routes = answers.get("routes")
    told_on = _text(answers, "told_on")
    return PaperEnding(
        ground=_text(answers, "reason_code"),
        reason=_text(answers, "reason"),
        disputes=_text(answers, "disputes"),
        routes=tuple(str(route) for route in routes) if isinstance(routes, list) else (),
        told_on=date.fromisoformat(told_on) if told_on else None,
        told_how=_text(answers, "told_how"),
    )


def _text(answers: Answers, key: str) -> str | None:
    value = answers.get(key)
    return value.strip() or None if isinstance(value, str) else None
