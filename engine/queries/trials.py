"""Saved trials as their page shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.queries.drafts import Hand, require_reader
from engine.queries.gathering import user_names
from engine.rules.permissions import Actor
from engine.storage.models import TrialRow


@dataclass(frozen=True, slots=True)
class TrialLine:
    """One saved trial; ``expected`` is where it must end, ``retired`` who put it away."""

    trial_id: int
    title: str
    process_id: str
    starts_at: datetime
    given: Mapping[str, Any]
    acts: tuple[Mapping[str, Any], ...]
    expected: Mapping[str, Any]
    made: Hand
    retired: Hand | None


def trial_lines(session: Session, actor: Actor, *, retired: bool = False) -> tuple[TrialLine, ...]:
    """Return the trials that must hold, or those put away, the newest first.

    Raises:
        NotFound: ``page.unknown``.

    """
    require_reader(actor)
    away = TrialRow.retired_at.is_not(None) if retired else TrialRow.retired_at.is_(None)
    rows = session.scalars(select(TrialRow).where(away).order_by(TrialRow.id.desc())).all()
    names = user_names(session, (who for row in rows for who in (row.made_by, row.retired_by)))

    def hand(user_id: int | None, at: datetime) -> Hand:
        return Hand(user_id, names.get(user_id or 0), at)

    return tuple(
        TrialLine(
            trial_id=row.id,
            title=row.title,
            process_id=row.process_id,
            starts_at=row.starts_at,
            given=row.given,
            acts=tuple(row.acts),
            expected=row.expected,
            made=hand(row.made_by, row.made_at),
            retired=hand(row.retired_by, row.retired_at) if row.retired_at else None,
        )
        for row in rows
    )
