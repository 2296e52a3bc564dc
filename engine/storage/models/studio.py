"""The administrator's workshop: drafts and their files, runs on trial, and saved trials.

A file of a draft is never changed: every save is a row of its own, so that history and undo are
the table itself. A draft's ``revision`` counts its saves; its content at revision *r* is, for
each path, the newest row not after *r*.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from engine.storage.models.base import Base


class DraftRow(Base):
    """A set of procedures, or one law table, that is being worked on."""

    __tablename__ = "draft"
    __table_args__ = (Index("ix_draft_status", "status", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]  # bundle | law
    law: Mapped[str | None]  # name of the law table, for kind law
    title: Mapped[str]
    based_on: Mapped[int | None]  # version of the bundle or law table it was copied from
    status: Mapped[str]  # draft | trial (frozen, waits for consent) | published | discarded
    note: Mapped[str]  # why, in the author's words
    revision: Mapped[int] = mapped_column(default=0)
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    opened_at: Mapped[datetime]
    saved_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    saved_at: Mapped[datetime]
    submitted_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    submitted_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]
    decision_note: Mapped[str | None]
    published_version: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class DraftFileRow(Base):
    """One save of one file of a draft; ``content`` null says that the file was removed."""

    __tablename__ = "draft_file"

    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[bytes | None]
    saved_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    saved_at: Mapped[datetime]


class TrialRunRow(Base):
    """A draft or a published set run without a case, on a clock of its own."""

    __tablename__ = "trial_run"
    __table_args__ = (Index("ix_trial_run_draft", "draft_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("draft.id"))
    revision: Mapped[int | None]  # of the draft, when the run began
    bundle_version: Mapped[int | None] = mapped_column(ForeignKey("bundle.version"))
    process_id: Mapped[str]
    status: Mapped[str]  # running | finished | failed
    state: Mapped[bytes]  # opaque; only engine.workflow reads it
    at: Mapped[datetime]  # what the run's own clock shows
    began_at: Mapped[datetime]  # what it showed first
    clocks: Mapped[list[Any]]
    log: Mapped[list[Any]]
    fault: Mapped[str | None]
    run_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    started_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class TrialRow(Base):
    """A saved trial: given these values, these acts lead to this end; held at every publish."""

    __tablename__ = "trial"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    process_id: Mapped[str]
    starts_at: Mapped[datetime]  # what the trial's clock shows first
    given: Mapped[dict[str, Any]]
    acts: Mapped[list[Any]]
    expected: Mapped[dict[str, Any]]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[datetime]
    retired_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    retired_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
