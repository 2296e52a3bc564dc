"""Offices, the people who work in them, and the keys they carry."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from engine.storage.models.base import Base


class OfficeRow(Base):
    """One office in the tree: county, town, village, committee, agency, docking centre."""

    __tablename__ = "office"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)  # stable short key, used in CSV and API
    name: Mapped[str]
    docket_word: Mapped[str]  # the office's word in a 案号, e.g. 枫城
    kind: Mapped[str]
    level: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"), index=True)
    path: Mapped[str] = mapped_column(unique=True)  # "/1/4/17/": ids from the root, own id last
    area_mode: Mapped[str]
    accepts: Mapped[list[Any]]  # category codes this body takes; empty: all
    channels: Mapped[list[Any]]  # channels this body works in
    phone: Mapped[str | None]
    address: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    # within a sensitive period now: its clocks warn earlier
    sensitive: Mapped[bool] = mapped_column(default=False, server_default=false())


class UserRow(Base):
    """A person who can sign in."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    password_hash: Mapped[str]
    must_change_password: Mapped[bool] = mapped_column(default=False)
    locale: Mapped[str] = mapped_column(default="zh_CN")
    quiet_from: Mapped[str | None]  # "21:30", office time: no message leaves from then …
    quiet_until: Mapped[str | None]  # … until then; urgent kinds excepted
    active: Mapped[bool] = mapped_column(default=True)
    demo: Mapped[bool] = mapped_column(default=False)  # refused outside a demo database
    session_version: Mapped[int] = mapped_column(default=1)  # raised to end all sessions
    failed_count: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    last_login_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class GrantRow(Base):
    """A role of a user in an office."""

    __tablename__ = "grant_"
    __table_args__ = (
        UniqueConstraint("user_id", "role", "office_id"),
        Index("ix_grant_office_role", "office_id", "role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    role: Mapped[str]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    from_on: Mapped[date | None]  # null: from the beginning
    until_on: Mapped[date | None]  # the last day; null: no end
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class TokenRow(Base):
    """An opaque bearer token of the API; only its hash is kept."""

    __tablename__ = "token"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    hash: Mapped[str] = mapped_column(unique=True)  # SHA-256, hex
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class EndedSessionRow(Base):
    """A session its owner ended: its cookie opens nothing any more, wherever a copy lies."""

    __tablename__ = "ended_session"

    name: Mapped[str] = mapped_column(primary_key=True)  # drawn at random when it began
    until: Mapped[datetime] = mapped_column(index=True)  # when the cookie expires by itself


class ConflictRow(Base):
    """A reason why a person may not handle a case or a party's matters (回避)."""

    __tablename__ = "conflict"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    party_name: Mapped[str | None]  # any case in which this person or organisation is a party
    reason: Mapped[str]
    declared_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    declared_at: Mapped[datetime]
    ends_on: Mapped[date | None]
