"""Create code tables, worded messages, and the history of both and of calendars."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

TABLES = ["code", "telling_text", "care_change"]


def upgrade() -> None:
    _create_code()
    _create_telling_text()
    _create_care_change()


def _create_code() -> None:
    op.create_table(
        "code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("zh", sa.String(), nullable=False),
        sa.Column("en", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("shipped", sa.Boolean(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_by", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["user.id"], name=op.f("fk_code_changed_by_user")),
        sa.ForeignKeyConstraint(["retired_by"], ["user.id"], name=op.f("fk_code_retired_by_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code")),
        sa.UniqueConstraint("kind", "code", name=op.f("uq_code_kind_code")),
    )


def _create_telling_text() -> None:
    op.create_table(
        "telling_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("saved_by", sa.Integer(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["saved_by"], ["user.id"], name=op.f("fk_telling_text_saved_by_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_telling_text")),
        sa.UniqueConstraint(
            "kind", "language", "revision", name=op.f("uq_telling_text_kind_language_revision")
        ),
    )


def _create_care_change() -> None:
    op.create_table(
        "care_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["user.id"], name=op.f("fk_care_change_changed_by_user")
        ),
        sa.ForeignKeyConstraint(
            ["undoes_id"], ["care_change.id"], name=op.f("fk_care_change_undoes_id_care_change")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_care_change")),
    )
    op.create_index("ix_care_change_subject", "care_change", ["kind", "id"])


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
