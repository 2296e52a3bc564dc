"""Workers share the cases; one that is killed in the middle leaves nothing undone or done twice."""

import signal

from engine.cluster import CaseQueue
from tests.cluster.conftest import until

COUNT = 4


def turned(site, code):
    return len(site.county.events(code, "DutyClimbDue"))


def places(site):
    return {name.partition(":")[0] for (name,) in site.ask("SELECT name FROM lease")}


def test_two_workers_do_what_is_due_once_each_and_leave_in_good_order(site):
    codes = [site.county.register() for _ in range(COUNT)]
    site.county.clock.advance(days=9)
    workers = [site.start_worker() for _ in range(2)]
    until(lambda: all(turned(site, code) for code in codes))
    until(lambda: not site.jobs())
    assert [turned(site, code) for code in codes] == [1] * COUNT
    swept = "SELECT handled >= 0, fault FROM tick WHERE name = 'sweep'"
    until(lambda: site.ask(swept) == [(True, None)])  # written when the sweep is over
    until(lambda: places(site) == {"ticks", "worker"})  # while it seals, one holds "seal" as well
    until(lambda: len(site.ask("SELECT 1 FROM procrastinate_workers")) == len(workers))
    for worker in workers:
        worker.send_signal(signal.SIGTERM)
    assert [worker.wait(60) for worker in workers] == [0, 0]
    assert site.ask("SELECT name FROM lease") == []


def test_what_a_killed_worker_was_doing_is_done_by_another_once(site):
    code, other = site.county.register(), site.county.register()
    site.county.clock.advance(days=9)
    with site.held(code):
        victim = site.start_worker()
        until(lambda: ("doing",) in [row[:1] for row in site.jobs(code)])
        victim.send_signal(signal.SIGKILL)
        victim.wait()
        # Its successor waits already when the dead one's job is given back.
        queue = CaseQueue(site.county.desk)
        with site.county.desk.work(None) as work:
            queue.put(work.session, {site.county.case(code).id: work.now})
        assert [status for status, _ in site.jobs(code)] == ["doing", "todo"]
    assert turned(site, code) == 0
    site.start_worker()
    until(lambda: turned(site, code) and turned(site, other))
    until(lambda: not site.jobs())
    assert (turned(site, code), turned(site, other)) == (1, 1)


def test_a_case_is_worked_on_by_one_at_a_time_and_keeps_no_other_waiting(site):
    code, other = site.county.register(), site.county.register()
    site.county.clock.advance(days=9)
    queue = CaseQueue(site.county.desk)
    with site.held(code):
        for _ in range(2):
            site.start_worker()
        until(lambda: turned(site, other))
        until(lambda: ("doing",) in [row[:1] for row in site.jobs(code)])
        with site.county.desk.work(None) as work:
            queue.put(work.session, {site.county.case(code).id: work.now})
        until(lambda: site.ask("SELECT 1 FROM procrastinate_jobs WHERE task_name = 'rescue'") == [])
        assert [status for status, _ in site.jobs(code)] == ["doing", "todo"]
    until(lambda: not site.jobs())
    assert turned(site, code) == 1
