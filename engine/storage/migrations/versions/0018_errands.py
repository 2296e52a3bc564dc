"""Create long work behind the pages, replays, and moves of running processes."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TABLES = ["errand", "replay_line", "move", "move_line"]


def upgrade() -> None:
    _create_errand()
    _create_replay_line()
    _create_move()
    _create_move_line()


def _create_errand() -> None:
    op.create_table(
        "errand",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("fault", sa.String(), nullable=True),
        sa.Column("cancel_asked", sa.Boolean(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["user.id"], name=op.f("fk_errand_asked_by_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_errand")),
    )
    op.create_index("ix_errand_status", "errand", ["status", "id"])


def _create_replay_line() -> None:
    op.create_table(
        "replay_line",
        sa.Column("errand_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_replay_line_case_id_case")),
        sa.ForeignKeyConstraint(
            ["errand_id"], ["errand.id"], name=op.f("fk_replay_line_errand_id_errand")
        ),
        sa.PrimaryKeyConstraint("errand_id", "case_id", name=op.f("pk_replay_line")),
    )


def _create_move() -> None:
    op.create_table(
        "move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_version", sa.Integer(), nullable=False),
        sa.Column("to_version", sa.Integer(), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("errand_id", sa.Integer(), nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["user.id"], name=op.f("fk_move_asked_by_user")),
        sa.ForeignKeyConstraint(
            ["errand_id"], ["errand.id"], name=op.f("fk_move_errand_id_errand")
        ),
        sa.ForeignKeyConstraint(
            ["from_version"], ["bundle.version"], name=op.f("fk_move_from_version_bundle")
        ),
        sa.ForeignKeyConstraint(
            ["to_version"], ["bundle.version"], name=op.f("fk_move_to_version_bundle")
        ),
        sa.ForeignKeyConstraint(["undone_by"], ["user.id"], name=op.f("fk_move_undone_by_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_move")),
    )


def _create_move_line() -> None:
    op.create_table(
        "move_line",
        sa.Column("move_id", sa.Integer(), nullable=False),
        sa.Column("process_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=True),
        sa.Column("old_state", sa.LargeBinary(), nullable=True),
        sa.Column("old_items", sa.JSON(), nullable=True),
        sa.Column("moved_sha", sa.String(), nullable=True),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_move_line_case_id_case")),
        sa.ForeignKeyConstraint(["move_id"], ["move.id"], name=op.f("fk_move_line_move_id_move")),
        sa.ForeignKeyConstraint(
            ["process_id"], ["process.id"], name=op.f("fk_move_line_process_id_process")
        ),
        sa.PrimaryKeyConstraint("move_id", "process_id", name=op.f("pk_move_line")),
    )
    op.create_index("ix_move_line_process", "move_line", ["process_id"])


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
