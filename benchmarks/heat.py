"""What the heat map costs with a million steps on record, on either database.

One real case's first step is written down again as a million that ended over two years, at forty
elements; then the numbers of ninety days, of a year, and the arrows of ninety days are asked for.

Run: ``python -m benchmarks.heat [--steps 1000000] [DATABASE_URL]``; about a minute on SQLite.
"""

import argparse
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from sqlalchemy import text

from benchmarks._figures import Statements, county_on
from engine.desk import Desk
from engine.queries.heat import Scope, arrows, heat
from engine.rules.permissions import Actor

ELEMENTS = 40
COLUMNS = "case_id, process_id, form, roles, office_id, assignee_id, done_by, version"
SERIES = {
    "sqlite": "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {last})"
    " SELECT i FROM n)",
    "postgresql": "(SELECT generate_series(1, {last}) AS i)",
}
BACK = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%S.000000', opened_at, '-' || ({minutes}) || ' minutes')",
    "postgresql": "opened_at - ({minutes}) * interval '1 minute'",
}


def fill(desk: Desk, steps: int) -> None:
    """Write the newest step down *steps* times as done, over the last two years."""
    kind = desk.database.engine.dialect.name
    began = BACK[kind].format(minutes="n.i % 1051200 + n.i % 9973 + 5")
    ended = BACK[kind].format(minutes="n.i % 1051200")
    copied = f"""
      INSERT INTO work_item ({COLUMNS}, task_id, element, name, status, opened_at, ended_at)
      SELECT {", ".join(f"w.{name.strip()}" for name in COLUMNS.split(","))},
        'copy' || n.i, 'step_' || (n.i % {ELEMENTS}), w.name, 'done', {began}, {ended}
      FROM (SELECT * FROM work_item ORDER BY id DESC LIMIT 1) AS w,
        {SERIES[kind].format(last=steps)} AS n"""  # noqa: S608  # numbers and names of ours
    with desk.database.engine.begin() as connection:
        if kind == "postgresql":
            connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text(copied))


def timed(desk: Desk, ask: Callable[[], object], words: str) -> None:
    """Ask twice; print what the second time cost."""
    ask()
    statements = Statements(desk.database.engine)
    begun, clocked = process_time(), perf_counter()
    ask()
    spent = 1000 * (process_time() - begun)
    wall = 1000 * (perf_counter() - clocked)
    print(f"{words}: {spent:,.0f} ms CPU here, {wall:,.0f} ms, {statements.count} statements")


def measure(desk: Desk, actor: Actor) -> None:
    """Ask for the numbers of a quarter, of a year, and the arrows of a quarter."""
    today = desk.local_day(desk.now())
    for days in (90, 365):
        scope = Scope(today - timedelta(days=days - 1), today)
        with desk.read() as session:
            timed(desk, lambda: heat(session, actor, scope), f"heat of {days} days")  # noqa: B023
    with desk.read() as session:
        timed(desk, lambda: arrows(session, actor, scope), "arrows of 365 days")


def main() -> None:
    """Fill a county and measure."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--steps", type=int, default=1_000_000)
    asked.add_argument("url", nargs="?")
    found = asked.parse_args()
    with TemporaryDirectory() as folder:
        url = found.url or f"sqlite:///{Path(folder) / 'heat.db'}"
        with county_on(url) as county:
            county.take("vm", county.register(), "sign_for")
            fill(county.desk, found.steps)
            measure(county.desk, county.actor("cs"))


if __name__ == "__main__":
    main()
