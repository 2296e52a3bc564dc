"""Create the workshop of administrators: drafts, trials, and who consented to a set."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0014"
branch_labels = None
depends_on = None

TABLES = ["draft", "draft_file", "trial_run", "trial"]


def upgrade() -> None:
    _create_draft()
    _create_draft_file()
    _create_trial_run()
    _create_trial()
    for column in ("consented_by", "based_on", "retired_by"):
        op.add_column("bundle", sa.Column(column, sa.Integer(), nullable=True))
    op.add_column("bundle", sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("bundle", sa.Column("retired_for", sa.String(), nullable=True))
    op.add_column("law_table", sa.Column("consented_by", sa.Integer(), nullable=True))
    op.add_column("law_table", sa.Column("note", sa.String(), nullable=True))


def _create_draft() -> None:
    op.create_table(
        "draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("law", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by", sa.Integer(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_by", sa.Integer(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_note", sa.String(), nullable=True),
        sa.Column("published_version", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["decided_by"], ["user.id"], name=op.f("fk_draft_decided_by_user")),
        sa.ForeignKeyConstraint(["opened_by"], ["user.id"], name=op.f("fk_draft_opened_by_user")),
        sa.ForeignKeyConstraint(["saved_by"], ["user.id"], name=op.f("fk_draft_saved_by_user")),
        sa.ForeignKeyConstraint(
            ["submitted_by"], ["user.id"], name=op.f("fk_draft_submitted_by_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
    )
    op.create_index("ix_draft_status", "draft", ["status", "id"])


def _create_draft_file() -> None:
    op.create_table(
        "draft_file",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("saved_by", sa.Integer(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["draft.id"], name=op.f("fk_draft_file_draft_id_draft")
        ),
        sa.ForeignKeyConstraint(
            ["saved_by"], ["user.id"], name=op.f("fk_draft_file_saved_by_user")
        ),
        sa.PrimaryKeyConstraint("draft_id", "path", "revision", name=op.f("pk_draft_file")),
    )


def _create_trial_run() -> None:
    op.create_table(
        "trial_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("bundle_version", sa.Integer(), nullable=True),
        sa.Column("process_id", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("clocks", sa.JSON(), nullable=False),
        sa.Column("log", sa.JSON(), nullable=False),
        sa.Column("fault", sa.String(), nullable=True),
        sa.Column("run_by", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bundle_version"], ["bundle.version"], name=op.f("fk_trial_run_bundle_version_bundle")
        ),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["draft.id"], name=op.f("fk_trial_run_draft_id_draft")
        ),
        sa.ForeignKeyConstraint(["run_by"], ["user.id"], name=op.f("fk_trial_run_run_by_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trial_run")),
    )
    op.create_index("ix_trial_run_draft", "trial_run", ["draft_id", "id"])


def _create_trial() -> None:
    op.create_table(
        "trial",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("process_id", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given", sa.JSON(), nullable=False),
        sa.Column("acts", sa.JSON(), nullable=False),
        sa.Column("expected", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_by", sa.Integer(), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["user.id"], name=op.f("fk_trial_made_by_user")),
        sa.ForeignKeyConstraint(["retired_by"], ["user.id"], name=op.f("fk_trial_retired_by_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trial")),
    )


def downgrade() -> None:
    for column in ("note", "consented_by"):
        op.drop_column("law_table", column)
    for column in ("retired_for", "retired_at", "retired_by", "based_on", "consented_by"):
        op.drop_column("bundle", column)
    for table in reversed(TABLES):
        op.drop_table(table)
