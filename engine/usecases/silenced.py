"""Whether somebody has asked for quiet about a clock: everybody's silence, or one's own snooze."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from engine.storage.models import CaseRow, ClockRow, SilenceRow
from engine.storage.reading import ask
from engine.storage.work import Work

ASKED = select(SilenceRow.user_id, SilenceRow.clock_id).where(
    SilenceRow.case_id == bindparam("case_id"),
    SilenceRow.until_at > bindparam("now"),
    SilenceRow.lifted_at.is_(None),
)


@dataclass(frozen=True, slots=True)
class Quieted:
    """Who is not told for now; ``everybody`` or the ids of those who snooze."""

    everybody: bool = False
    people: frozenset[int] = frozenset()

    def holds(self, user_id: int) -> bool:
        """Say whether telling *user_id* waits."""
        return self.everybody or user_id in self.people


def asked_with(work: Work, case_id: int) -> dict[str, object]:
    """Return what ``ASKED`` is asked with; time is the wall's, not a fired clock's."""
    return {"case_id": case_id, "now": work.recorded_at}


def keep(work: Work, case: CaseRow, rows: Iterable[Any]) -> None:
    """Keep the answer of ``ASKED``."""
    work.gathered["silences", case.id] = [tuple(row) for row in rows]


def quieted(work: Work, case: CaseRow, clock: ClockRow) -> Quieted:
    """Return who is not to be told of *clock* now; time is the wall's, not a fired clock's."""
    key = ("silences", case.id)
    if key not in work.gathered:
        keep(work, case, ask(work.session, ASKED, asked_with(work, case.id)))
    asked = {user_id for user_id, of in work.gathered[key] if of in {None, clock.id}}
    return Quieted(None in asked, frozenset(each for each in asked if each is not None))
