"""One whole step of a case, on disk: read, take up, finish a task, store, write the rows, commit.

Ours against SpiffWorkflow's documented serializer. Both sides send the same statements in one
transaction to the same tables of a migrated SQLite file (WAL, synchronous=FULL) by the same bare
driver: process state, step done, next step opened, event, clock touched. They take turns.

After that, for itself, the real use case ``complete_step`` with all it does besides: permissions,
conflicts of interest, the form, records, clocks worked out, people told.

Run: ``python -m benchmarks.durable_step``; about a minute.
"""

import gc
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from statistics import fmean, median
from time import perf_counter
from typing import Any

import orjson
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from benchmarks._figures import Statements, p90, spread, sqlite_county
from benchmarks.step_codec import ROUTING, Ours, Stock, answers, model
from engine.usecases.steps import complete_step
from engine.workflow.instance import Instance
from tests.journeys import world
from tests.journeys.test_neighbours import settle_in_the_village
from tests.journeys.world import County

GOALS = {18: 2.0, 200: 6.0}
NOW = "2026-03-02 01:00:00.000000"
READ = """SELECT p.state, p.version, w.task_id, w.element, w.version FROM work_item w
 JOIN process p ON p.id = w.process_id WHERE w.id = ? AND w.status = 'open'"""
STATE = "UPDATE process SET state = ?, version = version + 1 WHERE id = ? AND version = ?"
DONE = """UPDATE work_item SET status = 'done', ended_at = ?, done_by = ?, answers = ?,
 version = version + 1 WHERE id = ? AND version = ?"""
NEXT = """INSERT INTO work_item (case_id, process_id, task_id, element, name, form, roles,
 office_id, status, opened_at, version) VALUES (?, ?, ?, ?, ?, 'sign_for', '["mediator"]', ?,
 'open', ?, 1)"""
EVENT = """INSERT INTO event (case_id, at, recorded_at, actor_id, kind, facts)
 VALUES (?, ?, ?, ?, 'StepCompleted', ?)"""
CLOCK = "UPDATE clock SET next_at = ?, version = version + 1 WHERE id = ?"
START = """INSERT INTO process (case_id, kind, bundle_version, status, state, started_at, version)
 VALUES (?, 'dispute', 1, 'running', ?, ?, 1)"""
Opened = tuple[str, str]  # task id and element of the step that waits


@dataclass(slots=True)
class Parts:
    """Seconds of one step, and the bytes of its state."""

    read: float = 0.0
    load: float = 0.0
    advance: float = 0.0
    dump: float = 0.0
    write: float = 0.0
    commit: float = 0.0
    size: int = 0

    @property
    def total(self) -> float:
        """All of it."""
        return self.read + self.load + self.advance + self.dump + self.write + self.commit


class Documented(Stock):
    """SpiffWorkflow's side of a step."""

    def begin(self) -> tuple[bytes, Opened]:
        """Start a case; return its state and the step that waits."""
        workflow = BpmnWorkflow(self.spec, self.inner, script_engine=self.scripts)
        workflow.task_tree.data.update(ROUTING)
        workflow.do_engine_steps()
        return self.serializer.serialize_json(workflow).encode(), self._ready(workflow)

    def step(
        self, state: bytes, opened: Opened, given: dict[str, Any], parts: Parts
    ) -> tuple[bytes, Opened | None]:
        """Finish the step that waits; return the new state and the step that waits next."""
        began = perf_counter()
        workflow = self.serializer.deserialize_json(state.decode())
        workflow.script_engine = self.scripts
        loaded = perf_counter()
        ready = workflow.get_tasks(state=TaskState.READY, manual=True)[0]
        ready.data.update(given)
        ready.run()
        workflow.do_engine_steps()
        following = None if workflow.completed else self._ready(workflow)
        advanced = perf_counter()
        state = self.serializer.serialize_json(workflow).encode()
        parts.load, parts.advance = loaded - began, advanced - loaded
        parts.dump, parts.size = perf_counter() - advanced, len(state)
        return state, following

    @staticmethod
    def _ready(workflow: BpmnWorkflow) -> Opened:
        ready = workflow.get_tasks(state=TaskState.READY, manual=True)[0]
        return str(ready.id), ready.task_spec.name


class OwnCodec(Ours):
    """Our side of a step."""

    def begin(self) -> tuple[bytes, Opened]:
        """As for ``Documented``."""
        instance = self.runner.start(self.bundle, "main", ROUTING)
        task = instance.position().tasks[0]
        return instance.dump(), (task.task_id, task.element)

    def step(
        self, state: bytes, opened: Opened, given: dict[str, Any], parts: Parts
    ) -> tuple[bytes, Opened | None]:
        """As for ``Documented``."""
        began = perf_counter()
        instance = self.runner.resume(self.bundle, "main", state)
        loaded = perf_counter()
        instance.complete(opened[0], given)
        tasks = instance.position().tasks
        following = (tasks[0].task_id, tasks[0].element) if tasks else None
        advanced = perf_counter()
        state = instance.dump()
        parts.load, parts.advance = loaded - began, advanced - loaded
        parts.dump, parts.size = perf_counter() - advanced, len(state)
        return state, following


class Ledger:
    """The database of one side: the same rows for both."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            self.connection.execute(f"PRAGMA {pragma}")
        row = self.connection.execute('SELECT id, holder_id, registered_by FROM "case"').fetchone()
        self.case_id, self.office_id, self.person_id = row
        self.clock_id = self.connection.execute("SELECT max(id) FROM clock").fetchone()[0]

    def open(self, state: bytes, opened: Opened) -> int:
        """Write a new process and its first step; return the step's id."""
        run = self.connection.execute
        run("BEGIN IMMEDIATE")
        process_id = run(START, (self.case_id, state, NOW)).lastrowid
        item = run(NEXT, self._next(process_id, opened)).lastrowid
        run("COMMIT")
        self.process_id = process_id
        assert item
        return item

    def _next(self, process_id: int | None, opened: Opened) -> tuple[object, ...]:
        task_id, element = opened
        return self.case_id, process_id, task_id, element, element, self.office_id, NOW

    def take(self, side: Documented | OwnCodec, item: int, turn: tuple[int, int]) -> Any:
        """Take the step *item*; return the next one's id (None at the end) and the parts."""
        parts, run = Parts(), self.connection.execute
        began = perf_counter()
        run("BEGIN IMMEDIATE")
        state, version, task_id, element, seen = run(READ, (item,)).fetchone()
        parts.read = perf_counter() - began
        given = answers(turn[0], element, turn[1])
        state, following = side.step(state, (task_id, element), given, parts)
        began, plain = perf_counter(), orjson.dumps(given).decode()
        assert run(STATE, (state, self.process_id, version)).rowcount == 1
        assert run(DONE, (NOW, self.person_id, plain, item, seen)).rowcount == 1
        opened = run(NEXT, self._next(self.process_id, following)).lastrowid if following else None
        run(EVENT, (self.case_id, NOW, NOW, self.person_id, plain))
        run(CLOCK, (NOW, self.clock_id))
        written = perf_counter()
        run("COMMIT")
        parts.write, parts.commit = written - began, perf_counter() - written
        return opened, parts


def run_case(side: Documented | OwnCodec, ledger: Ledger, loops: int) -> list[Parts]:
    """Take one case from its first step to its last."""
    item: int | None = ledger.open(*side.begin())
    found: list[Parts] = []
    while item is not None:
        item, parts = ledger.take(side, item, (len(found), loops))
        found.append(parts)
    return found


def measure(steps: int, rounds: int, files: dict[str, Path]) -> float:
    """Let both sides take turns on a case of *steps* steps; print and return the ratio."""
    content, loops = model(), (steps - 18) // 3
    sides: dict[str, Documented | OwnCodec] = {
        "SpiffWorkflow": Documented(content),
        "ours": OwnCodec(content),
    }
    ledgers = {name: Ledger(files[name]) for name in sides}
    found: dict[str, list[Parts]] = {name: [] for name in sides}
    gc.collect()
    gc.freeze()  # what lies in memory already shall slow neither side down
    for _ in range(rounds):
        for name, side in sides.items():
            found[name] += run_case(side, ledgers[name], loops)
    for name, taken in found.items():
        _print(f"{steps:4} steps  {name:14}", taken)
    theirs, ours = ([one.total for one in found[name]] for name in sides)
    ratio = fmean(theirs) / fmean(ours)
    print(
        f"{steps:4} steps: {ratio:.1f} times faster by the mean,"
        f" {median(theirs) / median(ours):.1f} by the median (goal {GOALS[steps]:.0f})"
    )
    return ratio


def _print(label: str, taken: list[Parts]) -> None:
    totals = [one.total for one in taken]
    columns = zip(*(astuple(one)[:-1] for one in taken), strict=True)
    parts = " ".join(
        f"{field.name} {median(column) * 1e6:.0f}"
        for field, column in zip(fields(Parts), columns, strict=False)
    )
    print(
        f"{label} mean {fmean(totals) * 1e6:6.0f}  median {median(totals) * 1e6:6.0f}"
        f"  p90 {p90(totals) * 1e6:6.0f} µs   median of {parts}   state"
        f" {median(one.size for one in taken):.0f} B"
    )


class Whole:
    """What ``complete_step`` spends where, call by call."""

    def __init__(self, county: County) -> None:
        self.statements = Statements(county.desk.database.engine)
        self.engine = 0.0
        self.rows: list[tuple[float, float, float, float, int]] = []
        self._real = complete_step
        for name in ("complete", "position", "dump"):
            self._time(name)

    def _time(self, name: str) -> None:
        real = getattr(Instance, name)

        def timed(*given: Any) -> Any:
            began = perf_counter()
            try:
                return real(*given)
            finally:
                self.engine += perf_counter() - began

        setattr(Instance, name, timed)

    def __call__(self, *given: Any, **named: Any) -> str:
        """Stand in for ``complete_step``."""
        before = self._state()
        began = perf_counter()
        code = self._real(*given, **named)
        spent = perf_counter() - began
        engine, sql, commit, count = (
            after - earlier for after, earlier in zip(self._state(), before, strict=True)
        )
        self.rows.append((spent, engine, sql, commit, int(count)))
        return code

    def _state(self) -> tuple[float, float, float, int]:
        seen = self.statements
        return self.engine, seen.seconds, seen.committing, seen.count


def measure_use_case(cases: int) -> None:
    """Take *cases* village cases from sign-for to the archive; print what a step costs in all."""
    with sqlite_county() as county:
        settle: Callable[[County, str], None] = settle_in_the_village
        settle(county, county.register())  # reads and compiles everything once
        whole = Whole(county)
        vars(world)["complete_step"] = whole
        for _ in range(cases):
            settle(county, county.register())
        vars(world)["complete_step"] = complete_step
        spent, engine, sql, commit, count = zip(*whole.rows, strict=True)
        print(f"the real complete_step, {len(spent)} steps of journey 1: {spread(spent)}")
        rest = median(spent) - median(engine) - median(sql) - median(commit)
        print(
            f"  median ms: process engine {median(engine) * 1e3:.2f} (without taking up), in SQLite"
            f" {median(sql) * 1e3:.2f} ({median(count):.0f} statements), commits"
            f" {median(commit) * 1e3:.2f}, everything else (rules, SQLAlchemy) {rest * 1e3:.2f}"
        )


def main() -> None:
    """Measure the short and the long case, then the real use case."""
    with tempfile.TemporaryDirectory(prefix="heshi-bench-") as folder:
        files = {name: Path(folder) / f"{name}.db" for name in ("SpiffWorkflow", "ours")}
        with sqlite_county() as county:
            county.register()
            made = Path(str(county.desk.database.url.database))
            county.desk.database.dispose()  # writes the WAL back into the file
            for path in files.values():
                shutil.copyfile(made, path)
        measure(18, 30, files)
        measure(200, 3, files)
    measure_use_case(10)


if __name__ == "__main__":
    main()
