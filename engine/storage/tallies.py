"""Counted rows: triggers that keep ``tally``, on both databases; folding, and counting again.

The triggers stand on ``case`` and ``clock`` alone and look at nothing but the row that changes,
which its writer holds: so the sums are always those of the rows, whoever writes, and in whatever
order. What a reader sees of both is of one moment.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, text

CASE, CLOCK = "case", "clock"
DERIVED = frozenset({"tally"})  # made of other tables by the database: neither moved nor dumped
KEYS = ("holder_id", "channel", "rule", "shown")
NAMES = ("case_tally_new", "case_tally_changed", "case_tally_gone",
         "clock_tally_new", "clock_tally_changed", "clock_tally_gone")  # fmt: skip
_INTO = f"INSERT INTO tally (counted, {', '.join(KEYS)}, number)"
_KEY = f"counted, {', '.join(KEYS)}"
# Many rows of one kind, by their keys
_CROWDED = f"""SELECT id FROM (
  SELECT id, count(*) OVER (PARTITION BY {_KEY}) AS crowd FROM tally) AS kind WHERE crowd > 1"""  # noqa: S608  # all of it ours, here and below
_FOLD_POSTGRESQL = text(
    f"WITH gone AS (DELETE FROM tally WHERE id IN ({_CROWDED}) RETURNING {_KEY}, number)"  # noqa: S608
    f" {_INTO} SELECT {_KEY}, sum(number) FROM gone GROUP BY {_KEY} HAVING sum(number) <> 0"
)
_ADD_SUMS = text(
    f"{_INTO} SELECT {_KEY}, sum(number) FROM tally GROUP BY {_KEY}"  # noqa: S608
    " HAVING count(*) > 1 AND sum(number) <> 0"
)
_DROP_PARTS = text(f"DELETE FROM tally WHERE id <= :last AND id IN ({_CROWDED})")  # noqa: S608
_AMISS = f"""
SELECT {_KEY}, sum(number) AS number FROM (
  SELECT 'case' AS counted, {", ".join(KEYS)}, 1 AS number FROM "case" WHERE ended_at IS NULL
  UNION ALL SELECT 'clock', NULL, NULL, NULL, NULL, count(*) FROM clock WHERE next_at IS NOT NULL
  UNION ALL SELECT {_KEY}, -number FROM tally
) AS both_sides GROUP BY {_KEY} HAVING sum(number) <> 0
"""  # noqa: S608


def keep(connection: Connection) -> None:
    """Make the triggers (those that are there anew) and count everything there is."""
    unkeep(connection)
    for statement in _on_sqlite() if connection.dialect.name == "sqlite" else _on_postgresql():
        connection.exec_driver_sql(statement)
    settle(connection)


def unkeep(connection: Connection) -> None:
    """Take the triggers away."""
    sqlite = connection.dialect.name == "sqlite"
    for name in NAMES:
        on = "" if sqlite else f' ON "{name.partition("_")[0]}"'
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}{on}")


def amiss(connection: Connection) -> list[tuple[object, ...]]:
    """Return each kind whose kept number is not that of its rows, and by how many; one moment."""
    return [tuple(row) for row in connection.execute(text(_AMISS))]


def settle(connection: Connection) -> int:
    """Count everything again and put right what differs; return in how many kinds that was so.

    One statement, hence one moment: what others write meanwhile brings its own rows.
    """
    return connection.execute(text(f"{_INTO} {_AMISS}")).rowcount


def fold(connection: Connection) -> int:
    """Make one row of many of a kind; return how many rows that took away.

    The sums stay as they are at every moment. Two that fold at once do each other no harm.
    """
    before = _rows(connection)
    if connection.dialect.name == "sqlite":
        last = connection.scalar(text("SELECT max(id) FROM tally"))
        connection.execute(_ADD_SUMS)
        connection.execute(_DROP_PARTS, {"last": last or 0})
    else:
        connection.execute(_FOLD_POSTGRESQL)
    return max(before - _rows(connection), 0)


def _rows(connection: Connection) -> int:
    return int(connection.scalar(text("SELECT count(*) FROM tally")) or 0)


def _case_row(side: str, sign: int) -> str:
    """Return the statement that adds or takes away the case row *side* (NEW or OLD), if open."""
    columns = ", ".join(f"{side}.{key}" for key in KEYS)
    return f"{_INTO} SELECT 'case', {columns}, {sign} WHERE {side}.ended_at IS NULL"


def _clock_row(number: str) -> str:
    return f"INSERT INTO tally (counted, number) SELECT 'clock', {number}"


_WAITS = "CASE WHEN {side}.next_at IS NULL THEN 0 ELSE 1 END"
_OLD, _NEW = _WAITS.format(side="OLD"), _WAITS.format(side="NEW")
_BODIES = {
    "case_tally_new": f"{_case_row('NEW', 1)};",
    "case_tally_changed": f"{_case_row('OLD', -1)}; {_case_row('NEW', 1)};",
    "case_tally_gone": f"{_case_row('OLD', -1)};",
    "clock_tally_new": f"{_clock_row('1')};",
    "clock_tally_changed": f"{_clock_row(f'({_NEW}) - ({_OLD})')};",
    "clock_tally_gone": f"{_clock_row('-1')};",
}
_ACTS = {
    "case_tally_new": 'INSERT ON "case"',
    "case_tally_changed": f'UPDATE OF {", ".join(KEYS)}, ended_at ON "case"',
    "case_tally_gone": 'DELETE ON "case"',
    "clock_tally_new": "INSERT ON clock",
    "clock_tally_changed": "UPDATE OF next_at ON clock",
    "clock_tally_gone": "DELETE ON clock",
}


def _conditions(differs: str) -> dict[str, str]:
    """Return when each trigger has anything to do, by the database's word for *differs*."""
    sides = " OR ".join(f"OLD.{key} {differs} NEW.{key}" for key in KEYS)
    ended = "(OLD.ended_at IS NULL) <> (NEW.ended_at IS NULL)"
    return {
        "case_tally_new": "NEW.ended_at IS NULL",
        "case_tally_changed": f"{sides} OR {ended}",
        "case_tally_gone": "OLD.ended_at IS NULL",
        "clock_tally_new": "NEW.next_at IS NOT NULL",
        "clock_tally_changed": "(OLD.next_at IS NULL) <> (NEW.next_at IS NULL)",
        "clock_tally_gone": "OLD.next_at IS NOT NULL",
    }


def _on_sqlite() -> Iterator[str]:
    conditions = _conditions("IS NOT")
    for name in NAMES:
        yield (
            f"CREATE TRIGGER {name} AFTER {_ACTS[name]} WHEN {conditions[name]}"
            f" BEGIN {_BODIES[name]} END"
        )


def _on_postgresql() -> Iterator[str]:
    conditions = _conditions("IS DISTINCT FROM")
    for name in NAMES:
        yield (
            f"CREATE OR REPLACE FUNCTION heshi_{name}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN {_BODIES[name]} RETURN NULL; END $$"
        )
        yield (
            f"CREATE TRIGGER {name} AFTER {_ACTS[name]} FOR EACH ROW"
            f" WHEN ({conditions[name]}) EXECUTE FUNCTION heshi_{name}()"
        )
