"""Widen to 64 bits the keys of the tables every step writes to, and what refers to them.

A nation writes some 800 million events a year; 32 bits hold two and a half years of them. SQLite
keeps all integers in up to 64 bits already. PostgreSQL writes each table anew, once each: stop
the programs first, and count on about a minute for every ten million rows.
"""

from alembic import op

revision = "0016"
down_revision = "0019"
branch_labels = None
depends_on = None

KEYS = ("event", "message", "clock", "work_item", "process", "warning")
COLUMNS = {
    "event": ("id",),
    "message": ("id", "event_id"),
    "clock": ("id", "process_id"),
    "work_item": ("id", "process_id", "clock_id"),
    "process": ("id",),
    "warning": ("id", "clock_id", "event_id"),
    "case": ("clock_id",),
    "pause": ("clock_id",),
    "extension": ("clock_id",),
    "silence": ("clock_id",),
    "seal": ("position", "event_id"),
    "point_entry": ("event_id",),
    "move_line": ("process_id",),
}


def upgrade() -> None:
    _turn("bigint")


def downgrade() -> None:
    """Narrow them again; PostgreSQL refuses if a number does not fit any more."""
    _turn("integer")


def _turn(kind: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    for table, columns in COLUMNS.items():
        turned = ", ".join(f"ALTER COLUMN {name} TYPE {kind}" for name in columns)
        op.execute(f'ALTER TABLE "{table}" {turned}')
    for table in KEYS:
        op.execute(f"ALTER SEQUENCE {table}_id_seq AS {kind}")
