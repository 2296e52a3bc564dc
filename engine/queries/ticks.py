"""When each tick of the scheduler last ran, and how late it was."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.queries.lens import Lens
from engine.storage.models import TickRow

TICKS = select(
    TickRow.name, TickRow.ran_at, TickRow.lag_seconds, TickRow.handled, TickRow.fault
).order_by(TickRow.name)


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
            name=name,
            ran_at=ran_at,
            age_seconds=(lens.now - ran_at).total_seconds(),
            lag_seconds=lag_seconds,
            handled=handled,
            fault=fault,
        )
        for name, ran_at, lag_seconds, handled, fault in session.execute(TICKS)
    )
