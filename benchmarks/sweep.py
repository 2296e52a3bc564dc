"""Finding what is due among 100,000 clocks, and doing it.

The sweep asks for the clock with the smallest ``next_at``, through an index; beside it, in turns,
the same question without the index. Then the real sweep handles 500 turns of clocks of real
cases, each in a transaction of its own: colours, people told, timers fired, duties climbed.

On SQLite, and on PostgreSQL where there is one. Run: ``python -m benchmarks.sweep``.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from statistics import median
from time import perf_counter

from sqlalchemy import Connection, TextClause, insert, select, text

from benchmarks._figures import Statements, postgres_county, spread, sqlite_county
from engine.desk import Desk
from engine.storage.models import ClockRow
from engine.usecases.sweep import DUE, sweep
from tests.journeys.world import County

CLOCKS, DUE_NOW, TURNS, CASES = 100_000, 100, 500, 140
HORIZON = timedelta(days=60)  # over which the clocks that are not due are spread
LOT = 10_000
SCAN = text(
    "SELECT id, colour, yellow_at, orange_at, due_at FROM clock"
    " WHERE +next_at <= :until ORDER BY +next_at, id LIMIT 1"
)


def fill(desk: Desk) -> None:
    """Multiply the first clock until there are ``CLOCKS``, ``DUE_NOW`` of them due."""
    with desk.work(None) as work:
        pattern = work.session.scalars(select(ClockRow).order_by(ClockRow.id)).first()
        assert pattern is not None
        columns = [column.key for column in ClockRow.__mapper__.columns if column.key != "id"]
        row = {key: getattr(pattern, key) for key in columns} | {"status": "cancelled"}
        for start in range(0, CLOCKS, LOT):
            lot = [
                row | {"next_at": _next_at(work.now, number), "start_key": f"bench:{number}"}
                for number in range(start, start + LOT)
            ]
            work.session.execute(insert(ClockRow.__table__), lot)  # type: ignore[arg-type]
    with desk.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as link:
        link.execute(text("ANALYZE"))


def _next_at(now: object, number: int) -> object:
    stride = CLOCKS // DUE_NOW
    if number % stride == 0:
        return now - timedelta(minutes=1 + number // stride)  # type: ignore[operator]
    return now + HORIZON * (number + 1) / CLOCKS  # type: ignore[operator]


def scanning(desk: Desk, link: Connection) -> TextClause:
    """Return the sweep's question, asked on *link* so that no index can answer it."""
    if desk.database.is_sqlite:
        return SCAN  # a plus sign keeps SQLite from the index
    link.execute(text("SET enable_indexscan = off; SET enable_bitmapscan = off"))
    return text(SCAN.text.replace("+next_at", "next_at"))


def find(desk: Desk, rounds: int = 200) -> None:
    """Ask with and without the index in turns; print both."""
    until = desk.now()
    spelled = until.strftime("%Y-%m-%d %H:%M:%S.%f") if desk.database.is_sqlite else until
    with (
        desk.database.read_engine.connect() as indexed,
        desk.database.read_engine.connect() as scanned,
    ):
        scan = scanning(desk, scanned)
        ask: dict[str, Callable[[], object]] = {
            "index": lambda: indexed.execute(DUE, {"until": until, "of": None}).first(),
            "full scan": lambda: scanned.execute(scan, {"until": spelled}).first(),
        }
        spent: dict[str, list[float]] = {name: [] for name in ask}
        found: dict[str, list[object]] = {name: [] for name in ask}
        for turn in range(rounds):
            for name, asked in ask.items():
                if name == "full scan" and turn % 10:
                    continue
                began = perf_counter()
                first = asked()
                spent[name].append(perf_counter() - began)
                found[name].append(first[0])  # type: ignore[index]
    assert set(found["index"]) == set(found["full scan"])
    for name, times in spent.items():
        print(f"  next due of {CLOCKS:,} clocks by {name:9}: {spread(times, 1e6, 'µs')}")
    ratio = median(spent["full scan"]) / median(spent["index"])
    print(f"  the index is {ratio:.0f} times faster")


def handle(county: County) -> None:
    """Register cases, let time pass, and handle ``TURNS`` turns; print clocks per second."""
    for _ in range(CASES):
        county.register()
    county.sleep(days=9)
    statements = Statements(county.desk.database.engine)
    began = perf_counter()
    done = sweep(county.desk, limit=TURNS)
    spent = perf_counter() - began
    print(
        f"  real sweep: {done} turns of clocks of {CASES} cases in {spent:.1f} s:"
        f" {done / spent:.0f} clocks/s, {statements.count / done:.0f} statements each,"
        f" commits {statements.committing / done * 1e3:.1f} ms each"
    )


def measure(name: str, opened: AbstractContextManager[County | None]) -> None:
    """Measure on one kind of database."""
    with opened as county:
        if county is None:
            print(f"{name}: not here")
            return
        print(name)
        handle(county)
        fill(county.desk)
        find(county.desk)


def main() -> None:
    """Measure on SQLite and, where there is one, on PostgreSQL."""
    measure("SQLite (WAL, synchronous=FULL)", sqlite_county())
    measure("PostgreSQL (synchronous_commit=on)", postgres_county())


if __name__ == "__main__":
    main()
