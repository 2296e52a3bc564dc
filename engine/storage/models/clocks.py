"""The deadline ledger: the only truth about time limits."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column

from engine.storage.models.base import Base, Wide


class ClockRow(Base):
    """One time limit of one case, with the rule it was opened under.

    ``next_at`` is the next instant at which something happens to it (turns yellow, orange,
    red and fires); null when nothing more will. The sweep reads by it and by nothing else.
    """

    __tablename__ = "clock"
    __table_args__ = (
        Index("ix_clock_next", "next_at"),
        Index("ix_clock_case", "case_id", "status"),
        Index("ix_clock_anchor", "process_id", "anchor"),
        Index("ix_clock_warned", "ended_at", "colour", "due_at"),
    )

    id: Mapped[Wide] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    process_id: Mapped[Wide | None] = mapped_column(ForeignKey("process.id"))
    anchor: Mapped[str | None]  # the engine's id of the activity it presses on
    element: Mapped[str | None]
    fires: Mapped[bool]  # a boundary timer waits for it
    rule: Mapped[str]
    row: Mapped[dict[str, Any]]  # the whole rule row, frozen
    thresholds: Mapped[dict[str, Any]]
    # whether the thresholds are those of a sensitive period
    sensitive: Mapped[bool] = mapped_column(default=False, server_default=false())
    start_key: Mapped[str]  # with case and rule: which occurrence of the start event
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))  # whose calendar counts
    started_at: Mapped[datetime]
    start_on: Mapped[date]
    raw_end_on: Mapped[date | None]
    due_on: Mapped[date | None]
    due_at: Mapped[datetime | None]  # null while paused
    yellow_at: Mapped[datetime | None]
    orange_at: Mapped[datetime | None]
    provisional: Mapped[bool]
    calendar_version: Mapped[str]
    status: Mapped[str]  # running | paused | met | expired | cancelled
    colour: Mapped[str]
    round: Mapped[int] = mapped_column(default=0)  # times a colour that was told was taken back
    next_at: Mapped[datetime | None]
    fired_at: Mapped[datetime | None]  # final: an extension afterwards does not unfire it
    ended_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class PauseRow(Base):
    """Days that do not count: [from, to)."""

    __tablename__ = "pause"

    id: Mapped[int] = mapped_column(primary_key=True)
    clock_id: Mapped[Wide] = mapped_column(ForeignKey("clock.id"), index=True)
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    reason: Mapped[str]
    document: Mapped[str | None]
    paused_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    paused_at: Mapped[datetime]
    resumed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    resumed_at: Mapped[datetime | None]


class ExtensionRow(Base):
    """A request for more time, and its decision."""

    __tablename__ = "extension"
    __table_args__ = (Index("ix_extension_state", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    clock_id: Mapped[Wide] = mapped_column(ForeignKey("clock.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))  # whose leader decides
    length: Mapped[int]  # in the rule's unit
    reason: Mapped[str]
    consents: Mapped[str | None]  # who agreed and how
    state: Mapped[str]  # asked | approved | refused
    old_due_on: Mapped[date]
    new_due_on: Mapped[date | None]
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    asked_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]
    decision_note: Mapped[str | None]
