"""Whether somebody has asked for quiet about a clock: everybody's silence, or one's own snooze."""

from dataclasses import dataclass

from sqlalchemy import or_, select

from engine.storage.models import CaseRow, ClockRow, SilenceRow
from engine.storage.work import QUIET, Work


@dataclass(frozen=True, slots=True)
class Quieted:
    """Who is not told for now; ``everybody`` or the ids of those who snooze."""

    everybody: bool = False
    people: frozenset[int] = frozenset()

    def holds(self, user_id: int) -> bool:
        """Say whether telling *user_id* waits."""
        return self.everybody or user_id in self.people


def quieted(work: Work, case: CaseRow, clock: ClockRow) -> Quieted:
    """Return who is not to be told of *clock* now; time is the wall's, not a fired clock's."""
    query = (
        select(SilenceRow.user_id)
        .where(
            SilenceRow.case_id == case.id,
            or_(SilenceRow.clock_id.is_(None), SilenceRow.clock_id == clock.id),
            SilenceRow.until_at > work.recorded_at,
            SilenceRow.lifted_at.is_(None),
        )
        .execution_options(**QUIET)
    )
    asked = set(work.session.scalars(query))
    return Quieted(None in asked, frozenset(each for each in asked if each is not None))
