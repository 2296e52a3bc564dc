"""Let a case remember the key it was registered under, so that a form sent twice counts once."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("case", sa.Column("request_key", sa.String(), nullable=True))
    op.create_index("ix_case_request_key", "case", ["request_key"], unique=True)


def downgrade() -> None:
    op.drop_index("ix_case_request_key", "case")
    op.drop_column("case", "request_key")
