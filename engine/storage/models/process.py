"""Running processes, the steps they wait for, and the published sets they run by."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.storage.models.base import Base, Wide

WAITING = text("status = 'open'")
SET_ASIDE = text("status = 'quarantined'")


class BundleRow(Base):
    """One published set of diagrams, tables and forms; a case keeps its own."""

    __tablename__ = "bundle"

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sha: Mapped[str] = mapped_column(unique=True)  # SHA-256 over paths and bytes, hex
    published_at: Mapped[datetime]
    published_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    note: Mapped[str]
    consented_by: Mapped[int | None]  # the second person, a user
    based_on: Mapped[int | None]  # the version it was made from
    retired_at: Mapped[datetime | None]  # no new case uses it; those that run by it go on
    retired_by: Mapped[int | None]  # a user
    retired_for: Mapped[str | None]  # why


class BundleFileRow(Base):
    """One file of a bundle, as it was published, byte for byte."""

    __tablename__ = "bundle_file"

    bundle_version: Mapped[int] = mapped_column(ForeignKey("bundle.version"), primary_key=True)
    path: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes]


class LawTableRow(Base):
    """One published version of a law table; the newest of a name is in force."""

    __tablename__ = "law_table"
    __table_args__ = (UniqueConstraint("name", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]  # deadlines | warnings
    version: Mapped[int]
    sha: Mapped[str]
    content: Mapped[bytes]
    published_at: Mapped[datetime]
    published_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    consented_by: Mapped[int | None]  # the second person, a user
    note: Mapped[str | None]


class ProcessRow(Base):
    """One running or ended process of a case: the main one or a side one."""

    __tablename__ = "process"
    __table_args__ = (
        Index("ix_process_case_kind", "case_id", "kind"),
        Index("ix_process_set_aside", "id", sqlite_where=SET_ASIDE, postgresql_where=SET_ASIDE),
    )

    id: Mapped[Wide] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    kind: Mapped[str]  # id of the process in the diagram: dispute, duty, referral …
    bundle_version: Mapped[int] = mapped_column(ForeignKey("bundle.version"))
    status: Mapped[str]  # running | finished | cancelled | quarantined
    state: Mapped[bytes]  # opaque; only engine.workflow reads it
    previous_state: Mapped[bytes | None]  # kept until the next act
    subject_id: Mapped[int | None]  # the hand-off, agreement … a side process is about
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    fault: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class WorkItemRow(Base):
    """One step somebody has to take, or took."""

    __tablename__ = "work_item"
    __table_args__ = (
        UniqueConstraint("process_id", "task_id"),
        Index("ix_work_item_office_open", "office_id", "status", "due_at", "id"),
        Index("ix_work_item_assignee_open", "assignee_id", "status", "due_at", "id"),
        Index("ix_work_item_case", "case_id", "status"),
        # lists of what waits walk along these, and look at no row that is not theirs
        Index(
            "ix_work_item_waiting",
            "due_at",
            "id",
            "office_id",
            "assignee_id",
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        ),
        Index(
            "ix_work_item_element",
            "element",
            "office_id",
            "assignee_id",
            "name",
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        ),
    )

    id: Mapped[Wide] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    process_id: Mapped[Wide] = mapped_column(ForeignKey("process.id"))
    task_id: Mapped[str]  # the engine's id of this very occurrence of the step
    element: Mapped[str]  # the step's id in the diagram
    name: Mapped[str]
    form: Mapped[str | None]
    roles: Mapped[list[Any]]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    status: Mapped[str]  # open | done | cancelled
    opened_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    done_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    clock_id: Mapped[Wide | None]  # the clock that presses on this step
    due_at: Mapped[datetime | None]  # of that clock, else of the case; lists sort by it
    answers: Mapped[dict[str, Any] | None]  # what the person filled in
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
