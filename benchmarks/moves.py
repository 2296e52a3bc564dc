"""Moving everything that runs in a demo county to another version: time per case, ledger compared.

``python -m benchmarks.moves [--cases 2700]``: that many cases leave about a thousand running; they
are real, played by the demo. Building the county takes most of the time.
"""

import argparse
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from zoneinfo import ZoneInfo

from sqlalchemy import select

from engine.clock import FixedClock
from engine.demo.building import build
from engine.desk import Desk
from engine.queries.accounts import account
from engine.queries.move_preview import LOOKED_AT, preview_move, two_bundles
from engine.settings import Settings
from engine.storage.database import Database
from engine.storage.migrations import migrate
from engine.storage.models import ClockRow, MoveLineRow, ProcessRow, UserRow
from engine.storage.published import newest_bundle, publish_bundle
from engine.usecases.errands import run_errands
from engine.usecases.moves import ask_move, undo_move
from engine.workflow import Runner

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def ledger(desk: Desk) -> list[tuple[object, ...]]:
    """Return every clock, every column."""
    names = [column.key for column in ClockRow.__table__.columns]
    with desk.read() as session:
        rows = session.scalars(select(ClockRow).order_by(ClockRow.id))
        return [tuple(getattr(row, name) for name in names) for row in rows]


def publish_changed(desk: Desk) -> tuple[int, int]:
    """Publish a version in which every step bears another name."""
    with desk.work(None) as work:
        old = newest_bundle(work.session)
        changed = {
            path: content.replace(b'" name="', '" name="（新）'.encode())
            for path, content in old.files.items()
            if path.endswith(".bpmn")
        }
        return old.version, publish_bundle(work, {**old.files, **changed}, "").version


def measure(desk: Desk) -> None:
    """Move all there is, compare, bring it back."""
    with desk.read() as session:
        user = session.scalars(select(UserRow).where(UserRow.login == "guanli")).one()
        known = account(session, user.id, desk.local_day(desk.now()))
        running = len(
            set(session.scalars(select(ProcessRow.case_id).where(ProcessRow.ended_at.is_(None))))
        )
    assert known is not None
    versions, before = publish_changed(desk), ledger(desk)
    began = perf_counter()
    with desk.read() as session:
        seen = preview_move(session, desk.runner, two_bundles(session, versions), {})
    print(f"{running} running cases, {seen.running} processes, {len(before)} clocks")
    tried = perf_counter() - began
    print(f"preview of {min(LOOKED_AT, seen.running)}: {tried:.2f} s, {seen.able} can move")
    move = ask_move(desk, known.actor, versions, {}, "measured")
    for words, back in (("moved", False), ("brought back", True)):
        if back:
            undo_move(desk, known.actor, move)
        began, cpu = perf_counter(), process_time()
        run_errands(desk, seconds=3_600)
        took, cpu = perf_counter() - began, process_time() - cpu
        same = "unchanged" if ledger(desk) == before else "CHANGED"
        with desk.read() as session:
            counts = dict(Counter(session.scalars(select(MoveLineRow.status))))
        each = seen.running / 1e3
        print(f"{words}: {counts}, {took:.1f} s, {took / each:.1f} ms each", end=" ")
        print(f"({cpu / each:.1f} ms computing); ledger {same}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=2_700)
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'county.db'}")
        migrate(database)
        here = Desk(Settings(), FixedClock(NOW), database, Runner(), ZoneInfo("Asia/Shanghai"))
        build(here, asked.cases)
        measure(here)
        database.dispose()
