"""When each tick of the scheduler last ran, and how late it was."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.queries.lens import Lens
from engine.storage.models import TickRow


@dataclass(frozen=True, slots=True)
class TickLine:
    """When a tick last ran: how long ago, how late it was then, how much it did."""

    name: str
    ran_at: datetime
    age_seconds: float
    lag_seconds: float
    handled: int
    fault: str | None


def ticks(session: Session, lens: Lens) -> tuple[TickLine, ...]:
    """Return when each tick last ran, by name."""
    return tuple(
        TickLine(
            name=row.name,
            ran_at=row.ran_at,
            age_seconds=(lens.now - row.ran_at).total_seconds(),
            lag_seconds=row.lag_seconds,
            handled=row.handled,
            fault=row.fault,
        )
        for row in session.scalars(select(TickRow).order_by(TickRow.name))
    )
