"""Create warnings, silences, sensitive periods and daily reports."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = ["sensitive_period", "daily_report", "silence", "warning"]


def upgrade() -> None:
    op.create_table(
        "sensitive_period",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("daily_report", sa.Boolean(), nullable=False),
        sa.Column("switched_on_by", sa.Integer(), nullable=False),
        sa.Column("switched_on_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("switched_off_by", sa.Integer(), nullable=True),
        sa.Column("off_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_sensitive_period_office_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["switched_off_by"], ["user.id"], name=op.f("fk_sensitive_period_switched_off_by_user")
        ),
        sa.ForeignKeyConstraint(
            ["switched_on_by"], ["user.id"], name=op.f("fk_sensitive_period_switched_on_by_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sensitive_period")),
    )
    op.create_index("ix_sensitive_period_office_id", "sensitive_period", ["office_id"])

    op.create_table(
        "daily_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zero", sa.Boolean(), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("filed_by", sa.Integer(), nullable=True),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["filed_by"], ["user.id"], name=op.f("fk_daily_report_filed_by_user")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_daily_report_office_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["period_id"],
            ["sensitive_period.id"],
            name=op.f("fk_daily_report_period_id_sensitive_period"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_daily_report")),
        sa.UniqueConstraint(
            "period_id", "office_id", "day", name=op.f("uq_daily_report_period_id_office_id_day")
        ),
    )
    op.create_index("ix_daily_report_office", "daily_report", ["office_id", "filed_at", "due_at"])

    op.create_table(
        "silence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("clock_id", sa.Integer(), nullable=True),
        sa.Column("office_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_by", sa.Integer(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lift_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_silence_case_id_case")),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name=op.f("fk_silence_clock_id_clock")),
        sa.ForeignKeyConstraint(["lifted_by"], ["user.id"], name=op.f("fk_silence_lifted_by_user")),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_silence_office_id_office")
        ),
        sa.ForeignKeyConstraint(["set_by"], ["user.id"], name=op.f("fk_silence_set_by_user")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_silence_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_silence")),
    )
    op.create_index("ix_silence_case_id", "silence", ["case_id"])
    op.create_index("ix_silence_office_id", "silence", ["office_id"])
    op.create_index("ix_silence_until", "silence", ["until_at"])
    op.create_index("ix_silence_user_id", "silence", ["user_id"])

    op.create_table(
        "warning",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clock_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("colour", sa.String(), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("repeats", sa.Integer(), nullable=False),
        sa.Column("repeat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_note", sa.String(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_warning_case_id_case")),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name=op.f("fk_warning_clock_id_clock")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_warning_event_id_event")),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_warning_office_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["user.id"], name=op.f("fk_warning_recipient_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warning")),
        sa.UniqueConstraint(
            "clock_id",
            "round",
            "colour",
            "recipient_id",
            name=op.f("uq_warning_clock_id_round_colour_recipient_id"),
        ),
    )
    op.create_index("ix_warning_case", "warning", ["case_id", "told_at"])
    op.create_index("ix_warning_recipient", "warning", ["recipient_id", "acknowledged_at"])
    op.create_index("ix_warning_repeat", "warning", ["repeat_at"])

    with op.batch_alter_table("clock") as clock:
        clock.add_column(sa.Column("round", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("clock") as clock:  # the program gives it, not the database
        clock.alter_column("round", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("clock") as clock:
        clock.drop_column("round")
    for table in reversed(TABLES):
        op.drop_table(table)
