"""Create the chain over the events and its guards; let parties' numbers be encrypted."""

import sqlalchemy as sa
from alembic import op

from engine.storage.guards import guard, unguard

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "seal",
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_seal_event_id_event")),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_seal")),
        sa.UniqueConstraint("event_id", name=op.f("uq_seal_event_id")),
    )
    for column in ("row_key", "key_id", "id_number_index", "phone_index"):
        op.add_column("party", sa.Column(column, sa.String(), nullable=True))
    for column in ("key_id", "id_number_index", "phone_index"):
        op.create_index(f"ix_party_{column}", "party", [column])
    for column in ("row_key", "key_id"):
        op.add_column("complaint", sa.Column(column, sa.String(), nullable=True))
    op.create_index("ix_complaint_key_id", "complaint", ["key_id"])
    guard(op.get_bind())


def downgrade() -> None:
    unguard(op.get_bind())
    op.drop_index("ix_complaint_key_id", table_name="complaint")
    for column in ("key_id", "row_key"):
        op.drop_column("complaint", column)
    for column in ("phone_index", "id_number_index", "key_id"):
        op.drop_index(f"ix_party_{column}", table_name="party")
    for column in ("phone_index", "id_number_index", "key_id", "row_key"):
        op.drop_column("party", column)
    op.drop_table("seal")
