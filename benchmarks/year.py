"""A year of a county on the simulated clock: what it costs, whether the cost grows, what is left.

The demo's county plays its year through the use cases and the sweep, one writer, SQLite, at each
act's own instant. Processor time and steps are noted at every tenth of the year; at the end the
invariants of ``tests/faults`` are checked over every case. Then, by arithmetic: a city, a
province, a nation.

Run: ``python -m benchmarks.year --cases 2000``; about a minute of processor time per 700 cases.
"""

import argparse
import gc
import resource
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter, process_time

from sqlalchemy import Engine, text

from benchmarks._figures import load
from engine.demo.building import build
from engine.desk import Desk, open_desk
from engine.settings import Settings
from engine.storage.database import Database
from engine.storage.migrations import migrate
from tests.faults.invariants import violations

TENTHS = 10
COUNTED = ("case", "work_item", "clock", "event", "message", "process")
DONE = "SELECT count(*) FROM work_item WHERE status = 'done'"
# Cases a year: a large county's, a city's, a province's, the nation's (人民调解, 15 to 20 million).
PLACES = (("市", 100_000), ("省", 1_000_000), ("全国", 18_000_000))
BUSY_SECONDS = 250 * 8 * 3_600  # in which a year's work is done: 250 days of eight hours
PEAK = 4  # the busiest hour against the mean one
FILL = 0.6  # of a core, at the peak


@dataclass(slots=True)
class Notes:
    """What was noted at each tenth of the year: seconds of processor, steps done, megabytes."""

    engine: Engine
    lines: list[tuple[float, int, float]] = field(default_factory=list)

    def hear(self, share: float) -> None:
        """Note the next tenth if *share* of the year has reached it."""
        if share * TENTHS >= len(self.lines):
            with self.engine.connect() as link:
                done = int(link.execute(text(DONE)).scalar_one())
            self.lines.append((process_time(), done, memory()))


def memory() -> float:
    """Return the most memory this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def play(desk: Desk, cases: int) -> None:
    """Play the year; print what it cost, tenth by tenth, and what it left."""
    notes = Notes(desk.database.engine)
    began, cpu = perf_counter(), process_time()
    built = build(desk, cases, told=notes.hear)
    wall, cpu = perf_counter() - began, process_time() - cpu
    notes.lines.append((process_time(), _count(desk, DONE), memory()))
    steps = notes.lines[-1][1]
    print(f"  {built.cases:,} cases, {steps:,} steps done, {len(built.refused)} acts refused")
    print(f"  {cpu:.0f} s of processor, {wall:.0f} s by the clock on the wall, {load()}")
    print(f"  {steps / cpu:.0f} steps/s of processor, all else included")
    for number, (before, after) in enumerate(zip(notes.lines, notes.lines[1:], strict=False), 1):
        spent, done = after[0] - before[0], after[1] - before[1]
        each = spent / done * 1e3 if done else 0.0
        print(f"    tenth {number:2}: {done:6,} steps, {each:5.2f} ms each, {after[2]:4.0f} MB")
    weigh(desk, built.cases)
    reckon(built.cases, steps, cpu, _size(desk))


def weigh(desk: Desk, cases: int) -> None:
    """Print how many rows there are, how large the file is, and whether every rule holds."""
    counts = {name: _count(desk, f'SELECT count(*) FROM "{name}"') for name in COUNTED}  # noqa: S608  # ours
    print("  rows: " + ", ".join(f"{name} {count:,}" for name, count in counts.items()))
    size = _size(desk)
    print(f"  database {size / 1e6:.0f} MB, {size / cases / 1e3:.1f} KB a case")
    began = process_time()
    found = violations(desk)
    spent = process_time() - began
    print(f"  invariants over every case: {len(found)} broken, {spent:.0f} s of processor")
    for sentence in found[:5]:
        print(f"    {sentence}")
    if found:
        raise SystemExit(1)


def reckon(cases: int, steps: int, cpu: float, size: int) -> None:
    """Print by arithmetic what larger places would need."""
    cost, length, bytes_each = cpu / cases, steps / cases, size / cases
    print(f"  a case: {cost * 1e3:.0f} ms of processor, {length:.1f} steps; so, by arithmetic:")
    for name, a_year in PLACES:
        mean = a_year * length / BUSY_SECONDS
        cores = a_year * cost / BUSY_SECONDS * PEAK / FILL
        print(
            f"    {name}: {a_year:,} cases a year, {mean:,.2f} steps/s in office hours,"
            f" {mean * PEAK:,.0f} at the peak, {cores:,.2f} cores for the acts,"
            f" {a_year * bytes_each / 1e9:,.0f} GB more a year"
        )


def _count(desk: Desk, asked: str) -> int:
    with desk.read() as session:
        return int(session.execute(text(asked)).scalar_one())


def _size(desk: Desk) -> int:
    return _count(desk, "PRAGMA page_count") * _count(desk, "PRAGMA page_size")


def main() -> None:
    """Play a year of as many cases as asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=300)
    cases = parser.parse_args().cases
    with tempfile.TemporaryDirectory(prefix="heshi-bench-") as folder:
        url = f"sqlite:///{Path(folder) / 'year.db'}"
        made = Database(url, durable=False)
        migrate(made)
        made.dispose()
        settings = Settings(database_url=url, secret_key="b" * 32, var_dir=Path(folder))
        desk = open_desk(settings, durable=False)
        gc.freeze()
        gc.set_threshold(50_000)  # as ``heshi demo`` has it
        play(desk, cases)
        desk.database.dispose()


if __name__ == "__main__":
    main()
