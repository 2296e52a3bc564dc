"""Keep with a message the key under which it went out; what goes again then goes under the same."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("message", sa.Column("lot", sa.String(), nullable=True))
    op.create_index("ix_message_lot", "message", ["lot"])
    # What was on its way while the program was replaced goes again, one by one.
    op.execute("UPDATE message SET lot = 'message-' || id WHERE state = 'sending'")


def downgrade() -> None:
    op.drop_index("ix_message_lot", "message")
    op.drop_column("message", "lot")
