"""A dispute and the facts about it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.storage.models.base import Base, Wide
from engine.storage.sealed import Blind, Sealed, Sealing, plain_number, plain_phone

# compared sign by sign, so that an index finds what begins with something
NUMBER = String().with_variant(String(collation="C"), "postgresql")
OPEN = text("ended_at IS NULL")
# by another office than the one that answers: engine.storage.concerned says it in these words
REGISTRY = text("registered_office_id <> holder_id")
BODY = text("body_id <> holder_id")
OPEN_AND_RED = text("ended_at IS NULL AND shown = 'red'")


class CaseRow(Base):
    """One dispute, from registration to the archive."""

    __tablename__ = "case"
    __table_args__ = (
        Index("ix_case_holder_ended", "holder_id", "ended_at"),
        # whose case it is, the soonest due first
        Index("ix_case_holder_due", "holder_id", "due_at", "id"),
        Index(
            "ix_case_registered",
            "registered_office_id",
            "due_at",
            "id",
            sqlite_where=REGISTRY,
            postgresql_where=REGISTRY,
        ),
        Index("ix_case_body", "body_id", "due_at", "id", sqlite_where=BODY, postgresql_where=BODY),
        Index("ix_case_status", "status"),
        Index("ix_case_due", "due_at", "id"),
        Index("ix_case_colour", "colour", "holder_id"),
        Index("ix_case_request_key", "request_key", unique=True),
        # what is open by what it shows, and the longest overdue of each office
        Index("ix_case_shown", "shown", "due_at", "id", sqlite_where=OPEN, postgresql_where=OPEN),
        Index(
            "ix_case_red",
            "holder_id",
            "due_at",
            "channel",
            "rule",
            sqlite_where=OPEN_AND_RED,
            postgresql_where=OPEN_AND_RED,
        ),
        Index("ix_case_rule", "rule", "due_at", "id", sqlite_where=OPEN, postgresql_where=OPEN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(NUMBER, unique=True)  # one case, one code: in URLs, the API
    docket_no: Mapped[str | None] = mapped_column(NUMBER, index=True)  # the newest 案号
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(Text)
    category: Mapped[str]
    source: Mapped[str]
    source_ref: Mapped[str | None]  # the number it has elsewhere (法院、信访、12345)
    channel: Mapped[str | None]
    status: Mapped[str]
    outcome: Mapped[str | None]
    place_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)  # 属地
    registered_office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    holder_id: Mapped[int] = mapped_column(ForeignKey("office.id"))  # office answerable
    body_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"))  # mediating
    court_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"), index=True)
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    leader_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)  # 包案领导
    level: Mapped[str]
    grade: Mapped[str]
    points: Mapped[int]
    grade_reasons: Mapped[list[Any]]  # [{"factor", "points", "reason"}], strongest first
    route: Mapped[dict[str, Any]]  # what was proposed and why, what a person confirmed
    happened_on: Mapped[date | None]
    happened_place: Mapped[str | None]
    people_count: Mapped[int]
    amount_fen: Mapped[int | None] = mapped_column(BigInteger)  # 分
    violence: Mapped[str]
    marks: Mapped[dict[str, Any]]  # death, repeat, petition, cross_area, sensitive, media
    sittings_failed: Mapped[int] = mapped_column(default=0)
    returns: Mapped[int] = mapped_column(default=0)  # times a hand-off came back
    redo_count: Mapped[int] = mapped_column(default=0)
    colour: Mapped[str | None]  # of the worst running clock
    due_at: Mapped[datetime | None]  # of that clock
    clock_id: Mapped[Wide | None]  # that clock
    rule: Mapped[str | None]  # its rule
    shown: Mapped[str | None]  # its colour, or paused while it stands still; boards count by it
    registered_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    registered_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    signed_at: Mapped[datetime | None]
    agreed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]  # closed or refused
    archived_at: Mapped[datetime | None]
    request_key: Mapped[str | None]  # of the form it came by: sent twice, it registers once
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class PartyRow(Sealing, Base):
    """A person or organisation in a dispute.

    Numbers and address lie encrypted (``…_kept``); ``id_number``, ``phone`` and ``address`` read
    and write them in clear. They are no columns: search by ``…_index``.
    """

    __tablename__ = "party"
    __table_args__ = (Index("ix_party_name", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    role: Mapped[str]
    kind: Mapped[str]  # person | organisation
    name: Mapped[str]
    gender: Mapped[str | None]
    born_on: Mapped[date | None]
    ethnicity: Mapped[str | None]
    occupation: Mapped[str | None]
    id_number_kept: Mapped[str | None] = mapped_column("id_number")
    phone_kept: Mapped[str | None] = mapped_column("phone")
    address_kept: Mapped[str | None] = mapped_column("address")
    id_number_index: Mapped[str | None] = mapped_column(Blind("party.id_number"), index=True)
    phone_index: Mapped[str | None] = mapped_column(Blind("party.phone"), index=True)
    represents: Mapped[str | None]  # whom a representative or agent acts for

    # identity card or unified credit code; all three masked outside
    id_number = Sealed("id_number_kept", "id_number_index", plain_number)
    phone = Sealed("phone_kept", "phone_index", plain_phone)
    address = Sealed("address_kept")


class DocketRow(Base):
    """A 案号: one per channel that accepts the case, never reused."""

    __tablename__ = "docket"
    __table_args__ = (UniqueConstraint("kind", "office_id", "year", "serial"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    kind: Mapped[str]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    year: Mapped[int]
    serial: Mapped[int]
    text: Mapped[str] = mapped_column(unique=True)
    allotted_at: Mapped[datetime]


class CounterRow(Base):
    """The last number given out, per kind, office and Beijing year; locked while used."""

    __tablename__ = "counter"

    kind: Mapped[str] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class SittingRow(Base):
    """One mediation sitting (调解会)."""

    __tablename__ = "sitting"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    number: Mapped[int]
    held_at: Mapped[datetime] = mapped_column(index=True)
    place: Mapped[str | None]
    way: Mapped[str | None]  # face_to_face | back_to_back | online
    present: Mapped[str | None]
    record: Mapped[str] = mapped_column(Text)
    result: Mapped[str]
    planned: Mapped[bool] = mapped_column(default=False)  # an appointment, not yet a record
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[datetime]


class AgreementRow(Base):
    """A mediation agreement, written or oral."""

    __tablename__ = "agreement"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    number: Mapped[str]
    form: Mapped[str]  # written | oral
    content: Mapped[str] = mapped_column(Text)
    terms: Mapped[dict[str, Any]]  # the form's further answers: how, where, copies, duty of each
    amount_fen: Mapped[int | None] = mapped_column(BigInteger)
    perform_by: Mapped[date | None]
    effective_on: Mapped[date]
    effective_at: Mapped[datetime]
    performance: Mapped[str]  # pending | performed | partly | not_performed | repudiated
    performed_at: Mapped[datetime | None]
    confirmation: Mapped[str | None]  # wanted | applied | accepted | confirmed | rejected | lapsed
    voided_at: Mapped[datetime | None]  # replaced by a later agreement


class NoteRow(Base):
    """A remark on a case."""

    __tablename__ = "note"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    written_at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text)


class HandoffRow(Base):
    """A case sent from one office or channel to another, and its receipt."""

    __tablename__ = "handoff"
    __table_args__ = (
        Index("ix_handoff_to_state", "to_office_id", "state"),
        Index("ix_handoff_from_state", "from_office_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    number: Mapped[str] = mapped_column(unique=True)
    from_office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    to_office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    from_channel: Mapped[str | None]
    to_channel: Mapped[str]
    reason: Mapped[str] = mapped_column(Text)
    basis: Mapped[str | None]
    papers: Mapped[list[Any]]  # [{"name", "pages", "original"}]
    consents: Mapped[list[Any]]  # [{"party", "how", "on"}]
    reply_by: Mapped[date | None]
    state: Mapped[str]  # sent | accepted | returned | with_supervisor | withdrawn
    sent_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    sent_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]
    return_reason: Mapped[str | None]
    returns: Mapped[int] = mapped_column(default=0)
