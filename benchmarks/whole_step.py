"""The application's whole step, beside the least a database can do.

``complete_step`` on SQLite and PostgreSQL with all it does: permissions, conflicts of interest,
the form, work items, the ledger of time limits, events, messages. Beside it, in turns on the same
database, the bare commit of one row as large as what the step stores, and the round trips to
PostgreSQL, counted on the wire. Then one and four processes.
Other engines: ``benchmarks.engines``.

Run: ``python -m benchmarks.whole_step``; half a minute on an idle machine.
"""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from statistics import median
from time import perf_counter, process_time
from zoneinfo import ZoneInfo

from sqlalchemy import text

from benchmarks._figures import MONDAY, load, postgres_county, spread, sqlite_county
from benchmarks._together import Turn, at_once
from engine.clock import FixedClock
from engine.desk import Desk
from engine.settings import Settings
from engine.storage.database import Database
from engine.usecases.steps import complete_step
from engine.workflow import Runner
from tests.journeys.world import County
from tests.wire import Wire

CASES, SIZE = 80, 15_000  # bytes of the rows a step writes: 7 700 of them the states now and before
GOALS = {"sqlite": "12 times the bare commit", "postgresql": "8 round trips"}
TABLE = "CREATE TABLE bare (id INTEGER PRIMARY KEY, content TEXT)"
WORKERS = 4
WARM = 5  # steps of each process before the common start


def waiting(county: County, cases: int) -> list[int]:
    """Register *cases*; return the steps that wait, each the first of its case."""
    return [county.item(county.register(), "sign_for").id for _ in range(cases)]


def alone(name: str, county: County) -> None:
    """Take steps and commit bare rows in turns; print both and the ratio."""
    desk, actor = county.desk, county.actor("vm")
    items = waiting(county, CASES)
    with desk.database.engine.begin() as link:
        link.execute(text(TABLE))
    spent: dict[str, list[float]] = {"step": [], "bare": []}
    worked = 0.0
    for number, item in enumerate(items):
        began, cpu = perf_counter(), process_time()
        complete_step(desk, actor, item, {})
        spent["step"].append(perf_counter() - began)
        worked += process_time() - cpu
        spent["bare"].append(bare(desk.database, number))
    ratio = median(spent["step"][20:]) / median(spent["bare"][20:])
    print(f"{name}: {load()}")
    print(f"  whole step   {spread(spent['step'][20:])}, processor {worked / CASES * 1e3:.1f} ms")
    print(f"  bare commit  {spread(spent['bare'][20:])} of {SIZE:,} bytes, by the bare driver")
    print(f"  {ratio:.1f} times (goal {GOALS[desk.database.engine.dialect.name]})")


def bare(database: Database, number: int) -> float:
    """Commit one row by the driver alone; return the seconds."""
    link = database.engine.raw_connection()
    try:
        cursor, mark = link.cursor(), "?" if database.is_sqlite else "%s"
        began = perf_counter()
        if database.is_sqlite:
            cursor.execute("BEGIN IMMEDIATE")
        cursor.execute(f"INSERT INTO bare VALUES ({mark}, {mark})", (number, "x" * SIZE))  # noqa: S608  # ours
        cursor.execute("COMMIT") if database.is_sqlite else link.commit()
        return perf_counter() - began
    finally:
        link.close()


def trips(county: County) -> None:
    """Take steps through a counted wire; print the round trips of each."""
    url = county.desk.database.url
    wire = Wire(url.host or "127.0.0.1", url.port or 5432)
    database = Database(
        url.set(host="127.0.0.1", port=wire.port).render_as_string(hide_password=False)
    )
    desk = _desk(database)
    actor, counted = county.actor("vm"), []
    for item in waiting(county, 12):
        before = wire.trips
        complete_step(desk, actor, item, {})
        counted.append(wire.trips - before)
    database.dispose()
    print(f"  round trips of a step: {median(counted[2:]):.0f} (goal 8)")


def together(county: County, workers: int) -> None:
    """Let *workers* processes take the steps of different cases; print steps/s."""
    items = waiting(county, CASES + WARM * workers)
    url = county.desk.database.url.render_as_string(hide_password=False)
    done = at_once(_take, [(url, items[number::workers]) for number in range(workers)])
    wall = max(each.until for each in done) - min(each.since for each in done)
    cpu = sum(each.worked for each in done) / CASES
    print(
        f"  {workers} process(es): {CASES / wall:.0f} steps/s,"
        f" {cpu * 1e3:.1f} ms of processor each, {load()}"
    )


def _take(lot: tuple[str, list[int]], ready: Callable[[], None]) -> Turn:
    url, items = lot
    database = Database(url, wait_ms=60_000)
    desk = _desk(database)
    actor = County(desk, desk.clock).actor("vm")
    for item in items[:WARM]:
        complete_step(desk, actor, item, {})
    ready()
    since, worked = time.time(), process_time()
    for item in items[WARM:]:
        complete_step(desk, actor, item, {})
    turn = Turn(since, time.time(), process_time() - worked)
    database.dispose()
    return turn


def _desk(database: Database) -> Desk:
    settings = Settings(database_url=str(database.url), secret_key="b" * 32)
    return Desk(settings, FixedClock(MONDAY), database, Runner(), ZoneInfo("Asia/Shanghai"))


def measure(name: str, opened: AbstractContextManager[County | None]) -> None:
    """Measure on one kind of database."""
    with opened as county:
        if county is None:
            print(f"{name}: not here")
            return
        alone(name, county)
        if not county.desk.database.is_sqlite:
            trips(county)
        for workers in (1, WORKERS):
            together(county, workers)


def main() -> None:
    """Measure on both databases, then the other engine."""
    measure("SQLite (WAL, synchronous=FULL)", sqlite_county())
    measure("PostgreSQL (synchronous_commit=on)", postgres_county())


if __name__ == "__main__":
    main()
