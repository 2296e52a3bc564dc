"""Create the points ledger, appeals, sanctions and corrections."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLES = ["sanction", "correction", "point_entry", "point_appeal"]


def upgrade() -> None:
    op.create_table(
        "sanction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("signed_by", sa.Integer(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.Integer(), nullable=True),
        sa.Column("lift_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["lifted_by"], ["user.id"], name=op.f("fk_sanction_lifted_by_user")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_sanction_office_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["signed_by"], ["user.id"], name=op.f("fk_sanction_signed_by_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sanction")),
        sa.UniqueConstraint("key", name=op.f("uq_sanction_key")),
        sa.UniqueConstraint("number", name=op.f("uq_sanction_number")),
    )
    op.create_index("ix_sanction_office", "sanction", ["office_id", "ended_at"])

    op.create_table(
        "correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.Integer(), nullable=True),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("clocks", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("corrected_by", sa.Integer(), nullable=False),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_correction_case_id_case")),
        sa.ForeignKeyConstraint(
            ["corrected_by"], ["user.id"], name=op.f("fk_correction_corrected_by_user")
        ),
        sa.ForeignKeyConstraint(
            ["party_id"], ["party.id"], name=op.f("fk_correction_party_id_party")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    op.create_index("ix_correction_case_id", "correction", ["case_id"])

    op.create_table(
        "point_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("rule_row", sa.JSON(), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("finding_id", sa.Integer(), nullable=True),
        sa.Column("base", sa.Numeric(precision=8, scale=2), nullable=False),
        sa.Column("multiplier", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("reverses_id", sa.Integer(), nullable=True),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_point_entry_case_id_case")),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["user.id"], name=op.f("fk_point_entry_entered_by_user")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_point_entry_event_id_event")
        ),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["finding.id"], name=op.f("fk_point_entry_finding_id_finding")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_point_entry_office_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["reverses_id"], ["point_entry.id"], name=op.f("fk_point_entry_reverses_id_point_entry")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_point_entry_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point_entry")),
        sa.UniqueConstraint("key", name=op.f("uq_point_entry_key")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_point_entry_reverses_id")),
    )
    op.create_index("ix_point_entry_case_id", "point_entry", ["case_id"])
    op.create_index("ix_point_entry_office", "point_entry", ["office_id", "month"])
    op.create_index("ix_point_entry_user", "point_entry", ["user_id", "month"])

    op.create_table(
        "point_appeal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("grounds", sa.Text(), nullable=False),
        sa.Column("appealed_by", sa.Integer(), nullable=False),
        sa.Column("appealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["appealed_by"], ["user.id"], name=op.f("fk_point_appeal_appealed_by_user")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["user.id"], name=op.f("fk_point_appeal_decided_by_user")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["point_entry.id"], name=op.f("fk_point_appeal_entry_id_point_entry")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point_appeal")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_point_appeal_entry_id")),
    )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
