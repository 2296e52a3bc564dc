"""What is sent a second time, because a hand clicked twice or an answer was lost, is one act."""

from datetime import timedelta
from threading import Event, Thread

import pytest
from sqlalchemy import func, select, text

from engine.rules.errors import Conflict, Stale
from engine.rules.points import FREE
from engine.storage.models import (
    ComplaintRow,
    EndedSessionRow,
    EventRow,
    ExtensionRow,
    HandoffRow,
    MessageRow,
    NoteRow,
    OrderRow,
    PointEntryRow,
    ProcessRow,
    SpotCheckRow,
    UrgeRow,
)
from engine.usecases.complaints import Complaint, receive_complaint
from engine.usecases.handoffs import Package, send_handoff
from engine.usecases.notes import add_note
from engine.usecases.orders import OrderText, issue_order
from engine.usecases.points import ByHand, enter_by_hand
from engine.usecases.populations import Criteria
from engine.usecases.risks import Risk, report_risk
from engine.usecases.signing_out import sign_out
from engine.usecases.spot_checks import Sample, draw_sample
from engine.usecases.urges import urge_case

COUNTED = (
    ComplaintRow, EndedSessionRow, EventRow, ExtensionRow, HandoffRow, MessageRow, NoteRow,
    OrderRow, PointEntryRow, ProcessRow, SpotCheckRow, UrgeRow,
)  # fmt: skip


def note(county, code, by="vm", text="对方愿意再谈"):
    return add_note(county.desk, county.actor(by), code, text)


def complain(county, code, by="ts", name="甲某"):
    said = Complaint("phone", "三天没有人来", name)
    return receive_complaint(county.desk, county.actor(by), code, said)


def report(county, code, by="vm", kind="threat", account="扬言报复"):
    return report_risk(county.desk, county.actor(by), code, Risk(kind, account))


def points(county, code, by="ts", reason="迟报信息"):
    given = ByHand(county.office_id("village"), FREE, reason, points="1", case_code=code)
    return enter_by_hand(county.desk, county.actor(by), given)


def sample(county, _, by="ts", size=1):
    drawn = Sample(county.office_id("town"), "announced", size, Criteria())
    return draw_sample(county.desk, county.actor(by), drawn)


def urge(county, code):
    return urge_case(county.desk, county.actor("ts"), code)


def order(county, code):
    said = OrderText("ordinary", "进展缓慢", "三日内回复")
    return issue_order(county.desk, county.actor("ts"), code, said)


def hand_off(county, code):
    consents = ({"party": "both", "how": "written", "on": county.day()},)
    package = Package(county.office_id("town"), "people", "转办", consents=consents)
    return send_handoff(county.desk, county.actor("vl"), code, package)


def counts(county):
    with county.desk.read() as session:
        return {kind.__tablename__: session.scalar(select(func.count()).select_from(kind))
                for kind in COUNTED}  # fmt: skip


@pytest.mark.parametrize("act", [note, complain, report, sample])
def test_the_same_sent_again_soon_is_the_first(county, act):
    code = county.register()
    first, before = act(county, code), counts(county)
    county.clock.advance(seconds=30)
    assert act(county, code) == first
    assert counts(county) == before
    county.clock.advance(minutes=20)
    assert act(county, code) != first


@pytest.mark.parametrize(
    ("act", "other"),
    [(note, {"text": "对方不愿再谈"}), (note, {"by": "vl"}), (complain, {"name": "乙某"}),
     (report, {"kind": "happened"}), (report, {"account": "带人上门"}),
     (points, {"reason": "瞒报信息"}), (sample, {"size": 2})],
)  # fmt: skip
def test_what_differs_in_anything_is_another(county, act, other):
    code = county.register()
    county.register()
    assert act(county, code) != act(county, code, **other)


@pytest.mark.parametrize("act", [urge, order, hand_off, points])
def test_what_cannot_stand_twice_is_refused_a_second_time(county, act):
    code = county.register()
    act(county, code)
    before = counts(county)
    with pytest.raises((Conflict, Stale)):
        act(county, code)
    assert counts(county) == before


def test_two_reports_of_one_case_both_stand_and_each_keeps_what_was_seen(county):
    code = county.register()
    first = report(county, code)
    second = report(county, code, account="带人上门")
    with county.desk.read() as session:
        seen = dict(session.execute(
            select(ProcessRow.id, NoteRow.text).join(NoteRow, NoteRow.id == ProcessRow.subject_id)
        ).all())  # fmt: skip
    assert {first: "扬言报复", second: "带人上门"} == seen
    assert county.open_steps(code).count("report_to_police") == 2


@pytest.mark.parametrize("act", [note, complain, report, sample, points])
def test_the_same_sent_in_the_same_moment_is_written_once(county, act):
    """The log is held until both wait: neither has committed when the other begins."""
    code = county.register()
    county.register()
    before = counts(county)
    answers = _at_once(county, lambda: act(county, code))
    assert len([each for each in answers if isinstance(each, Conflict)]) == (act is points)
    assert len({each for each in answers if isinstance(each, int)}) == 1
    grown = {name for name, number in counts(county).items() if number > before[name]}
    table = {note: "note", complain: "complaint", report: "note", sample: "spot_check",
             points: "point_entry"}[act]  # fmt: skip
    assert table in grown
    assert counts(county)[table] == before[table] + 1


def test_two_sign_outs_in_the_same_moment_both_get_out_and_one_is_on_record(county):
    vm, until = county.actor("vm"), county.clock.now() + timedelta(hours=12)
    before = counts(county)
    answers = _at_once(county, lambda: sign_out(county.desk, vm, "drawn-at-random", until))
    assert answers == [None, None]
    grown = {name: number - before[name] for name, number in counts(county).items()}
    assert (grown["ended_session"], grown["event"]) == (1, 1)


def _at_once(county, act) -> list[object]:
    """Return what two persons' hands got who did the same while the log could not be written."""
    answers: list[object] = []

    def attempt():
        try:
            answers.append(act())
        except Conflict as refused:
            answers.append(refused)

    hands = [Thread(target=attempt) for _ in range(2)]
    if county.desk.database.is_sqlite:  # a writer is alone: there is nothing to hold back
        for hand in hands:
            hand.start()
    else:
        with county.desk.database.engine.connect() as connection, connection.begin():
            connection.exec_driver_sql("LOCK TABLE event IN EXCLUSIVE MODE")
            for hand in hands:
                hand.start()
            _await_waiters(county, 2)
    for hand in hands:
        hand.join(20)
    return answers


def _await_waiters(county, number: int) -> None:
    """Return when *number* connections wait for a lock."""
    asked = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                 " AND wait_event_type = 'Lock'")  # fmt: skip
    pause = Event()
    for _ in range(200):
        with county.desk.read() as session:
            if session.scalar(asked) >= number:
                return
        pause.wait(0.02)
    raise AssertionError("nobody waits")
