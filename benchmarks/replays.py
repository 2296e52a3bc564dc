"""Replaying the closed cases of a demo county, and acting on a run on trial: CPU time of each.

``python -m benchmarks.replays [--cases 200]``: cases are real, played by the demo. Building the
county takes most of the time. Cases that went by the same procedures must all go the same way.
"""

import argparse
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from zoneinfo import ZoneInfo

from sqlalchemy import select

from engine.clock import FixedClock
from engine.demo.building import build
from engine.desk import Desk
from engine.queries.accounts import account
from engine.rules.permissions import Actor
from engine.settings import Settings
from engine.storage.database import Database
from engine.storage.migrations import migrate
from engine.storage.models import ErrandRow, ReplayLineRow, UserRow
from engine.storage.trial_sets import Subject
from engine.usecases.errands import run_errands
from engine.usecases.replays import MOST, ask_replay
from engine.usecases.trial_runs import Beginning, act_on_run, start_run
from engine.usecases.trying.acts import Act
from engine.workflow import Runner

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
ROUNDS = 20


def administrator(desk: Desk) -> Actor:
    """Return the demo's administrator."""
    with desk.read() as session:
        user = session.scalars(select(UserRow).where(UserRow.login == "guanli")).one()
        known = account(session, user.id, desk.local_day(desk.now()))
    assert known is not None
    return known.actor


def replays(desk: Desk, actor: Actor) -> None:
    """Replay everything closed by the version it went by; print cases a second and the ways."""
    errand = ask_replay(desk, actor, Subject(version=1), MOST)
    began = process_time()
    while run_errands(desk):
        pass
    spent = process_time() - began
    with desk.read() as session:
        row = session.get_one(ErrandRow, errand)
        lines = session.scalars(
            select(ReplayLineRow).where(ReplayLineRow.errand_id == errand)
        ).all()
    ways = Counter(line.way for line in lines)
    print(f"replay: {row.status}, {len(lines)} cases in {spent:.2f} s CPU,", dict(ways))
    print(f"replay: {len(lines) / spent:.1f} cases/s")


def trial_runs(desk: Desk, actor: Actor) -> None:
    """Start runs, take a step and let a clock run out; print milliseconds of CPU for each."""
    spent = dict.fromkeys(("start", "step", "clock"), 0.0)
    for _ in range(ROUNDS):
        began = process_time()
        run = start_run(desk, actor, Beginning(Subject(version=1), at=NOW))
        spent["start"] += process_time() - began
        for name, act in (("step", Act("complete", "sign_for")), ("clock", Act("move"))):
            began = process_time()
            act_on_run(desk, actor, run, act)
            spent[name] += process_time() - began
    for name, seconds in spent.items():
        print(f"trial run, {name}: {seconds / ROUNDS * 1000:.1f} ms CPU")


def main() -> None:
    """Build the county, replay it, try."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--cases", type=int, default=200)
    chosen = asked.parse_args()
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'replays.db'}", wait_ms=10_000)
        migrate(database)
        settings = Settings(database_url=str(database.url), var_dir=folder)
        zone = ZoneInfo("Asia/Shanghai")
        desk = Desk(settings, FixedClock(NOW), database, Runner(), zone)
        build(desk, chosen.cases)
        replays(desk, administrator(desk))
        trial_runs(desk, administrator(desk))


if __name__ == "__main__":
    main()
