"""Everything that runs in the demo county is moved to another version, and brought back."""

import sqlite3
from collections import Counter
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from engine.clock import FixedClock
from engine.desk import Desk
from engine.queries.accounts import account
from engine.rules.permissions import Role
from engine.settings import Settings
from engine.storage.database import Database
from engine.storage.models import Base, ClockRow, MoveLineRow, ProcessRow, UserRow, WorkItemRow
from engine.storage.published import newest_bundle, publish_bundle
from engine.usecases.errands import run_errands
from engine.usecases.moves import ask_move, undo_move
from engine.workflow import Runner
from tests.demo.conftest import NOW
from tests.faults.invariants import assert_sound

pytestmark = pytest.mark.xdist_group("demo county")


@pytest.fixture
def desk(county, tmp_path):
    """A copy of the county that may be written to."""
    kept, _ = county
    path = tmp_path / "county.db"
    with sqlite3.connect(str(kept.database.engine.url.database)) as here:
        with sqlite3.connect(path) as there:
            here.backup(there)
    desk = Desk(Settings(), FixedClock(NOW), Database(f"sqlite:///{path}", durable=False),
                Runner(), ZoneInfo("Asia/Shanghai"))  # fmt: skip
    yield desk
    desk.database.dispose()


def administrator(desk):
    with desk.read() as session:
        user = session.scalars(select(UserRow).where(UserRow.login == "guanli")).one()
        return account(session, user.id, desk.local_day(desk.now())).actor


def contents(desk, table: type[Base], *left_out: str):
    names = [each.key for each in table.__table__.columns if each.key not in left_out]
    with desk.read() as session:
        rows = session.scalars(select(table).order_by(*table.__table__.primary_key)).all()
        return [tuple(getattr(row, name) for name in names) for row in rows]


def publish_longer_names(desk):
    """Publish a next version in which every step of every procedure bears a longer name."""
    with desk.work(None) as work:
        old = newest_bundle(work.session)
        files = {
            path: content.replace(b'" name="', '" name="（新）'.encode())
            if path.endswith(".bpmn") else content
            for path, content in old.files.items()
        }  # fmt: skip
        return old.version, publish_bundle(work, files, "步骤改名").version


def statuses(desk):
    with desk.read() as session:
        return Counter(session.scalars(select(MoveLineRow.status)))


def test_all_that_runs_is_moved_with_an_unchanged_ledger_and_brought_back(desk):
    actor = administrator(desk)
    assert Role.ADMINISTRATOR in actor.roles
    ledger, before = contents(desk, ClockRow), contents(desk, ProcessRow, "version")
    items = contents(desk, WorkItemRow, "version")
    old, new = publish_longer_names(desk)
    move = ask_move(desk, actor, (old, new), {}, "步骤改名")
    run_errands(desk, seconds=600)
    assert statuses(desk).keys() == {"moved"}
    assert statuses(desk)["moved"] >= 100
    assert contents(desk, ClockRow) == ledger
    assert_sound(desk)
    undo_move(desk, actor, move)
    run_errands(desk, seconds=600)
    assert statuses(desk).keys() == {"undone"}
    without_kept = [row[:6] for row in before]
    assert [row[:6] for row in contents(desk, ProcessRow, "version")] == without_kept
    assert contents(desk, WorkItemRow, "version") == items
    assert contents(desk, ClockRow) == ledger
    assert_sound(desk)
