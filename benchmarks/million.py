"""A million cases and a million clocks: pages, and a sweep of what is due among them.

One real case is written down a million times, by the database itself, over a few hundred
villages: one in ten is still open, its step waits, and one clock in a thousand is due. Then

* each page is asked for through the whole web layer by a village's mediator and by the county's
  supervisor, who sees all of them: statements, median, p95;
* the sweep's question is asked, and four processes settle the cases that are due, one case per
  transaction (PostgreSQL; on SQLite one process, for there is one writer).

Run: ``python -m benchmarks.million [--cases 1000000] [--only sqlite|postgresql]``; some minutes.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager
from multiprocessing import get_context
from statistics import median
from time import perf_counter, process_time
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select, text

from benchmarks._figures import MONDAY, Statements, load, postgres_county, sqlite_county
from benchmarks.pages import page, sign_in
from engine.clock import FixedClock
from engine.desk import Desk
from engine.settings import Settings
from engine.storage.database import Database
from engine.storage.models import CaseRow, ClockRow, PartyRow, ProcessRow, WorkItemRow
from engine.usecases.sweep import DUE, settle_case
from engine.workflow import Runner
from tests.journeys.world import County
from webui.app import create_app

VILLAGES, OPEN_OF, DUE_OF, ROUNDS, WORKERS = 300, 10, 1_000, 20, 4
STEP = 10  # ids of one case's rows lie this far apart
NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {last})"
LATER = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%S.000000', {column}, '+' || (n.i % 700 + 24) || ' hours')",
    "postgresql": "{column} + (n.i % 700 + 24) * interval '1 hour'",
}
JUST = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%S.000000', {column}, '-1 minutes')",
    "postgresql": "{column} - interval '1 minute'",
}
COLOUR = (
    "(CASE n.i % 7 WHEN 0 THEN 'red' WHEN 1 THEN 'orange' WHEN 2 THEN 'yellow' ELSE 'green' END)"
)
GOAL = {"sqlite": 80, "postgresql": 50}


def fill(county: County, cases: int) -> str:
    """Write one real case down *cases* times; return its code."""
    _settle_villages(county)
    code = county.register()
    engine = county.desk.database.engine
    kind = engine.dialect.name
    with county.desk.read() as session:
        case = session.scalars(select(CaseRow).where(CaseRow.code == code)).one()
        patterns = {
            table: session.scalars(
                select(table).where(table.case_id == case.id).order_by(table.id)
            ).first()
            for table in (PartyRow, WorkItemRow)
        }
        item = patterns[WorkItemRow]
        patterns[ProcessRow] = session.get_one(ProcessRow, item.process_id)
        patterns[ClockRow] = session.get_one(ClockRow, case.clock_id)
        first = session.scalar(text("SELECT min(id) FROM office WHERE code LIKE 'bench%'"))
    began = perf_counter()
    with engine.begin() as link:
        if kind == "postgresql":  # the copies refer to what there is: nobody need look
            link.exec_driver_sql("SET LOCAL statement_timeout = 0")
            link.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for table, row in {CaseRow: case, **_in_order(patterns)}.items():
            _copy(link, kind, (table, row.id), (cases, int(first or 0)))
        _renumber(link, kind)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as link:
        if kind == "postgresql":
            link.exec_driver_sql("SET statement_timeout = 0")
        link.exec_driver_sql("ANALYZE" if kind == "sqlite" else "VACUUM ANALYZE")
    print(f"  {cases:,} cases written down in {perf_counter() - began:.0f} s")
    return code


def _in_order(patterns: dict[type, object]) -> dict:
    return {table: patterns[table] for table in (PartyRow, ProcessRow, ClockRow, WorkItemRow)}


def _settle_villages(county: County) -> None:
    town = county.office_id("town")
    with county.desk.work(None) as work:
        link = work.session.connection()
        parent = link.execute(text("SELECT path FROM office WHERE id = :id"), {"id": town}).scalar()
        columns = "name, docket_word, kind, level, parent_id, area_mode, accepts, channels, active"
        last = link.execute(text("SELECT max(id) FROM office")).scalar_one()
        link.execute(
            text(
                NUMBERS.format(last=VILLAGES) + f" INSERT INTO office (id, code, path, {columns})"  # noqa: S608  # ours
                f" SELECT {last} + n.i, 'bench' || n.i, '{parent}' || ({last} + n.i) || '/',"
                f" {columns} FROM n, office WHERE office.code = 'village'"
            )
        )


def _copy(link: Connection, kind: str, of: tuple[type, int], how: tuple[int, int]) -> None:
    (table, key), (cases, office) = of, how
    made = _expressions(table, kind, office)
    source = table.__table__
    names = [column.name for column in source.columns]
    told = ", ".join(made.get(name, f'p."{name}"') for name in names)
    spelled = ", ".join(f'"{name}"' for name in names)
    spoken = (
        NUMBERS.format(last=cases - 1) + f' INSERT INTO "{source.name}" ({spelled}) SELECT {told}'  # noqa: S608  # ours
        f' FROM n, "{source.name}" p WHERE p.id = {key}'
    )
    link.execute(text(spoken))


def _expressions(table: type, kind: str, office: int) -> dict[str, str]:
    """Return how each column of a copy differs from the pattern's."""
    is_open, at = f"n.i % {OPEN_OF} = 0", f"{office} + n.i % {VILLAGES}"
    shifted = {name: f"p.{name} + n.i * {STEP}" for name in ("id", "case_id", "process_id")}
    later = LATER[kind].format(column="p.due_at")
    if table is CaseRow:
        return {
            "id": shifted["id"],
            "code": "'2025-' || substr('000000' || n.i, length('' || n.i))",
            "docket_no": "'（2025）枫测人调字第' || n.i || '号'",
            "holder_id": at,
            "body_id": at,
            "place_id": at,
            "registered_office_id": at,
            "request_key": "NULL",
            "colour": f"CASE WHEN {is_open} THEN {COLOUR} END",
            "due_at": f"CASE WHEN {is_open} THEN {later} END",
            "clock_id": f"CASE WHEN {is_open} THEN p.clock_id + n.i * {STEP} END",
            "status": f"CASE WHEN {is_open} THEN p.status ELSE 'archived' END",
            "ended_at": f"CASE WHEN {is_open} THEN p.ended_at ELSE p.registered_at END",
        }
    if table is PartyRow:
        return {"id": shifted["id"], "case_id": shifted["case_id"], "name": "p.name || n.i"}
    if table is ProcessRow:
        return {"id": shifted["id"], "case_id": shifted["case_id"]} | {
            "status": f"CASE WHEN {is_open} THEN 'running' ELSE 'finished' END"
        }
    if table is ClockRow:
        just = JUST[kind].format(column="p.started_at")
        due = f"n.i % {DUE_OF} = 0"
        return {
            **{key: shifted[key] for key in ("id", "case_id", "process_id")},
            "office_id": at,
            "due_at": later,
            "colour": f"CASE WHEN {due} THEN 'green' ELSE {COLOUR} END",
            "next_at": f"CASE WHEN {due} THEN {just} ELSE {later} END",
            "yellow_at": f"CASE WHEN {due} THEN {just} ELSE p.yellow_at END",
            "status": f"CASE WHEN {is_open} THEN 'running' ELSE 'met' END",
            "ended_at": f"CASE WHEN {is_open} THEN p.ended_at ELSE p.started_at END",
        }
    return {
        **{key: shifted[key] for key in ("id", "case_id", "process_id")},
        "clock_id": f"p.clock_id + n.i * {STEP}",
        "office_id": at,
        "due_at": later,
        "status": f"CASE WHEN {is_open} THEN 'open' ELSE 'done' END",
    }


def _renumber(link: Connection, kind: str) -> None:
    if kind == "sqlite":
        return
    for table in (CaseRow, PartyRow, ProcessRow, ClockRow, WorkItemRow):
        name = table.__tablename__
        link.exec_driver_sql(
            f"SELECT setval(pg_get_serial_sequence('{name}', 'id'),"  # noqa: S608  # ours
            f' (SELECT max(id) FROM "{name}"))'
        )


def p95(values: Sequence[float]) -> float:
    """Return the value nineteen in twenty stay below."""
    return sorted(values)[int(len(values) * 0.95)]


def ask_pages(county: County, code: str, kind: str) -> None:
    """Ask for every page as a mediator and as the supervisor of all; print beside the goal."""
    app = create_app(county.desk, wall=county.desk.clock)
    print(f"  goal: p95 ≤ {GOAL[kind]} ms; {load()}")
    for login in ("vm", "cs"):
        client = sign_in(county.desk, app, login)
        statements = Statements(county.desk.database.engine)
        paths = [
            "/queue?tab=all",
            f"/cases/{code}",
            "/cases?q=（2025）枫测人调字第654320号",
            "/cases?q=2025-654320",
            "/cases",
        ]
        if login == "cs":
            paths.insert(1, "/board")
        for path in paths:
            report(login, path, statements, page(client, path))


def report(login: str, path: str, statements: Statements, act: Callable[[], None]) -> None:
    """Ask ``ROUNDS`` times; print statements, milliseconds by the wall and of processor."""
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
    start = time.time() + 6 + workers  # all of them have read their files by then
    lots = [(url, due[number::workers], start) for number in range(workers)]
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        done = list(pool.map(settle, lots))
    wall = max(end for end, _ in done) - start
    cpu = sum(spent for _, spent in done)
    print(
        f"  {workers} processes settle {len(due):,} cases, one per transaction: {wall:.1f} s,"
        f" {len(due) / wall:.0f} cases/s (goal 500),"
        f" {cpu / len(due) * 1e3:.1f} ms of processor each, {load()}"
    )


def settle(lot: tuple[str, list[int], float]) -> tuple[float, float]:
    """Settle cases from an appointed instant on; return when it was done, and its processor."""
    url, cases, start = lot
    database = Database(url, wait_ms=60_000)
    settings = Settings(database_url=url, secret_key="b" * 32)
    desk = Desk(settings, FixedClock(MONDAY), database, Runner(), ZoneInfo("Asia/Shanghai"))
    if cases:
        settle_case(desk, cases[0])
    time.sleep(max(0.0, start - time.time()))
    worked = process_time()
    for case_id in cases[1:]:
        settle_case(desk, case_id)
    database.dispose()
    return time.time(), process_time() - worked


def measure(name: str, opened: AbstractContextManager[County | None], cases: int) -> None:
    """Measure on one kind of database."""
    with opened as county:
        if county is None:
            print(f"{name}: not here")
            return
        print(f"{name}: {cases:,} cases and clocks, {cases // OPEN_OF:,} open")
        code = fill(county, cases)
        find(county.desk)
        ask_pages(county, code, county.desk.database.engine.dialect.name)
        drain(county.desk, 1 if county.desk.database.is_sqlite else WORKERS)


def main() -> None:
    """Measure on SQLite and, where there is one, on PostgreSQL."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    asked = parser.parse_args()
    if asked.only != "postgresql":
        measure("SQLite", sqlite_county(), asked.cases)
    if asked.only != "sqlite":
        measure("PostgreSQL", postgres_county(), asked.cases)


if __name__ == "__main__":
    main()
