"""What forms of supervision offer to choose from: people complained about, rules of points."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.queries.lens import Lens
from engine.queries.scope import visible_case
from engine.rules.permissions import Actor
from engine.rules.points import PointRule, finding_rules
from engine.storage.models import GrantRow, UserRow
from engine.storage.people import in_force
from engine.storage.published import law_table


def people_of_holder(
    session: Session, actor: Actor, lens: Lens, code: str
) -> Sequence[tuple[int, str]]:
    """Return who works today in the office that holds a case, as (id, name), by id.

    Raises:
        NotFound: ``case.unknown``, also for a stranger.

    """
    case, _ = visible_case(session, actor, code)
    query = (
        select(UserRow.id, UserRow.name)
        .join(GrantRow, GrantRow.user_id == UserRow.id)
        .where(GrantRow.office_id == case.holder_id, UserRow.active, in_force(lens.today))
        .distinct()
        .order_by(UserRow.id)
    )
    return [(user_id, name) for user_id, name in session.execute(query)]


def point_rules(session: Session, lens: Lens, kind: str) -> Sequence[PointRule]:
    """Return the rules of points a finding of a check of that *kind* may name today."""
    return finding_rules(law_table(session, "points").table, kind, lens.today)
