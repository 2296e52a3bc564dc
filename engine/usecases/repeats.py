"""The same thing sent twice by one person: a second click, or an answer lost on the way.

Steps, orders, urges and hand-offs refuse a second one by what they are. What may well happen twice
(a remark, a complaint, points) counts as sent again when nothing in it differs and it comes soon.
Two that come in the same moment take turns, so that the second finds the first.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from engine.storage.models import Base
from engine.storage.turns import take_turn
from engine.storage.work import Work

SOON = timedelta(minutes=10)

Written = TypeVar("Written", bound=Base)


def sent_before(
    work: Work, kind: type[Written], at: InstrumentedAttribute[datetime], /, **same: object
) -> Sequence[Written]:
    """Return the rows of *kind* with the *same* values written about now, the latest first.

    *at* is the column that says when a row was written. One that is a little later than now
    counts: whoever waited for its turn began before the row was there.
    """
    take_turn(work.session, f"{kind.__tablename__} {sorted(same.items(), key=str)}")
    alike = select(kind).filter_by(**same).where(at > work.now - SOON, at < work.now + SOON)
    return work.session.scalars(alike.order_by(at.desc())).all()
