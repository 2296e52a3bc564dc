"""One contender in a process of its own: ``python -m benchmarks._contender NAME URL NUMBER LOOPS``.

It tells ``{}`` when it is ready. Then every line it reads is a number of steps to take, which it
answers with one line: the seconds of each step, of all of it on the wall (new cases and the search
for the step that waits included), and of the processor. Camunda's and Flowable's ``Step.java``
speak the same way. NUMBER tells one process of a team from another; LOOPS makes the case longer
(for the application it is how many cases are put on record before it is ready).
"""

import gc
import json
import sys
from collections.abc import Callable
from dataclasses import astuple
from time import perf_counter, process_time
from zoneinfo import ZoneInfo

import orjson

from benchmarks._figures import MONDAY
from benchmarks._ledgers import Postgres, Sqlite, Taken, ledger_of
from benchmarks._registries import ENGINES
from benchmarks._sides import BpmnEngine, Documented, OwnCodec, Parts, Side
from benchmarks.step_codec import answers, model
from engine.clock import FixedClock
from engine.desk import Desk
from engine.settings import Settings
from engine.storage.database import Database
from engine.usecases.steps import complete_step
from engine.workflow import Runner
from tests.journeys.world import County

SIDES: dict[str, Callable[[], Side]] = {
    "heshi": lambda: OwnCodec(model()),
    "spiff": lambda: Documented(model()),
    "bpmn-engine": lambda: BpmnEngine(ENGINES / "bpmn-engine"),
}


class Rows:
    """Takes cases from their first step to their last, and writes the rows of each step."""

    def __init__(self, side: Side, ledger: Sqlite | Postgres, loops: int) -> None:
        self._side, self._ledger, self._loops = side, ledger, loops
        self._item: int | None = None
        self._turn = 0

    @property
    def worked(self) -> float:
        """Seconds of processor spent in another process."""
        return self._side.worked

    def take(self) -> Parts:
        """Take one step."""
        if self._item is None:
            self._item, self._turn = self._ledger.open(*self._side.begin()), 0
        item, parts, began = self._item, Parts(), perf_counter()
        found = self._ledger.read(item)
        parts.read = perf_counter() - began
        given = answers(self._turn, found.element, self._loops)
        opened = found.task, found.element
        state, following = self._side.step(found.state, opened, given, parts)
        plain = orjson.dumps(given).decode()
        self._item = self._ledger.store(Taken(item, found, state, plain, following), parts)
        self._turn += 1
        return parts


class Bare:
    """Commits a row of the size a step of the application stores."""

    worked = 0.0

    def __init__(self, ledger: Sqlite | Postgres) -> None:
        self._ledger = ledger

    def take(self) -> Parts:
        """Commit one row."""
        began = perf_counter()
        self._ledger.commit_bare()
        return Parts(commit=perf_counter() - began)


class Application:
    """Signs for cases by the real use case, with all it does besides."""

    worked = 0.0

    def __init__(self, url: str, cases: int) -> None:
        settings = Settings(database_url=url, secret_key="b" * 32)
        clock, zone = FixedClock(MONDAY), ZoneInfo("Asia/Shanghai")
        self._desk = Desk(settings, clock, Database(url, wait_ms=60_000), Runner(), zone)
        self._county = County(self._desk, clock)
        self._actor = self._county.actor("vm")
        codes = [self._county.register() for _ in range(cases)]
        self._items = iter([self._county.item(code, "sign_for").id for code in codes])

    def take(self) -> Parts:
        """Sign for one of them."""
        item, began = next(self._items), perf_counter()
        complete_step(self._desk, self._actor, item, {})
        return Parts(advance=perf_counter() - began)


def contender_of(name: str, url: str, number: int, loops: int) -> Rows | Bare | Application:
    """Return the contender *name*."""
    if name == "application":
        return Application(url, loops)
    if name == "bare":
        return Bare(ledger_of(url, number))
    return Rows(SIDES[name](), ledger_of(url, number), loops)


def block(contender: Rows | Bare | Application, steps: int) -> dict[str, object]:
    """Take *steps* steps; return what is told about them."""
    began, worked = perf_counter(), process_time() + contender.worked
    taken = [contender.take() for _ in range(steps)]
    return {
        "wall": perf_counter() - began,
        "cpu": process_time() + contender.worked - worked,
        "seconds": [each.total for each in taken],
        "parts": [astuple(each) for each in taken],
    }


def main(words: list[str]) -> None:
    """Take steps whenever told to, until nobody speaks any more."""
    name, url, number, loops = words
    contender = contender_of(name, url, int(number), int(loops))
    gc.collect()
    gc.freeze()  # what lies in memory already shall slow nobody down
    print("{}", flush=True)
    for line in sys.stdin:
        print(json.dumps(block(contender, int(line))), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
