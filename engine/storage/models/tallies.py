"""How many there are, kept by the database itself, so that a board need not count."""

from sqlalchemy.orm import Mapped, mapped_column

from engine.storage.models.base import Base, Wide


class TallyRow(Base):
    """Some more or fewer of one kind; the number of a kind is the sum over its rows.

    Written by triggers in the transaction that changes what is counted, and by nobody else
    (``engine.storage.tallies``). Each change adds rows: writers never wait for each other.
    """

    __tablename__ = "tally"

    id: Mapped[Wide] = mapped_column(primary_key=True)
    counted: Mapped[str]  # case: an open one; clock: one that something will still happen to
    holder_id: Mapped[int | None]  # the rest is of cases only, and as in their row
    channel: Mapped[str | None]
    rule: Mapped[str | None]
    shown: Mapped[str | None]
    number: Mapped[int]
