"""Create urging, supervision orders, complaints, spot checks and findings."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = [
    "order_batch",
    "spot_check",
    "complaint",
    "finding",
    "spot_check_case",
    "supervision_order",
    "urge",
]


def upgrade() -> None:
    op.create_table(
        "order_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("issued_by", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["issued_by"], ["user.id"], name=op.f("fk_order_batch_issued_by_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_batch")),
        sa.UniqueConstraint("number", name=op.f("uq_order_batch_number")),
    )

    op.create_table(
        "spot_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("criteria", sa.JSON(), nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("population_sha", sa.String(), nullable=False),
        sa.Column("drawn_by", sa.Integer(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["drawn_by"], ["user.id"], name=op.f("fk_spot_check_drawn_by_user")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_spot_check_office_id_office")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spot_check")),
        sa.UniqueConstraint("number", name=op.f("uq_spot_check_number")),
    )
    op.create_index("ix_spot_check_office_id", "spot_check", ["office_id"])

    op.create_table(
        "complaint",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("about_office_id", sa.Integer(), nullable=False),
        sa.Column("about_user_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("complainant", sa.String(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("received_by", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reply_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("result", sa.String(), nullable=True),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("replied_by", sa.Integer(), nullable=True),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("satisfied", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["about_office_id"], ["office.id"], name=op.f("fk_complaint_about_office_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["about_user_id"], ["user.id"], name=op.f("fk_complaint_about_user_id_user")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_complaint_case_id_case")),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_complaint_office_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["received_by"], ["user.id"], name=op.f("fk_complaint_received_by_user")
        ),
        sa.ForeignKeyConstraint(
            ["replied_by"], ["user.id"], name=op.f("fk_complaint_replied_by_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint")),
        sa.UniqueConstraint("number", name=op.f("uq_complaint_number")),
    )
    op.create_index("ix_complaint_case_id", "complaint", ["case_id"])
    op.create_index("ix_complaint_office", "complaint", ["office_id", "replied_at", "reply_by"])

    op.create_table(
        "finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("spot_check_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("point_rule", sa.String(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("fix_by", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("found_by", sa.Integer(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("report", sa.Text(), nullable=True),
        sa.Column("reported_by", sa.Integer(), nullable=True),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rechecked_by", sa.Integer(), nullable=True),
        sa.Column("rechecked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recheck_note", sa.Text(), nullable=True),
        sa.Column("times_not_fixed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_finding_case_id_case")),
        sa.ForeignKeyConstraint(["found_by"], ["user.id"], name=op.f("fk_finding_found_by_user")),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_finding_office_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["rechecked_by"], ["user.id"], name=op.f("fk_finding_rechecked_by_user")
        ),
        sa.ForeignKeyConstraint(
            ["reported_by"], ["user.id"], name=op.f("fk_finding_reported_by_user")
        ),
        sa.ForeignKeyConstraint(
            ["spot_check_id"], ["spot_check.id"], name=op.f("fk_finding_spot_check_id_spot_check")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
        sa.UniqueConstraint("number", name=op.f("uq_finding_number")),
    )
    op.create_index("ix_finding_case_id", "finding", ["case_id"])
    op.create_index("ix_finding_office", "finding", ["office_id", "state", "fix_by"])
    op.create_index("ix_finding_spot_check_id", "finding", ["spot_check_id"])

    op.create_table(
        "spot_check_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("spot_check_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("result", sa.String(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("checked_by", sa.Integer(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case.id"], name=op.f("fk_spot_check_case_case_id_case")
        ),
        sa.ForeignKeyConstraint(
            ["checked_by"], ["user.id"], name=op.f("fk_spot_check_case_checked_by_user")
        ),
        sa.ForeignKeyConstraint(
            ["spot_check_id"],
            ["spot_check.id"],
            name=op.f("fk_spot_check_case_spot_check_id_spot_check"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spot_check_case")),
        sa.UniqueConstraint(
            "spot_check_id", "case_id", name=op.f("uq_spot_check_case_spot_check_id_case_id")
        ),
    )
    op.create_index("ix_spot_check_case_case_id", "spot_check_case", ["case_id"])

    op.create_table(
        "supervision_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("card", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("demands", sa.Text(), nullable=False),
        sa.Column("issued_by", sa.Integer(), nullable=True),
        sa.Column("issuing_office_id", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reply_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("signed_by", sa.Integer(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("replied_by", sa.Integer(), nullable=True),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_by", sa.Integer(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("check_note", sa.Text(), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["order_batch.id"], name=op.f("fk_supervision_order_batch_id_order_batch")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case.id"], name=op.f("fk_supervision_order_case_id_case")
        ),
        sa.ForeignKeyConstraint(
            ["checked_by"], ["user.id"], name=op.f("fk_supervision_order_checked_by_user")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by"], ["user.id"], name=op.f("fk_supervision_order_ended_by_user")
        ),
        sa.ForeignKeyConstraint(
            ["issued_by"], ["user.id"], name=op.f("fk_supervision_order_issued_by_user")
        ),
        sa.ForeignKeyConstraint(
            ["issuing_office_id"],
            ["office.id"],
            name=op.f("fk_supervision_order_issuing_office_id_office"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_supervision_order_office_id_office")
        ),
        sa.ForeignKeyConstraint(
            ["replied_by"], ["user.id"], name=op.f("fk_supervision_order_replied_by_user")
        ),
        sa.ForeignKeyConstraint(
            ["signed_by"], ["user.id"], name=op.f("fk_supervision_order_signed_by_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision_order")),
        sa.UniqueConstraint("number", name=op.f("uq_supervision_order_number")),
    )
    op.create_index("ix_supervision_order_batch_id", "supervision_order", ["batch_id"])
    op.create_index("ix_supervision_order_case", "supervision_order", ["case_id", "state"])
    op.create_index(
        "ix_supervision_order_office", "supervision_order", ["office_id", "state", "reply_by"]
    )

    op.create_table(
        "urge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("urged_by", sa.Integer(), nullable=False),
        sa.Column("urged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reply_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("replied_by", sa.Integer(), nullable=True),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_urge_case_id_case")),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_urge_office_id_office")
        ),
        sa.ForeignKeyConstraint(["replied_by"], ["user.id"], name=op.f("fk_urge_replied_by_user")),
        sa.ForeignKeyConstraint(["urged_by"], ["user.id"], name=op.f("fk_urge_urged_by_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_urge")),
    )
    op.create_index("ix_urge_case_id", "urge", ["case_id"])
    op.create_index("ix_urge_office", "urge", ["office_id", "replied_at", "reply_by"])


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
