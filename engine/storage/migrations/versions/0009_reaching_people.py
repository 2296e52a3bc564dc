"""Create channels of a person and absences; let grants have days and people quiet hours."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLES = ["absence", "reach"]


def upgrade() -> None:
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("substitute_id", sa.Integer(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["set_by"], ["user.id"], name=op.f("fk_absence_set_by_user")),
        sa.ForeignKeyConstraint(
            ["substitute_id"], ["user.id"], name=op.f("fk_absence_substitute_id_user")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_absence_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    op.create_index("ix_absence_user", "absence", ["user_id", "to_on"])

    op.create_table(
        "reach",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_reach_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reach")),
        sa.UniqueConstraint("user_id", "channel", name=op.f("uq_reach_user_id_channel")),
    )

    with op.batch_alter_table("grant_") as grant:
        grant.add_column(sa.Column("from_on", sa.Date(), nullable=True))
        grant.add_column(sa.Column("until_on", sa.Date(), nullable=True))
        grant.add_column(sa.Column("granted_by", sa.Integer(), nullable=True))
        grant.create_foreign_key("fk_grant__granted_by_user", "user", ["granted_by"], ["id"])
    op.add_column("user", sa.Column("quiet_from", sa.String(), nullable=True))
    op.add_column("user", sa.Column("quiet_until", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("user", "quiet_until")
    op.drop_column("user", "quiet_from")
    with op.batch_alter_table("grant_") as grant:
        grant.drop_constraint("fk_grant__granted_by_user", type_="foreignkey")
        grant.drop_column("granted_by")
        grant.drop_column("until_on")
        grant.drop_column("from_on")
    for table in reversed(TABLES):
        op.drop_table(table)
