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
from typing import Protocol

import orjson

from benchmarks._ledgers import Postgres, Sqlite, Taken, ledger_of
from benchmarks._registries import ENGINES
from benchmarks._sides import BpmnEngine, Documented, OwnCodec, Parts, Side
from benchmarks.step_codec import answers, model

SIDES: dict[str, Callable[[], Side]] = {
    "heshi": lambda: OwnCodec(model()),
    "spiff": lambda: Documented(model()),
    "bpmn-engine": lambda: BpmnEngine(ENGINES / "bpmn-engine"),
}


class Contender(Protocol):
    """One who takes steps; ``worked`` is the processor time, in seconds, not spent in here."""

    @property
    def worked(self) -> float:
        """Seconds of processor spent in another process."""

    def take(self) -> Parts:
        """Take one step."""


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


def contender_of(name: str, url: str, number: int, loops: int) -> Contender:
    """Return the contender *name*."""
    if name == "application":
        from benchmarks._application import Application  # seconds of imports nobody else needs

        return Application(url, loops)
    if name == "bare":
        return Bare(ledger_of(url, number))
    return Rows(SIDES[name](), ledger_of(url, number), loops)


def block(contender: Contender, steps: int) -> dict[str, object]:
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
