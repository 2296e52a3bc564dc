"""A county with a million cases: one real case, written down again by the database itself.

One in ten is open, its step waits, and one clock in a thousand is due. The cases lie in a few
hundred villages, of which one is that of the journeys' mediator; half of what is open there is
in the mediator's name.

Secondary indexes and triggers are taken away while the copies are made and put back afterwards:
so a million cases, parties, processes, clocks and steps take minutes on either database. With
``keep`` the database stays, and the next run measures on the same one.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, create_engine, func, select, text
from sqlalchemy.engine import make_url

from benchmarks._figures import MONDAY, county_on, postgres_county, sqlite_county
from engine.clock import FixedClock
from engine.desk import Desk
from engine.settings import Settings
from engine.storage.database import Database
from engine.storage.migrations import migrate
from engine.storage.models import (
    CaseRow,
    ClockRow,
    OfficeRow,
    PartyRow,
    ProcessRow,
    UserRow,
    WorkItemRow,
)
from engine.storage.tallies import settle
from engine.workflow import Runner
from tests import postgres
from tests.databases import create_postgres
from tests.journeys.world import County

VILLAGES = 307  # a prime: villages, colours and what is open do not fall together
OPEN_OF, DUE_OF = 10, 1_000
STEP = 10  # ids of one case's rows lie this far apart
TABLES = (CaseRow, PartyRow, ProcessRow, ClockRow, WorkItemRow)
KEPT = "heshi_million"
ROOMY = {"shared_buffers": "1GB", "maintenance_work_mem": "512MB", "max_wal_size": "8GB"}
SERIES = {
    "sqlite": "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {last})"
    " SELECT i FROM n)",
    "postgresql": "(SELECT generate_series(1, {last}) AS i)",
}
LATER = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%S.000000', {column}, '+' || (n.i % 700 + 24) || ' hours')",
    "postgresql": "{column} + (n.i % 700 + 24) * interval '1 hour'",
}
JUST = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%S.000000', {column}, '-1 minutes')",
    "postgresql": "{column} - interval '1 minute'",
}
STRUCTURE = {
    "sqlite": "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger')"
    " AND sql IS NOT NULL AND tbl_name IN ({names})",
    "postgresql": "SELECT 'INDEX', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
    " AND tablename IN ({names}) AND NOT EXISTS"
    " (SELECT 1 FROM pg_constraint WHERE conname = indexname)",
}
COLOUR = (
    "(CASE n.i % 7 WHEN 0 THEN 'red' WHEN 1 THEN 'orange' WHEN 2 THEN 'yellow' ELSE 'green' END)"
)


@dataclass(frozen=True, slots=True)
class Copying:
    """What the copies are made of: the database's kind, how many, ids of offices and a person."""

    kind: str
    cases: int
    first: int
    village: int
    person: int

    @property
    def at(self) -> str:
        """The office a copy lies in."""
        turn = f"n.i % {VILLAGES}"
        return f"(CASE {turn} WHEN 0 THEN {self.village} ELSE {self.first} + {turn} END)"

    @property
    def whose(self) -> str:
        """The person a copy is assigned to."""
        return f"CASE n.i % {VILLAGES * 2 * OPEN_OF} WHEN 0 THEN {self.person} END"


@contextmanager
def counties(kind: str, keep: Path | None) -> Iterator[County | None]:
    """Yield a county on *kind* of database; kept in the folder *keep*, if there is one."""
    if keep is None:
        postgres.SETTINGS.update(ROOMY)
        with sqlite_county() if kind == "sqlite" else postgres_county() as county:
            yield county
        return
    url = _kept(kind, keep)
    if url is None:
        yield None
    elif _is_filled(url):
        database = Database(url, wait_ms=10_000, limits=(0, 0))
        migrate(database)
        clock = FixedClock(MONDAY)
        settings = Settings(database_url=url, secret_key="b" * 32)
        yield County(Desk(settings, clock, database, Runner(), ZoneInfo("Asia/Shanghai")), clock)
        database.dispose()
    else:
        with county_on(_emptied(kind, url)) as county:
            yield county


def _kept(kind: str, keep: Path) -> str | None:
    if kind == "sqlite":
        keep.mkdir(parents=True, exist_ok=True)
        return f"sqlite:///{keep / (KEPT + '.db')}"
    cluster = os.environ.get("HESHI_TEST_POSTGRES_URL")
    kept = make_url(cluster).set(database=KEPT) if cluster else None
    return kept.render_as_string(hide_password=False) if kept else None


def _is_filled(url: str) -> bool:
    spelled = make_url(url)
    if spelled.drivername == "postgresql":
        spelled = spelled.set(drivername="postgresql+psycopg")
    try:
        with create_engine(spelled).connect() as link:
            return bool(link.scalar(text("SELECT 1 FROM office WHERE code = 'filled'")))
    except Exception:  # there is no such database yet, or it stopped half-way
        return False


def _emptied(kind: str, url: str) -> str:
    if kind == "postgresql":
        return create_postgres(os.environ["HESHI_TEST_POSTGRES_URL"], KEPT)
    Path(str(make_url(url).database)).unlink(missing_ok=True)
    return url


def fill(county: County, cases: int) -> str:
    """Write one real case down *cases* times, unless that was done before; return its code."""
    with county.desk.read() as session:
        done = session.scalar(select(func.count()).where(OfficeRow.code == "filled"))
        code = session.scalar(select(CaseRow.code).order_by(CaseRow.id).limit(1))
    if done and code:
        return code
    began = perf_counter()
    _settle_villages(county)
    code = county.register()
    patterns = _patterns(county, code)
    engine = county.desk.database.engine
    kind = engine.dialect.name
    with county.desk.read() as session:
        first = session.scalar(select(func.min(OfficeRow.id)).where(OfficeRow.code.like("bench%")))
        person = session.scalar(select(UserRow.id).where(UserRow.login == "vm"))
    how = Copying(kind, cases, int(first or 0), county.office_id("village"), int(person or 0))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as link:
        _hasten(link, kind)
        with _bare(link, kind):
            for table, key in patterns.items():
                _copy(link, (table, key), how)
                print(f"    {table.__tablename__}: {perf_counter() - began:.0f} s", flush=True)
        _renumber(link, kind)
        settle(link)
        link.exec_driver_sql("UPDATE office SET code = 'filled' WHERE code = 'bench1'")
        _settle_down(link, kind)
    engine.dispose()
    print(f"  {cases:,} cases written down in {perf_counter() - began:.0f} s")
    return code


def _patterns(county: County, code: str) -> dict[type, int]:
    """Return the row each table's copies are made of, in the order of the references."""
    with county.desk.read() as session:
        case = session.scalars(select(CaseRow).where(CaseRow.code == code)).one()
        item = session.scalars(select(WorkItemRow).where(WorkItemRow.case_id == case.id)).one()
        party = session.scalars(select(PartyRow.id).where(PartyRow.case_id == case.id)).first()
        keys = (case.id, party, item.process_id, case.clock_id, item.id)
        return {table: int(key or 0) for table, key in zip(TABLES, keys, strict=True)}


def _settle_villages(county: County) -> None:
    town = county.office_id("town")
    with county.desk.work(None) as work:
        link = work.session.connection()
        series = SERIES[link.dialect.name].format(last=VILLAGES)
        parent = link.execute(text("SELECT path FROM office WHERE id = :id"), {"id": town}).scalar()
        columns = "name, docket_word, kind, level, parent_id, area_mode, accepts, channels, active"
        last = link.execute(text("SELECT max(id) FROM office")).scalar_one()
        made = (
            f"INSERT INTO office (id, code, path, {columns})"  # noqa: S608  # ours
            f" SELECT {last} + n.i, 'bench' || n.i, '{parent}' || ({last} + n.i) || '/',"
            f" {columns} FROM {series} n, office WHERE office.code = 'village'"
        )
        link.execute(text(made))


def _hasten(link: Connection, kind: str) -> None:
    """Wait for nothing: if the power fails, the file is thrown away."""
    words = {
        "sqlite": ("COMMIT", "PRAGMA foreign_keys=OFF", "PRAGMA synchronous=OFF",
                   "PRAGMA journal_mode=OFF", "PRAGMA cache_size=-1000000"),
        "postgresql": ("SET statement_timeout = 0", "SET session_replication_role = replica",
                       "SET synchronous_commit = off", "SET maintenance_work_mem = '512MB'"),
    }  # fmt: skip
    for word in words[kind]:
        link.exec_driver_sql(word)


def _settle_down(link: Connection, kind: str) -> None:
    if kind == "postgresql":
        link.exec_driver_sql("VACUUM ANALYZE")
        link.exec_driver_sql("CHECKPOINT")
        return
    link.exec_driver_sql("ANALYZE")
    link.exec_driver_sql("PRAGMA journal_mode=WAL")


@contextmanager
def _bare(link: Connection, kind: str) -> Iterator[None]:
    """Take indexes (and SQLite's triggers) of the tables away for a block; make them anew."""
    names = ", ".join(f"'{table.__tablename__}'" for table in TABLES)
    made = link.exec_driver_sql(STRUCTURE[kind].format(names=names)).all()
    for sort, name, _ in made:
        link.exec_driver_sql(f'DROP {sort} "{name}"')
    yield
    for _, _, spelled in made:
        link.exec_driver_sql(spelled)


def _copy(link: Connection, of: tuple[type, int], how: Copying) -> None:
    table, key = of
    made = _expressions(table, how)
    source = table.__table__
    names = [column.name for column in source.columns]
    told = ", ".join(made.get(name, f'p."{name}"') for name in names)
    spelled = ", ".join(f'"{name}"' for name in names)
    series = SERIES[how.kind].format(last=how.cases - 1)
    link.execute(
        text(
            f'INSERT INTO "{source.name}" ({spelled}) SELECT {told}'  # noqa: S608  # ours
            f' FROM {series} n, "{source.name}" p WHERE p.id = {key} ORDER BY n.i'
        )
    )


def _expressions(table: type, how: Copying) -> dict[str, str]:
    """Return how each column of a copy differs from the pattern's."""
    is_open = f"n.i % {OPEN_OF} = 0"
    shifted = {name: f"p.{name} + n.i * {STEP}" for name in ("id", "case_id", "process_id")}
    of_case = {name: shifted[name] for name in ("id", "case_id")}
    later = LATER[how.kind].format(column="p.due_at")
    if table is CaseRow:
        places = ("holder_id", "body_id", "place_id", "registered_office_id")
        return dict.fromkeys(places, how.at) | {
            "id": shifted["id"],
            "code": "'2025-' || substr('000000' || n.i, length('' || n.i))",
            "docket_no": "'（2025）枫测人调字第' || n.i || '号'",
            "request_key": "NULL",
            "assignee_id": how.whose,
            "colour": f"CASE WHEN {is_open} THEN {COLOUR} END",
            "shown": f"CASE WHEN {is_open} THEN {COLOUR} END",
            "rule": f"CASE WHEN {is_open} THEN p.rule END",
            "due_at": f"CASE WHEN {is_open} THEN {later} END",
            "clock_id": f"CASE WHEN {is_open} THEN p.clock_id + n.i * {STEP} END",
            "status": f"CASE WHEN {is_open} THEN p.status ELSE 'archived' END",
            "ended_at": f"CASE WHEN {is_open} THEN p.ended_at ELSE p.registered_at END",
        }
    if table is PartyRow:
        return of_case | {"name": "p.name || n.i"}
    if table is ProcessRow:
        return of_case | {"status": f"CASE WHEN {is_open} THEN 'running' ELSE 'finished' END"}
    if table is ClockRow:
        return shifted | _expressions_of_clock(how, is_open, later)
    return shifted | {
        "clock_id": f"p.clock_id + n.i * {STEP}",
        "office_id": how.at,
        "assignee_id": how.whose,
        "due_at": later,
        "status": f"CASE WHEN {is_open} THEN 'open' ELSE 'done' END",
    }


def _expressions_of_clock(how: Copying, is_open: str, later: str) -> dict[str, str]:
    just, due = JUST[how.kind].format(column="p.started_at"), f"n.i % {DUE_OF} = 0"
    return {
        "office_id": how.at,
        "due_at": later,
        "colour": f"CASE WHEN {due} THEN 'green' ELSE {COLOUR} END",
        "next_at": f"CASE WHEN {due} THEN {just} WHEN {is_open} THEN {later} END",
        "yellow_at": f"CASE WHEN {due} THEN {just} ELSE p.yellow_at END",
        "status": f"CASE WHEN {is_open} THEN 'running' ELSE 'met' END",
        "ended_at": f"CASE WHEN {is_open} THEN p.ended_at ELSE p.started_at END",
    }


def _renumber(link: Connection, kind: str) -> None:
    if kind == "sqlite":
        return
    for table in TABLES:
        name = table.__tablename__
        link.exec_driver_sql(
            f"SELECT setval(pg_get_serial_sequence('{name}', 'id'),"  # noqa: S608  # ours
            f' (SELECT max(id) FROM "{name}"))'
        )
