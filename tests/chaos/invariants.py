"""What must be true of any database of ours: ``python -m tests.chaos.invariants URL [VAR_DIR]``.

It stands beside the program, not in it: plain SQL over the tables, one reader of stored states,
and the log run again. It reads only. VAR_DIR is where the chain's keys lie; without it the chain
is not followed. Exit code 1 and one line each for what is wrong.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

import orjson
from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from engine.queries.chain import verify_chain
from engine.rules.errors import EngineError
from engine.settings import Settings
from engine.storage.chain import last_seal
from engine.storage.database import Database, database_of
from engine.storage.published import bundle_of
from engine.usecases.sealing import audit_ring
from engine.workflow import Position, Runner
from tests.chaos.replay import replay

ENDED = {"archived", "refused"}
NO_EVENT_IS_LATE = datetime(1, 1, 1, tzinfo=UTC)
SHOWN = 50


@dataclass
class Look:
    """One look at a database: everything a rule may ask, read once."""

    session: Session
    runner: Runner

    def rows(self, query: str) -> list[Row[tuple[object, ...]]]:
        return list(self.session.execute(text(query)))

    @cached_property
    def positions(self) -> Mapping[int, Position | str]:
        """Where every running process stands, or why its state cannot be read."""
        found: dict[int, Position | str] = {}
        for key, kind, version, state in self.rows(
            "SELECT id, kind, bundle_version, state FROM process WHERE status = 'running'"
        ):
            try:
                bundle = bundle_of(self.session, int(str(version)))
                resumed = self.runner.resume(bundle, str(kind), bytes(state))  # type: ignore[call-overload]
                found[key] = resumed.position()  # type: ignore[index]
            except EngineError as error:
                found[key] = str(error)  # type: ignore[index]
        return found

    def read(self) -> Iterator[tuple[int, Position]]:
        for key, position in self.positions.items():
            if not isinstance(position, str):
                yield key, position


def running_states_can_be_read(look: Look) -> Iterator[str]:
    """A state that cannot be read belongs to a process that has been set aside."""
    for key, position in look.positions.items():
        if isinstance(position, str):
            yield f"process {key} runs and cannot be read: {position}"


def a_case_is_in_one_place(look: Look) -> Iterator[str]:
    """A case has open steps, or waits, or has ended, or is set aside: one of them."""
    steps = Counter(row[0] for row in look.rows(
        "SELECT process_id FROM work_item WHERE status = 'open'"))  # fmt: skip
    mains = defaultdict(list)
    for key, case, status in look.rows(
        "SELECT id, case_id, status FROM process WHERE kind = 'dispute' ORDER BY id"
    ):
        mains[case].append((key, status))
    for case, code, status in look.rows('SELECT id, code, status FROM "case"'):
        places = [place for key, of in mains[case] if (place := _place(look, key, of, steps))]
        if not places and status in ENDED:
            places = ["ended"]
        if len(places) != 1:
            yield f"{code} ({status}) is in {len(places)} places: {places}"


def _place(look: Look, key: int, status: str, steps: Counter[object]) -> str | None:
    if status == "quarantined":
        return "set aside"
    position = look.positions.get(key)
    if status != "running" or position is None:
        return None
    if isinstance(position, str):
        return "unreadable"
    if steps[key]:
        return "open"
    return "waiting" if position.clocks or position.waits else None


def one_office_holds_a_case(look: Look) -> Iterator[str]:
    """Every case has exactly one holder, which is an office that is there."""
    yield from (f"{row[0]} has no office that holds it" for row in look.rows(
        'SELECT code FROM "case" WHERE holder_id IS NULL'
        ' OR NOT EXISTS (SELECT 1 FROM office WHERE office.id = "case".holder_id)'
    ))  # fmt: skip


def steps_are_what_processes_wait_for(look: Look) -> Iterator[str]:
    """The list of open steps says what the stored states say."""
    rows = defaultdict(set)
    for process, task in look.rows(
        "SELECT process_id, task_id FROM work_item WHERE status = 'open'"
    ):
        rows[process].add(task)
    for key, position in look.read():
        tasks = {task.task_id for task in position.tasks}
        if rows[key] != tasks:
            yield f"process {key}: steps {rows[key]}, tasks {tasks}"
        if position.finished:
            yield f"process {key} runs and has finished"
    over = look.rows(
        "SELECT work_item.id, process.status FROM work_item JOIN process"
        " ON process.id = work_item.process_id WHERE work_item.status = 'open'"
        " AND process.status IN ('finished', 'cancelled')"
    )
    yield from (f"step {row[0]} is open, its process {row[1]}" for row in over)


def the_ledger_is_what_processes_run_under(look: Look) -> Iterator[str]:
    """Every activity under a time limit has its clock in the ledger, and the other way round."""
    ledger, live = defaultdict(set), defaultdict(set)
    for process, anchor, ended in look.rows(
        "SELECT process_id, anchor, ended_at FROM clock WHERE anchor IS NOT NULL"
    ):
        ledger[process].add(anchor)
        if ended is None:
            live[process].add(anchor)
    for key, position in look.read():
        active = {clock.anchor for clock in position.clocks}
        if missing := active - ledger[key]:
            yield f"process {key} runs under limits the ledger does not know: {missing}"
        if gone := live[key] - active:
            yield f"process {key}: clocks press on what is over: {gone}"
    over = look.rows(
        "SELECT clock.id, process.status FROM clock JOIN process ON process.id = clock.process_id"
        " WHERE clock.ended_at IS NULL AND process.status IN ('finished', 'cancelled')"
    )
    yield from (f"clock {row[0]} runs, its process is {row[1]}" for row in over)


def no_clock_is_lost(look: Look) -> Iterator[str]:
    """A clock that runs and has not run out has a next turn, unless its process is set aside."""
    lost = look.rows(
        "SELECT clock.id, clock.rule FROM clock LEFT JOIN process"
        " ON process.id = clock.process_id WHERE clock.ended_at IS NULL"
        " AND clock.status = 'running' AND clock.fired_at IS NULL AND clock.due_at IS NOT NULL"
        " AND clock.next_at IS NULL AND coalesce(process.status, '') <> 'quarantined'"
    )
    yield from (f"clock {row[0]} ({row[1]}) will never turn again" for row in lost)
    twice = look.rows(
        "SELECT case_id, kind, facts FROM event WHERE kind IN ('ClockExpired', 'ClockMet')"
    )
    fired = Counter(
        (row[1], _fact(row[2], "clock_id")) for row in twice if row[1] == "ClockExpired"
    )
    yield from (
        f"clock {key[1]} ran out {count} times" for key, count in fired.items() if count > 1
    )


def _fact(facts: object, name: str) -> object:
    return (facts if isinstance(facts, dict) else orjson.loads(str(facts)))[name]


def nobody_is_told_twice(look: Look) -> Iterator[str]:
    """A message's key is its own, and no event tells one person by one channel twice."""
    keys = look.rows("SELECT key FROM message GROUP BY key HAVING count(*) > 1")
    yield from (f"two messages bear the key {row[0]}" for row in keys)
    about = look.rows(
        "SELECT event_id, recipient_id, channel FROM message WHERE event_id IS NOT NULL"
        " GROUP BY event_id, recipient_id, channel HAVING count(*) > 1"
    )
    yield from (f"event {row[0]} tells {row[1]} twice by {row[2]}" for row in about)


def no_step_is_done_twice(look: Look) -> Iterator[str]:
    """What is done is on record as done, once more than it was taken back."""
    counts = Counter[object]()
    for kind, facts in look.rows(
        "SELECT kind, facts FROM event WHERE kind IN ('StepCompleted', 'StepRecalled')"
    ):
        counts[_fact(facts, "work_item_id")] += 1 if kind == "StepCompleted" else -1
    done = {row[0] for row in look.rows("SELECT id FROM work_item WHERE status = 'done'")}
    yield from (f"step {key} was done {count} times" for key, count in counts.items() if count > 1)
    if differ := done ^ {key for key, count in counts.items() if count > 0}:
        yield f"steps done by row and by log differ: {differ}"


def the_log_leads_to_the_state(look: Look) -> Iterator[str]:
    """Run again from the log, every process ends where its stored state stands."""
    for process, wrong, _ in replay(look.session, look.runner):
        if wrong is not None:
            yield f"process {process.id} ({process.kind}, case {process.case_id}): {wrong}"


RULES: tuple[Callable[[Look], Iterator[str]], ...] = (
    running_states_can_be_read,
    a_case_is_in_one_place,
    one_office_holds_a_case,
    steps_are_what_processes_wait_for,
    the_ledger_is_what_processes_run_under,
    no_clock_is_lost,
    nobody_is_told_twice,
    no_step_is_done_twice,
    the_log_leads_to_the_state,
)


def violations(database: Database, runner: Runner | None = None) -> list[str]:
    """Return what is wrong, one line each."""
    with database.read() as session:
        look = Look(session, runner or Runner())
        return [f"{rule.__name__}: {what}" for rule in RULES for what in rule(look)]


def chain_break(database: Database) -> str | None:
    """Follow the seals to their end; return what does not hold."""
    with database.read() as session:
        head = last_seal(session)
        if head is None:
            return None
        ring = audit_ring(_Keeper(database), head)  # type: ignore[arg-type]  # asks for its keys
        found = verify_chain(session, ring, {}, NO_EVENT_IS_LATE)
    return None if found.broken is None else f"the chain breaks: {found.broken}"


@dataclass(frozen=True)
class _Keeper:
    database: Database


def main(words: list[str]) -> int:
    """Look at one database and say what is wrong."""
    if not 1 <= len(words) <= 2:
        sys.stderr.write(__doc__ or "")
        return 2
    settings = Settings(database_url=words[0], var_dir=words[-1])
    database = database_of(settings)
    found = violations(database)
    if len(words) == 2 and (broken := chain_break(database)):
        found.append(broken)
    with database.read() as session:
        again = list(replay(session, Runner()))
        cases = session.scalar(text('SELECT count(*) FROM "case"'))
    database.dispose()
    for line in found[:SHOWN]:
        sys.stdout.write(f"✗ {line}\n")
    pushes = sum(count for _, _, count in again)
    run = f"{len(again)} processes run again by {pushes} pushes"
    sys.stdout.write(f"{cases} cases, {run}: {len(found)} wrong\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
