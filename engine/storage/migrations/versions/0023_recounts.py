"""Create the list of time limits that a change of the calendar moved."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recount_line",
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("clock_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("old_due_on", sa.Date(), nullable=True),
        sa.Column("new_due_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case.id"], name=op.f("fk_recount_line_case_id_case")
        ),
        sa.ForeignKeyConstraint(
            ["change_id"], ["care_change.id"], name=op.f("fk_recount_line_change_id_care_change")
        ),
        sa.ForeignKeyConstraint(
            ["clock_id"], ["clock.id"], name=op.f("fk_recount_line_clock_id_clock")
        ),
        sa.PrimaryKeyConstraint("change_id", "clock_id", name=op.f("pk_recount_line")),
    )
    op.create_index("ix_recount_line_case", "recount_line", ["case_id"])


def downgrade() -> None:
    op.drop_table("recount_line")
