"""How people want to be told, and who stands in for whom: rows read, never decided upon."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    JSON,
    BindParameter,
    CompoundSelect,
    Date,
    Integer,
    bindparam,
    func,
    literal,
    null,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session

from engine.rules.channels import Channel
from engine.storage.leases import is_sqlite
from engine.storage.models import AbsenceRow, ReachRow
from engine.storage.reading import ask

QUIET = {"autoflush": False}
AWAY = "absence"
IDS = JSON().with_variant(ARRAY(Integer), "postgresql")


def told_of(people: Any) -> CompoundSelect[Any]:
    """Return the question how *people*, ids or a query of ids, are told on ``:day``."""
    return union_all(
        select(
            ReachRow.user_id, ReachRow.channel, ReachRow.wanted, null().label("substitute_id")
        ).where(ReachRow.user_id.in_(people)),
        select(AbsenceRow.user_id, literal(AWAY), true(), AbsenceRow.substitute_id).where(
            AbsenceRow.user_id.in_(people),
            AbsenceRow.from_on <= bindparam("day"),
            AbsenceRow.to_on >= bindparam("day"),
            AbsenceRow.ended_at.is_(None),
        ),
    )


@lru_cache(maxsize=2)
def _told_of_ids(sqlite: bool) -> CompoundSelect[Any]:  # noqa: FBT001  # each spells a list its way
    ids: BindParameter[Any] = bindparam("ids", type_=IDS)
    return told_of(
        select(func.json_each(ids).table_valued("value").c.value)
        if sqlite
        else select(func.unnest(ids))
    )


@dataclass(frozen=True, slots=True)
class Told:
    """How a person is told on a day.

    ``wanted`` says of a channel whether they want it; one that is not named is as it is by
    default. ``away``: they are absent; ``substitute_id`` is who stands in, if anybody does.
    """

    wanted: dict[str, bool] = field(default_factory=dict)
    away: bool = False
    substitute_id: int | None = None

    def channels(self, email: str | None) -> tuple[str, ...]:
        """Return the ways out by which the person wants to be told; e-mail unless refused."""
        return tuple(
            each
            for each in Channel
            if self.wanted.get(each, each is Channel.EMAIL and email is not None)
        )


def told_on(session: Session, user_ids: Iterable[int], day: date) -> dict[int, Told]:
    """Return how people are told on *day*, by id; one statement for all of them."""
    ids = sorted(set(user_ids))
    statement = _told_of_ids(is_sqlite(session))
    return read_told(ids, ask(session, statement, {"ids": ids, "day": day}))


def read_told(ids: Iterable[int], rows: Iterable[Any]) -> dict[int, Told]:
    """Return how the people *ids* are told, as the answer to ``told_of`` says; others are left."""
    found = {each: Told() for each in ids}
    for user_id, channel, wanted, substitute in rows:
        if user_id not in found:
            continue
        told = found[user_id]
        if channel == AWAY:
            found[user_id] = replace(
                told, away=True, substitute_id=substitute or told.substitute_id
            )
        else:
            told.wanted[channel] = bool(wanted)
    return found


# the absent whose substitute a person is; asked at every request, so put together once
STANDS_FOR = select(AbsenceRow.user_id).where(
    AbsenceRow.substitute_id == bindparam("who"),
    AbsenceRow.from_on <= bindparam("day", type_=Date),
    AbsenceRow.to_on >= bindparam("day", type_=Date),
    AbsenceRow.ended_at.is_(None),
)


def reaches_of(session: Session, user_id: int) -> Sequence[ReachRow]:
    """Return what a person has set for the channels."""
    return session.scalars(select(ReachRow).where(ReachRow.user_id == user_id)).all()


def reach_of(session: Session, user_id: int, channel: str) -> ReachRow | None:
    """Return what a person has set for one channel, or None."""
    query = select(ReachRow).where(ReachRow.user_id == user_id, ReachRow.channel == channel)
    return session.scalars(query.execution_options(**QUIET)).first()
