"""What was put right about a case, the latest first. Texts for those who may read them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.queries.gathering import name_of, user_names
from engine.queries.scope import sees, visible_case
from engine.rules.errors import NotAllowed
from engine.rules.permissions import Actor
from engine.storage.models import ClockRow, CorrectionRow, PartyRow


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """One correction: who, when (aware UTC), why, which facts and which clocks.

    ``changes`` and ``clocks`` are as kept on record: personal numbers masked, days as ISO text.
    """

    correction_id: int
    corrected_at: datetime
    corrected_by: str | None
    reason: str
    changes: tuple[Mapping[str, object], ...]
    clocks: tuple[Mapping[str, object], ...]


@dataclass(frozen=True, slots=True)
class Names:
    """What parties (by id) and rules (by key: Chinese, English) of a case are called."""

    parties: Mapping[int, str]
    rules: Mapping[str, tuple[str, str]]


def case_corrections(session: Session, actor: Actor, code: str) -> tuple[CorrectionLine, ...]:
    """Return every correction of a case.

    Raises:
        NotFound: ``case.unknown``. NotAllowed: the person may not read the case's texts.

    """
    case, place = visible_case(session, actor, code)
    if not sees(actor, place):
        raise NotAllowed()
    query = select(CorrectionRow).where(CorrectionRow.case_id == case.id)
    rows = session.scalars(query.order_by(CorrectionRow.id.desc())).all()
    names = user_names(session, (row.corrected_by for row in rows))
    return tuple(
        CorrectionLine(
            row.id,
            row.corrected_at,
            name_of(names, row.corrected_by),
            row.reason,
            tuple(row.changes),
            tuple(row.clocks),
        )
        for row in rows
    )


def correction_names(session: Session, actor: Actor, code: str) -> Names:
    """Return the names a list of corrections needs; the caller has shown the case already."""
    case, _ = visible_case(session, actor, code)
    parties = session.execute(select(PartyRow.id, PartyRow.name).where(PartyRow.case_id == case.id))
    clocks = session.execute(select(ClockRow.rule, ClockRow.row).where(ClockRow.case_id == case.id))
    rules = {
        key: (str(row.get("name_zh", key)), str(row.get("name_en") or row.get("name_zh", key)))
        for key, row in clocks
    }
    return Names({party_id: name for party_id, name in parties}, rules)
