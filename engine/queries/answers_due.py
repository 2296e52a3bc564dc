"""Urges and complaints: what was said, by when an answer is due, what was answered."""

from collections.abc import Sequence

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from engine.queries.gathering import name_of, office_names, user_names
from engine.queries.lens import Lens
from engine.queries.paging import FIRST, Found, Newest, Page, Turn, fetch, refine
from engine.queries.scope import Condition, within_reach
from engine.queries.supervision import ENDED, MINE, OPEN, OVERDUE, SEE, Answerable, Matter
from engine.queries.supervision_steps import mine_to_take, waiting_steps
from engine.rules.errors import Invalid
from engine.rules.permissions import Action, Actor
from engine.storage.models import CaseRow, ComplaintRow, UrgeRow


def urges(
    session: Session, actor: Actor, lens: Lens, box: str = OPEN, turn: Turn = FIRST
) -> Page[Matter]:
    """Return a page of the urges, the newest first.

    Raises:
        Invalid: ``supervision.list`` or ``page.cursor``.
    """
    query = _urges(actor).where(_in_box(actor, lens, box, UrgeRow))
    page = fetch(session, query, Newest(UrgeRow.id), turn)
    return refine(page, lambda rows: _urge_lines(session, actor, lens, rows))


def urges_of(session: Session, actor: Actor, lens: Lens, code: str) -> Sequence[Matter]:
    """Return every urge of a case the person may see, the newest first."""
    query = _urges(actor).where(CaseRow.code == code).order_by(UrgeRow.id.desc())
    return _urge_lines(session, actor, lens, session.execute(query).all())


def complaints(
    session: Session, actor: Actor, lens: Lens, box: str = OPEN, turn: Turn = FIRST
) -> Page[Matter]:
    """Return a page of the complaints, the newest first.

    Raises:
        Invalid: ``supervision.list`` or ``page.cursor``.
    """
    query = _complaints(actor).where(_in_box(actor, lens, box, ComplaintRow))
    page = fetch(session, query, Newest(ComplaintRow.id), turn)
    return refine(page, lambda rows: _complaint_lines(session, actor, lens, rows))


def complaints_of(session: Session, actor: Actor, lens: Lens, code: str) -> Sequence[Matter]:
    """Return every complaint about a case the person may see, the newest first."""
    query = _complaints(actor).where(CaseRow.code == code).order_by(ComplaintRow.id.desc())
    return _complaint_lines(session, actor, lens, session.execute(query).all())


def _in_box(actor: Actor, lens: Lens, box: str, table: Answerable) -> Condition:
    if box == OPEN:
        return table.replied_at.is_(None)
    if box == OVERDUE:
        return and_(table.replied_at.is_(None), table.reply_by < lens.now)
    if box == MINE:
        kind = "urge" if table is UrgeRow else "complaint"
        return mine_to_take(actor, kind, table.id)
    if box == ENDED:
        return table.replied_at.is_not(None)
    raise Invalid("supervision.list", box=box)


def _urges(actor: Actor) -> Select[UrgeRow, str, str]:
    return (
        select(UrgeRow, CaseRow.code, CaseRow.title)
        .join(CaseRow, CaseRow.id == UrgeRow.case_id)
        .where(within_reach(actor, SEE, UrgeRow.office_id))
    )


def _complaints(actor: Actor) -> Select[ComplaintRow, str, str]:
    """Return complaints somebody answers for, supervises, or took down; never those about them."""
    return (
        select(ComplaintRow, CaseRow.code, CaseRow.title)
        .join(CaseRow, CaseRow.id == ComplaintRow.case_id)
        .where(
            or_(
                within_reach(actor, SEE, ComplaintRow.office_id),
                within_reach(actor, Action.SUPERVISE, ComplaintRow.about_office_id),
                ComplaintRow.received_by == actor.user_id,
            ),
            or_(
                ComplaintRow.about_user_id.is_(None),
                ComplaintRow.about_user_id != actor.user_id,
            ),
        )
    )


def _urge_lines(
    session: Session, actor: Actor, lens: Lens, rows: Sequence[Found]
) -> Sequence[Matter]:
    found: list[UrgeRow] = [row.UrgeRow for row in rows]
    waiting = waiting_steps(session, actor, lens, "urge", (each.id for each in found))
    offices = office_names(session, (each.office_id for each in found))
    people = user_names(
        session, (key for each in found for key in (each.urged_by, each.replied_by))
    )
    return [
        Matter(
            id=each.id,
            number="",
            case_code=row.code,
            title=row.title,
            office=offices.get(each.office_id),
            issuer=None,
            state="answered" if each.replied_at else "open",
            result=None,
            text=each.text,
            demands=None,
            by=name_of(people, each.urged_by),
            at=each.urged_at,
            reply_by=each.reply_by,
            late=(each.replied_at or lens.now) > each.reply_by,
            answer=each.reply,
            answered_by=name_of(people, each.replied_by),
            answered_at=each.replied_at,
            waiting=waiting.get(each.id),
        )
        for row, each in zip(rows, found, strict=True)
    ]


def _complaint_lines(
    session: Session, actor: Actor, lens: Lens, rows: Sequence[Found]
) -> Sequence[Matter]:
    found: list[ComplaintRow] = [row.ComplaintRow for row in rows]
    waiting = waiting_steps(session, actor, lens, "complaint", (each.id for each in found))
    offices = office_names(
        session, (key for each in found for key in (each.office_id, each.about_office_id))
    )
    people = user_names(
        session,
        (key for each in found for key in (each.received_by, each.replied_by, each.about_user_id)),
    )
    return [
        Matter(
            id=each.id,
            number=each.number,
            case_code=row.code,
            title=row.title,
            office=offices.get(each.office_id),
            issuer=offices.get(each.about_office_id),
            state="answered" if each.replied_at else "open",
            result=each.result,
            text=each.text,
            demands=None,
            by=name_of(people, each.received_by),
            at=each.received_at,
            reply_by=each.reply_by,
            late=(each.replied_at or lens.now) > each.reply_by,
            answer=each.reply,
            answered_by=name_of(people, each.replied_by),
            answered_at=each.replied_at,
            waiting=waiting.get(each.id),
            origin=each.source,
            satisfied=each.satisfied,
            complainant=each.complainant,
            about=name_of(people, each.about_user_id),
        )
        for row, each in zip(rows, found, strict=True)
    ]


def urge(session: Session, actor: Actor, lens: Lens, urge_id: int) -> Matter | None:
    """Return one urge, or None for who may not see it."""
    rows = session.execute(_urges(actor).where(UrgeRow.id == urge_id)).all()
    return next(iter(_urge_lines(session, actor, lens, rows)), None)


def complaint(session: Session, actor: Actor, lens: Lens, complaint_id: int) -> Matter | None:
    """Return one complaint, or None for who may not see it."""
    rows = session.execute(_complaints(actor).where(ComplaintRow.id == complaint_id)).all()
    return next(iter(_complaint_lines(session, actor, lens, rows)), None)
