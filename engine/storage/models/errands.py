"""Long work that goes on behind the pages, and what it leaves: replays, moves of cases."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from engine.storage.models.base import Base, Wide


class ErrandRow(Base):
    """One piece of long work: somebody asked for it, a tick does it in small portions."""

    __tablename__ = "errand"
    __table_args__ = (Index("ix_errand_status", "status", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]  # replay | move | move_back | recount
    subject: Mapped[dict[str, Any]]  # what is asked for, by ids and codes
    status: Mapped[str]  # waiting | running | done | failed | cancelled
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    result: Mapped[dict[str, Any] | None]
    fault: Mapped[str | None]
    cancel_asked: Mapped[bool] = mapped_column(default=False)
    asked_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    asked_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class ReplayLineRow(Base):
    """How one closed case would have gone by a draft."""

    __tablename__ = "replay_line"

    errand_id: Mapped[int] = mapped_column(ForeignKey("errand.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    way: Mapped[str]  # same | other | stuck
    facts: Mapped[dict[str, Any]]  # where it parts, which clocks late before and after, by how much


class MoveRow(Base):
    """Moving running processes from one bundle to another, as it was asked for."""

    __tablename__ = "move"

    id: Mapped[int] = mapped_column(primary_key=True)
    from_version: Mapped[int] = mapped_column(ForeignKey("bundle.version"))
    to_version: Mapped[int] = mapped_column(ForeignKey("bundle.version"))
    mapping: Mapped[dict[str, Any]]  # element of the old diagram to element of the new one
    reason: Mapped[str]
    asked_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    asked_at: Mapped[datetime]
    errand_id: Mapped[int | None] = mapped_column(ForeignKey("errand.id"))
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    undone_at: Mapped[datetime | None]


class MoveLineRow(Base):
    """One process of a move: moved, refused and why, or brought back."""

    __tablename__ = "move_line"
    __table_args__ = (Index("ix_move_line_process", "process_id"),)

    move_id: Mapped[int] = mapped_column(ForeignKey("move.id"), primary_key=True)
    process_id: Mapped[Wide] = mapped_column(ForeignKey("process.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    status: Mapped[str]  # waiting | moved | refused | undone | kept
    code: Mapped[str | None]  # why it was refused, or kept when the move was undone
    facts: Mapped[dict[str, Any] | None]
    old_state: Mapped[bytes | None]  # opaque; to be put back
    old_items: Mapped[list[Any] | None]  # open steps as they were: id, element, name, form
    moved_sha: Mapped[str | None]  # SHA-256 of the state after the move, hex: untouched since?
    moved_at: Mapped[datetime | None]
