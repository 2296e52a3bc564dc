"""The database of one contender: the rows a step reads and writes, the same for every contender.

The statements are ours alone, by the bare driver, on the tables of a migrated database: process
state, step done, next step opened, event, clock touched. On SQLite (WAL, synchronous=FULL) the
transaction begins by taking the write lock, as the application does. On PostgreSQL a step takes
two round trips: BEGIN and the question, then all that is written with COMMIT behind it.
"""

import sqlite3
from base64 import b64encode
from dataclasses import dataclass
from random import Random
from time import perf_counter
from typing import Any

import psycopg
from sqlalchemy.engine import make_url

from benchmarks._sides import Opened, Parts
from engine.storage.trips import ONE

SIZE = 6_000  # bytes of a bare row: what a whole step of the application stores
NOW = "2026-03-02 01:00:00.000000+00:00"
PLACE = """SELECT c.id, c.holder_id, c.registered_by,
 (SELECT max(k.id) FROM clock k WHERE k.case_id = c.id)
 FROM "case" c ORDER BY c.id LIMIT 1 OFFSET ?"""
READ = """SELECT p.state, p.version, p.id, w.task_id, w.element, w.version FROM work_item w
 JOIN process p ON p.id = w.process_id WHERE w.id = ? AND w.status = 'open'"""
STATE = "UPDATE process SET state = ?, version = version + 1 WHERE id = ? AND version = ?"
DONE = """UPDATE work_item SET status = 'done', ended_at = ?, done_by = ?, answers = ?,
 version = version + 1 WHERE id = ? AND version = ?"""
NEXT = """INSERT INTO work_item (case_id, process_id, task_id, element, name, form, roles,
 office_id, status, opened_at, version) VALUES (?, ?, ?, ?, ?, 'sign_for', '["mediator"]', ?,
 'open', ?, 1) RETURNING id"""
EVENT = """INSERT INTO event (case_id, at, recorded_at, actor_id, kind, facts)
 VALUES (?, ?, ?, ?, 'StepCompleted', ?)"""
CLOCK = "UPDATE clock SET next_at = ?, version = version + 1 WHERE id = ?"
START = """INSERT INTO process (case_id, kind, bundle_version, status, state, started_at, version)
 VALUES (?, 'dispute', 1, 'running', ?, ?, 1) RETURNING id"""
TABLE = "CREATE TABLE bare (number INTEGER, content TEXT)"
BARE = "INSERT INTO bare VALUES (?, ?)"
Said = tuple[str, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Found:
    """What stands in the database about the step that is to be taken."""

    state: bytes
    version: int
    process: int
    task: str
    element: str
    seen: int  # the step's own version


@dataclass(frozen=True, slots=True)
class Taken:
    """What a step leaves behind: the new state, the answers in JSON, the step that waits next."""

    item: int
    found: Found
    state: bytes
    answers: str
    following: Opened | None


class Words:
    """What is said to either database, about the *number*-th case of the place."""

    case_id: int
    office_id: int
    person_id: int
    clock_id: int
    _bare = 0

    def settle(self, row: Any) -> None:
        """Take what ``PLACE`` was answered."""
        self.case_id, self.office_id, self.person_id, self.clock_id = row
        self._filling = b64encode(Random(SIZE).randbytes(SIZE)).decode()[:SIZE]

    def start(self, state: bytes) -> Said:
        """Return how a new process is written."""
        return START, (self.case_id, state, NOW)

    def next(self, process: int, opened: Opened) -> Said:
        """Return how a step that opens is written."""
        task, element = opened
        place = self.case_id, process, task, element, element, self.office_id
        return NEXT, (*place, NOW)

    def changes(self, taken: Taken) -> tuple[Said, Said]:
        """Return how the state and the step done are written; each must change one row."""
        found = taken.found
        return (
            (STATE, (taken.state, found.process, found.version)),
            (DONE, (NOW, self.person_id, taken.answers, taken.item, found.seen)),
        )

    def traces(self, taken: Taken) -> tuple[Said, Said]:
        """Return how the event and the clock are written."""
        return (
            (EVENT, (self.case_id, NOW, NOW, self.person_id, taken.answers)),
            (CLOCK, (NOW, self.clock_id)),
        )

    def bare(self) -> Said:
        """Return one row as large as what the application's step stores."""
        self._bare += 1
        return BARE, (self._bare, self._filling)


class Sqlite(Words):
    """The rows in a file."""

    def __init__(self, path: str, number: int) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None, timeout=60)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            self.connection.execute(f"PRAGMA {pragma}")
        self.settle(self.connection.execute(PLACE, (number,)).fetchone())

    def open(self, state: bytes, opened: Opened) -> int:
        """Write a new process and its first step; return the step's id."""
        run = self.connection.execute
        run("BEGIN IMMEDIATE")
        process = run(*self.start(state)).fetchone()[0]
        item = run(*self.next(process, opened)).fetchone()[0]
        run("COMMIT")
        return int(item)

    def read(self, item: int) -> Found:
        """Begin, and return what stands there about the step *item*."""
        self.connection.execute("BEGIN IMMEDIATE")
        return Found(*self.connection.execute(READ, (item,)).fetchone())

    def store(self, taken: Taken, parts: Parts) -> int | None:
        """Write everything and commit; return the id of the step that waits next."""
        began, run = perf_counter(), self.connection.execute
        for said in self.changes(taken):
            assert run(*said).rowcount == 1
        item = None
        if taken.following:
            item = run(*self.next(taken.found.process, taken.following)).fetchone()[0]
        for said in self.traces(taken):
            run(*said)
        written = perf_counter()
        run("COMMIT")
        parts.write, parts.commit = written - began, perf_counter() - written
        return item

    def commit_bare(self) -> None:
        """Commit one bare row."""
        self.connection.execute("BEGIN IMMEDIATE")
        self.connection.execute(*self.bare())
        self.connection.execute("COMMIT")


class Postgres(Words):
    """The rows in PostgreSQL."""

    def __init__(self, url: str, number: int) -> None:
        plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self.connection = psycopg.connect(plain, autocommit=True)
        self.settle(self._travel((PLACE, (number,)))[0].fetchone())

    def _travel(self, *said: Said) -> list[psycopg.Cursor[Any]]:
        """Say it all and wait once."""
        with self.connection.pipeline():
            return [
                self.connection.execute(words.replace("?", "%s").encode(), values)
                for words, values in said
            ]

    def open(self, state: bytes, opened: Opened) -> int:
        """As for ``Sqlite``."""
        process = self._travel(("BEGIN", ()), self.start(state))[1].fetchone()
        assert process
        item = self._travel(self.next(process[0], opened), ("COMMIT", ()))[0].fetchone()
        assert item
        return int(item[0])

    def read(self, item: int) -> Found:
        """As for ``Sqlite``."""
        row = self._travel(("BEGIN", ()), (READ, (item,)))[1].fetchone()
        assert row
        return Found(*row)

    def store(self, taken: Taken, parts: Parts) -> int | None:
        """As for ``Sqlite``; that a row was not there any more is an error, and no COMMIT then."""
        began = perf_counter()
        said = [(ONE.format(words), values) for words, values in self.changes(taken)]
        if taken.following:
            said.append(self.next(taken.found.process, taken.following))
        told = self._travel(*said, *self.traces(taken), ("COMMIT", ()))
        parts.commit = perf_counter() - began
        row = told[2].fetchone() if taken.following else None
        return row[0] if row else None

    def commit_bare(self) -> None:
        """Commit one bare row in one round trip."""
        self.connection.execute(BARE.replace("?", "%s").encode(), self.bare()[1])


def ledger_of(url: str, number: int) -> Sqlite | Postgres:
    """Return the ledger of one process on the database at *url*."""
    if url.startswith("sqlite"):
        return Sqlite(make_url(url).database or "", number)
    return Postgres(url, number)
