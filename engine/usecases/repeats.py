"""The same thing sent twice by one person: a second click, or an answer lost on the way.

Steps, orders, urges and hand-offs refuse a second one by what they are. What may well happen twice
(a remark, a complaint, points) counts as sent again when nothing in it differs and it comes soon.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from engine.storage.models import Base
from engine.storage.work import Work

SOON = timedelta(minutes=10)

Written = TypeVar("Written", bound=Base)


def sent_before(
    work: Work, kind: type[Written], at: InstrumentedAttribute[datetime], /, **same: object
) -> Iterator[Written]:
    """Yield the rows of *kind* with the *same* values written in the last ten minutes.

    *at* is the column that says when a row was written.
    """
    alike = select(kind).filter_by(**same).where(at > work.now - SOON, at <= work.now)
    yield from work.session.scalars(alike.order_by(at.desc()))
