"""Keep who was warned, also before this release; know sensitive areas and silences that ended."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# Told before warnings had rows of their own: one row for each person and colour, first round.
BACKFILL = """
INSERT INTO warning (clock_id, case_id, office_id, event_id, round, colour, recipient_id, told_at,
                     repeats, withdrawn_at, withdrawn_reason)
SELECT clock.id, clock.case_id, clock.office_id, min(message.event_id), clock.round, told.colour,
       message.recipient_id, min(message.created_at), 0, clock.ended_at,
       CASE WHEN clock.ended_at IS NULL THEN NULL ELSE 'ended' END
FROM message
JOIN (SELECT id, {clock_id} AS clock_id, {colour} AS colour
      FROM message WHERE kind = 'ColourChanged' AND channel = 'inbox') AS told
  ON told.id = message.id
JOIN clock ON clock.id = told.clock_id
WHERE told.colour IN ('yellow', 'orange', 'red')
  AND NOT EXISTS (SELECT 1 FROM warning AS known
                  WHERE known.clock_id = clock.id AND known.round = clock.round
                    AND known.colour = told.colour
                    AND known.recipient_id = message.recipient_id)
GROUP BY clock.id, clock.case_id, clock.office_id, clock.round, told.colour, message.recipient_id,
         clock.ended_at
"""
# A colour the clock has no more: outdone by a worse one, or taken back by then.
OUTDONE = """
UPDATE warning SET
  withdrawn_at = coalesce(
    (SELECT min(worse.told_at) FROM warning AS worse JOIN clock ON clock.id = worse.clock_id
     WHERE worse.clock_id = warning.clock_id AND worse.colour = clock.colour), told_at),
  withdrawn_reason = CASE WHEN (SELECT colour FROM clock WHERE clock.id = warning.clock_id)
    IN ('orange', 'red') THEN 'superseded' ELSE 'corrected' END
WHERE withdrawn_at IS NULL
  AND colour <> (SELECT clock.colour FROM clock WHERE clock.id = warning.clock_id)
"""
SQLITE = {
    "clock_id": "CAST(json_extract(facts, '$.clock_id') AS INTEGER)",
    "colour": "json_extract(facts, '$.colour')",
}
POSTGRESQL = {
    "clock_id": "CAST(facts ->> 'clock_id' AS INTEGER)",
    "colour": "facts ->> 'colour'",
}


def upgrade() -> None:
    for table in ("office", "clock"):
        op.add_column(
            table, sa.Column("sensitive", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    op.add_column("silence", sa.Column("released_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("warning") as warning:
        warning.alter_column("told_at", existing_type=sa.DateTime(timezone=True), nullable=True)
    words = SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL
    op.execute(BACKFILL.format(**words))
    op.execute(OUTDONE)


def downgrade() -> None:
    op.execute("DELETE FROM warning WHERE told_at IS NULL")
    with op.batch_alter_table("warning") as warning:
        warning.alter_column("told_at", existing_type=sa.DateTime(timezone=True), nullable=False)
    op.drop_column("silence", "released_at")
    for table in ("clock", "office"):
        op.drop_column(table, "sensitive")
