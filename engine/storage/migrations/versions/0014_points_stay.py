"""Guard the points ledger: its entries are reversed, never changed or deleted."""

from alembic import op

from engine.storage.guards import PROOF, guard

revision = "0014"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    guard(op.get_bind())


def downgrade() -> None:
    guard(op.get_bind(), PROOF)
