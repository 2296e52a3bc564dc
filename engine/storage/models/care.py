"""What administrators look after besides procedures: code tables, texts, changes of calendars."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.storage.models.base import Base


class CodeRow(Base):
    """One code of a code table as this office uses it; retired, never deleted."""

    __tablename__ = "code"
    __table_args__ = (UniqueConstraint("kind", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]  # category | source | …
    code: Mapped[str]
    zh: Mapped[str]
    en: Mapped[str]
    position: Mapped[int]
    shipped: Mapped[bool]  # came with the program: may be renamed and retired, its code stays
    retired_at: Mapped[datetime | None]
    retired_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    changed_at: Mapped[datetime]
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class TellingTextRow(Base):
    """A message's text as an office worded it; the newest row of a place is in force.

    ``content`` null goes back to the text that came with the program.
    """

    __tablename__ = "telling_text"
    __table_args__ = (UniqueConstraint("kind", "language", "revision"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]  # a folder of notifications/texts
    language: Mapped[str]  # zh | en
    revision: Mapped[int]
    content: Mapped[str | None]
    reason: Mapped[str]
    saved_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    saved_at: Mapped[datetime]


class CareChangeRow(Base):
    """One change of a calendar or a code table: before, after, why; the ground for undo."""

    __tablename__ = "care_change"
    __table_args__ = (Index("ix_care_change_subject", "kind", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]  # calendar_year | calendar_office | code
    subject: Mapped[str]  # the year, the office's id, the code table's name
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    reason: Mapped[str]
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    changed_at: Mapped[datetime]
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("care_change.id"))
