"""Urges and complaints: what was said, by when an answer is due, what was answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from engine.queries.gathering import name_of, office_names, user_names
from engine.queries.lens import Lens
from engine.queries.matters import ENDED, MINE, OPEN, OVERDUE, Boxes, MatterList
from engine.queries.paging import Found
from engine.queries.scope import within_reach
from engine.queries.supervision import SEE, Answerable, Matter
from engine.queries.supervision_steps import Waiting, mine_to_take, waiting_steps
from engine.rules.permissions import Action, Actor
from engine.storage.models import CaseRow, ComplaintRow, UrgeRow


def _boxes(actor: Actor, lens: Lens, kind: str, table: Answerable) -> Boxes:
    unanswered = table.replied_at.is_(None)
    return {
        OPEN: unanswered,
        OVERDUE: and_(unanswered, table.reply_by < lens.now),
        MINE: mine_to_take(actor, kind, table.id),
        ENDED: table.replied_at.is_not(None),
    }


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


@dataclass(frozen=True, slots=True)
class _Page:
    """What the lines of one page share: names by id, open steps by matter, the instant."""

    offices: Mapping[int, str]
    people: Mapping[int, str]
    waiting: Mapping[int, Waiting]
    now: datetime

    def matter(
        self, row: Found, each: UrgeRow | ComplaintRow, sent: tuple[int, datetime]
    ) -> Matter:
        """Return what urges and complaints have alike; *sent*: by whom and when."""
        by, at = sent
        return Matter(
            id=each.id,
            number="",
            case_code=row.code,
            title=row.title,
            office=self.offices.get(each.office_id),
            issuer=None,
            state="answered" if each.replied_at else "open",
            result=None,
            text=each.text,
            demands=None,
            by=name_of(self.people, by),
            at=at,
            reply_by=each.reply_by,
            late=(each.replied_at or self.now) > each.reply_by,
            answer=each.reply,
            answered_by=name_of(self.people, each.replied_by),
            answered_at=each.replied_at,
            waiting=self.waiting.get(each.id),
        )


def _urge_lines(
    session: Session, actor: Actor, lens: Lens, rows: Sequence[Found]
) -> Sequence[Matter]:
    found: list[UrgeRow] = [row.UrgeRow for row in rows]
    page = _Page(
        office_names(session, (each.office_id for each in found)),
        user_names(session, (key for each in found for key in (each.urged_by, each.replied_by))),
        waiting_steps(session, actor, lens, "urge", (each.id for each in found)),
        lens.now,
    )
    return [
        page.matter(row, each, (each.urged_by, each.urged_at))
        for row, each in zip(rows, found, strict=True)
    ]


def _complaint_lines(
    session: Session, actor: Actor, lens: Lens, rows: Sequence[Found]
) -> Sequence[Matter]:
    found: list[ComplaintRow] = [row.ComplaintRow for row in rows]
    offices = (key for each in found for key in (each.office_id, each.about_office_id))
    people = (
        key for each in found for key in (each.received_by, each.replied_by, each.about_user_id)
    )
    page = _Page(
        office_names(session, offices),
        user_names(session, people),
        waiting_steps(session, actor, lens, "complaint", (each.id for each in found)),
        lens.now,
    )
    return [
        replace(
            page.matter(row, each, (each.received_by, each.received_at)),
            number=each.number,
            issuer=page.offices.get(each.about_office_id),
            result=each.result,
            origin=each.source,
            satisfied=each.satisfied,
            complainant=each.complainant,
            about=name_of(page.people, each.about_user_id),
        )
        for row, each in zip(rows, found, strict=True)
    ]


URGES: MatterList[Matter] = MatterList(
    UrgeRow.id,
    _urges,
    lambda actor, lens: _boxes(actor, lens, "urge", UrgeRow),
    _urge_lines,
)
COMPLAINTS: MatterList[Matter] = MatterList(
    ComplaintRow.id,
    _complaints,
    lambda actor, lens: _boxes(actor, lens, "complaint", ComplaintRow),
    _complaint_lines,
)
