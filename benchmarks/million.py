"""A million cases and a million clocks: pages, and a sweep of what is due among them.

The county is that of ``benchmarks.county_of_a_million``. In it

* each page is asked for through the whole web layer by a village's mediator and by the county's
  supervisor, who sees all of them: statements, median, p95;
* the sweep's question is asked, and four processes settle the cases that are due, one case per
  transaction (PostgreSQL; on SQLite one process, for there is one writer).

Run: ``python -m benchmarks.million [--cases 1000000] [--only sqlite|postgresql]``; some minutes.
``--keep FOLDER`` leaves the databases for the next run (SQLite's file there; PostgreSQL's as a
database of the cluster ``HESHI_TEST_POSTGRES_URL``), and then settles nothing.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from zoneinfo import ZoneInfo

from sqlalchemy import select

from benchmarks._figures import MONDAY, Statements, load
from benchmarks._together import Turn, at_once
from benchmarks.county_of_a_million import OPEN_OF, counties, fill
from benchmarks.pages import page, sign_in
from engine.clock import FixedClock
from engine.desk import Desk
from engine.settings import Settings
from engine.storage.database import Database
from engine.storage.models import ClockRow
from engine.usecases.sweep import DUE, settle_case
from engine.workflow import Runner
from tests.journeys.world import County
from webui.app import create_app
from webui.serving import spare_collections

# psycopg prepares a statement the sixth time a connection sends it
WARM, ROUNDS, WORKERS = 10, 100, 4
WARM = 10  # cases of each process before the common start
GOAL = {"sqlite": 80, "postgresql": 50}


def p95(values: Sequence[float]) -> float:
    """Return the value nineteen in twenty stay below."""
    return sorted(values)[int(len(values) * 0.95)]


def ask_pages(county: County, code: str, kind: str) -> None:
    """Ask for every page as a mediator and as the supervisor of all; print beside the goal."""
    app = create_app(county.desk, wall=county.desk.clock)
    spare_collections()  # as every server does
    print(f"  goal: p95 ≤ {GOAL[kind]} ms; {load()}")
    for login in ("vm", "cs"):
        client = sign_in(county.desk, app, login)
        statements = Statements(county.desk.database.engine)
        paths = [
            "/queue?tab=all",
            f"/cases/{code}",
            "/cases?q=（2025）枫测人调字第654320号",
            "/cases?q=2025-0654320",
            "/cases",
        ]
        if login == "cs":
            paths.insert(1, "/board")
        for path in paths:
            report(login, path, statements, page(client, path))


def report(login: str, path: str, statements: Statements, act: Callable[[], None]) -> None:
    """Ask ``ROUNDS`` times; print statements, milliseconds by the wall and of processor."""
    for _ in range(WARM):
        act()
    before, sent, wall, cpu = statements.count, statements.seconds, [], []
    for _ in range(ROUNDS):
        began, worked = perf_counter(), process_time()
        act()
        wall.append((perf_counter() - began) * 1e3)
        cpu.append((process_time() - worked) * 1e3)
    asked = (statements.seconds - sent) / ROUNDS * 1e3
    print(
        f"  {login} {path:18} {(statements.count - before) / ROUNDS:3.0f} statements,"
        f" median {median(wall):6.1f} ms, p95 {p95(wall):6.1f}, processor {median(cpu):5.1f},"
        f" in the database {asked:6.1f}",
        flush=True,
    )


def find(desk: Desk) -> None:
    """Ask the sweep's question 200 times."""
    spent = []
    with desk.database.read_engine.connect() as link:
        for _ in range(200):
            began = perf_counter()
            link.execute(DUE, {"until": desk.now(), "of": None}).first()
            spent.append((perf_counter() - began) * 1e3)
    print(f"  next due clock: median {median(spent):.2f} ms, p95 {p95(spent):.2f} (goal 5)")


def drain(desk: Desk, workers: int) -> None:
    """Let *workers* processes settle the cases that have something due; print cases/s."""
    with desk.read() as session:
        query = select(ClockRow.case_id).where(ClockRow.next_at <= desk.now())
        due = sorted(set(session.scalars(query.where(ClockRow.status == "running"))))
    url = desk.database.url.render_as_string(hide_password=False)
    done = at_once(settle, [(url, due[number::workers]) for number in range(workers)])
    wall = max(each.until for each in done) - min(each.since for each in done)
    count, cpu = len(due) - WARM * workers, sum(each.worked for each in done)
    print(
        f"  {workers} processes settle {count:,} cases, one per transaction: {wall:.1f} s,"
        f" {count / wall:.0f} cases/s (goal 500),"
        f" {cpu / count * 1e3:.1f} ms of processor each, {load()}"
    )


def settle(lot: tuple[str, list[int]], ready: Callable[[], None]) -> Turn:
    """Settle cases, all but the first few from the common start on."""
    url, cases = lot
    database = Database(url, wait_ms=60_000)
    settings = Settings(database_url=url, secret_key="b" * 32)
    desk = Desk(settings, FixedClock(MONDAY), database, Runner(), ZoneInfo("Asia/Shanghai"))
    for case_id in cases[:WARM]:
        settle_case(desk, case_id)
    ready()
    since, worked = time.time(), process_time()
    for case_id in cases[WARM:]:
        settle_case(desk, case_id)
    turn = Turn(since, time.time(), process_time() - worked)
    database.dispose()
    return turn


def measure(kind: str, cases: int, keep: Path | None) -> None:
    """Measure on one kind of database."""
    with counties(kind, keep) as county:
        if county is None:
            print(f"{kind}: not here")
            return
        print(f"{kind}: {cases:,} cases and clocks, {cases // OPEN_OF:,} open")
        code = fill(county, cases)
        find(county.desk)
        ask_pages(county, code, kind)
        if keep is None:
            drain(county.desk, 1 if county.desk.database.is_sqlite else WORKERS)


def main() -> None:
    """Measure on SQLite and, where there is one, on PostgreSQL."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args()
    for kind in ("sqlite", "postgresql"):
        if asked.only in {None, kind}:
            measure(kind, asked.cases, asked.keep)


if __name__ == "__main__":
    main()
