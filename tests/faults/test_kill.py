"""Killed at any moment, the house is in order when it opens again."""

import signal
import subprocess
import sys
import threading
from datetime import timedelta
from random import Random  # noqa: TID251  # seeded

import pytest
from sqlalchemy import func, select

from engine.desk import Desk
from engine.rules.errors import EngineError
from engine.storage.models import EventRow
from engine.usecases.steps import complete_step
from engine.usecases.sweep import sweep
from tests.architecture.tree import ROOT
from tests.faults.invariants import assert_sound

KILLS = {"sqlite": 8, "postgresql": 2}
TASKS = 100


def kill_one(url: str, seed: int, after: float) -> None:
    """Let a worker run for *after* seconds, then kill it as a power cut would."""
    words = [sys.executable, "-m", "tests.faults.worker", url, str(seed)]
    worker = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT)
    assert worker.stdout is not None
    assert worker.stdout.readline() == b"ready\n", worker.communicate()[1]
    with pytest.raises(subprocess.TimeoutExpired):  # it works until it is killed
        worker.wait(after)
    worker.send_signal(signal.SIGKILL)
    worker.communicate()


def test_killed_at_any_moment_it_leaves_everything_in_order(county):
    database = county.desk.database
    url = database.url.render_as_string(hide_password=False)
    draw = Random(7)  # noqa: S311
    backend = "sqlite" if database.is_sqlite else "postgresql"
    for seed in range(KILLS[backend]):
        kill_one(url, seed, draw.uniform(0.1, 0.9))
        _wait_for_quiet(county.desk)
        assert_sound(county.desk)
    with county.desk.read() as session:
        assert session.scalar(select(func.count()).select_from(EventRow))
        last = session.scalars(select(func.max(EventRow.recorded_at))).one()
    county.clock.set(last + timedelta(days=1))
    sweep(county.desk, limit=300)  # work goes on where it stopped; the county's end looks again


def _wait_for_quiet(desk: Desk) -> None:
    """PostgreSQL notices a dead client when it next speaks to it; its locks go then."""
    with desk.work(None):
        pass


@pytest.mark.parametrize("hands", [2])
def test_two_hands_on_a_hundred_tasks_do_none_twice(county, hands):
    codes = [county.register() for _ in range(TASKS)]
    items = [county.item(code, "sign_for").id for code in codes]
    done: list[int] = []
    strange: list[Exception] = []
    county.actor("vm"), county.actor("vl")
    line = threading.Barrier(hands)

    def work(login: str) -> None:
        line.wait()
        for item in items:
            try:
                complete_step(county.desk, county.actor(login), item, {})
                done.append(item)
            except EngineError:
                pass
            except Exception as error:  # whatever it is, the assertion below tells it
                strange.append(error)

    threads = [threading.Thread(target=work, args=(login,)) for login in ("vm", "vl")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not strange
    assert sorted(done) == sorted(items)
    assert all(county.open_steps(code) == ["get_consent"] for code in codes)
