"""A job and what it is about are one; a case's jobs are done one after the other."""

from dataclasses import replace
from datetime import timedelta

import pytest

from engine.cluster import CaseQueue, lay_queue
from engine.cluster.worker import cron_of
from engine.rules.errors import Conflict
from engine.storage.database import Database
from engine.storage.migrations import migrate
from engine.storage.models import CaseRow, ClockRow
from engine.ticking import ticks
from tests.databases import create_postgres, drop_postgres

SOON = timedelta(seconds=20)


@pytest.fixture
def queue(site):
    made = CaseQueue(site.county.desk)
    made.attach()
    return made


def press(work, county, code, after=SOON):
    """Let the case's first time limit turn after a while."""
    clock = work.get(ClockRow, county.clocks(code)["DUTY-VILLAGE"].id)
    clock.next_at = work.now + after


def test_what_falls_due_soon_has_its_job_when_it_is_committed(site, queue):
    code = site.county.register()
    assert site.jobs() == []  # nothing due for days
    with site.county.desk.work(None) as work:
        press(work, site.county, code)
    assert site.jobs(code) == [("todo", site.county.desk.now() + SOON)]


def test_a_change_that_is_undone_leaves_no_job(site, queue):
    code = site.county.register()

    def change_and_fail():
        with site.county.desk.work(None) as work:
            press(work, site.county, code)
            work.session.flush()
            assert queue.put(work.session, {site.county.case(code).id: work.now}) == 1
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change_and_fail()
    assert site.jobs() == []


def test_a_case_waits_once_and_a_second_job_harms_nothing(site, queue):
    code = site.county.register()
    for title in ("第一次", "第二次"):
        with site.county.desk.work(None) as work:
            press(work, site.county, code)
            work.get(CaseRow, site.county.case(code).id).title = title
    assert len(site.jobs(code)) == 1
    assert site.county.case(code).title == "第二次"


def test_one_job_that_is_there_already_keeps_no_other_out(site, queue):
    first, second = site.county.register(), site.county.register()
    due = {site.county.case(code).id: site.county.desk.now() for code in (first, second)}
    with site.county.desk.work(None) as work:
        assert queue.put(work.session, dict(list(due.items())[:1])) == 1
    with site.county.desk.work(None) as work:
        assert queue.put(work.session, due) == 1
    assert len(site.jobs()) == 2


def test_the_sweep_puts_in_one_job_for_each_case_with_something_due(site, queue):
    codes = [site.county.register() for _ in range(3)]
    sweep, *_ = queue.spread(ticks(site.county.desk))
    assert sweep.run(site.county.desk) == 0
    site.county.clock.advance(days=9)
    assert sweep.run(site.county.desk) == 3
    assert sweep.run(site.county.desk) == 0  # they wait already
    assert [status for status, _ in site.jobs(*codes)] == ["todo"] * 3


def test_the_queue_is_laid_again_without_harm_and_missed_where_it_is_not(postgres_url, site):
    assert lay_queue(site.county.desk.database) == lay_queue(site.county.desk.database)
    bare = Database(create_postgres(postgres_url, "heshi_bare"))
    migrate(bare)
    with pytest.raises(Conflict, match=r"schema\.queue"):
        CaseQueue(replace(site.county.desk, database=bare))
    bare.dispose()
    drop_postgres(postgres_url, "heshi_bare")


@pytest.mark.parametrize(
    ("seconds", "line"),
    [(1, "* * * * * */1"), (30, "* * * * * */30"), (45, "* * * * * */30"),
     (60, "*/1 * * * * 0"), (400, "*/6 * * * * 0"), (3600, "0 * * * * 0")],
)  # fmt: skip
def test_a_tick_comes_at_least_as_often_as_it_should(seconds, line):
    assert cron_of(seconds) == line
