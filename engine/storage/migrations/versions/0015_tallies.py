"""Keep on each case what its board line needs, and count open cases as they change."""

import sqlalchemy as sa
from alembic import op

from engine.storage import tallies
from engine.storage.models.base import WIDE

revision = "0015"
down_revision = "0016"
branch_labels = None
depends_on = None

# What the board shows of a case: its worst clock's rule; that clock's colour, unless it stands
# still.
BACKFILL = """
UPDATE "case" SET
  rule = (SELECT clock.rule FROM clock WHERE clock.id = "case".clock_id),
  shown = CASE WHEN EXISTS (SELECT 1 FROM clock
                            WHERE clock.id = "case".clock_id AND clock.status = 'paused')
          THEN 'paused' ELSE colour END
WHERE clock_id IS NOT NULL OR colour IS NOT NULL
"""
OPEN = sa.text("ended_at IS NULL")
WAITING = sa.text("status = 'open'")
RED = sa.text("ended_at IS NULL AND shown = 'red'")
SET_ASIDE = sa.text("status = 'quarantined'")
INDEXES = (
    ("ix_case_shown", "case", ("shown", "due_at", "id"), OPEN),
    ("ix_case_rule", "case", ("rule", "due_at", "id"), OPEN),
    ("ix_case_red", "case", ("holder_id", "due_at", "channel", "rule"), RED),
    ("ix_work_item_waiting", "work_item", ("due_at", "id", "office_id", "assignee_id"), WAITING),
    ("ix_work_item_element", "work_item", ("element", "office_id", "assignee_id", "name"), WAITING),
    ("ix_process_set_aside", "process", ("id",), SET_ASIDE),
)
OLD = (
    ("ix_case_holder_open", ("holder_id", "ended_at", "due_at")),
    ("ix_case_registered_office_id", ("registered_office_id",)),
    ("ix_case_body_id", ("body_id",)),
)
NEW = (
    ("ix_case_holder_open", ("holder_id", "ended_at", "due_at", "id")),
    ("ix_case_registered", ("registered_office_id", "id")),
    ("ix_case_body", ("body_id", "id")),
)


def _compare(collation: str) -> None:
    """Let PostgreSQL compare numbers of cases by this collation; SQLite compares signs anyway."""
    if op.get_bind().dialect.name == "postgresql":
        for column in ("code", "docket_no"):
            op.execute(
                f'ALTER TABLE "case" ALTER COLUMN {column} TYPE VARCHAR COLLATE "{collation}"'
            )


def upgrade() -> None:
    op.add_column("case", sa.Column("rule", sa.String(), nullable=True))
    op.add_column("case", sa.Column("shown", sa.String(), nullable=True))
    op.execute(BACKFILL)
    op.create_table(
        "tally",
        sa.Column("id", WIDE, nullable=False),
        sa.Column("counted", sa.String(), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=True),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("rule", sa.String(), nullable=True),
        sa.Column("shown", sa.String(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tally")),
    )
    for gone, _ in OLD:
        op.drop_index(gone, "case")
    for new, on in NEW:
        op.create_index(new, "case", on)
    _compare("C")
    for name, table, columns, where in INDEXES:
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
    tallies.keep(op.get_bind())


def downgrade() -> None:
    tallies.unkeep(op.get_bind())
    op.drop_table("tally")
    for name, table, _, _ in INDEXES:
        op.drop_index(name, table)
    for gone, _ in NEW:
        op.drop_index(gone, "case")
    for old, on in OLD:
        op.create_index(old, "case", on)
    _compare("default")
    with op.batch_alter_table("case") as case:
        case.drop_column("shown")
        case.drop_column("rule")
