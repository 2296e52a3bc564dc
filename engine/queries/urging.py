"""Which cases of a list somebody may urge, and of which an urge still waits for its answer."""

from collections.abc import Iterable, Mapping

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from engine.queries.paging import Query
from engine.queries.same_again import same_again
from engine.queries.scope import at_case
from engine.rules.case import ENDED
from engine.rules.permissions import Action, Actor, reach
from engine.storage.models import CaseRow, UrgeRow


def urges_waiting(session: Session, actor: Actor, codes: Iterable[str]) -> Mapping[str, bool]:
    """Return, of these cases, those *actor* may urge: does an urge of it wait for its answer?

    One statement; none for who urges nobody. Cases that have ended are left out.
    """
    wanted = sorted(set(codes))
    if not wanted or not any(reach(actor, Action.URGE)):
        return {}
    found = session.execute(_urgeable(actor), {"codes": wanted})
    return {code: bool(waiting) for code, waiting in found}


@same_again
def _urgeable(actor: Actor) -> Query:
    waits = exists().where(UrgeRow.case_id == CaseRow.id, UrgeRow.replied_at.is_(None))
    return select(CaseRow.code, waits).where(
        CaseRow.code.in_(bindparam("codes", expanding=True)),
        CaseRow.status.not_in([str(status) for status in ENDED]),
        at_case(actor, Action.URGE),
    )
