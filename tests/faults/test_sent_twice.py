"""What is sent a second time, because a hand clicked twice or an answer was lost, is one act."""

import pytest
from sqlalchemy import func, select

from engine.rules.errors import Conflict, Stale
from engine.rules.points import FREE
from engine.storage.models import (
    ComplaintRow,
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
from engine.usecases.spot_checks import Sample, draw_sample
from engine.usecases.urges import urge_case

COUNTED = (
    ComplaintRow, EventRow, ExtensionRow, HandoffRow, MessageRow, NoteRow, OrderRow, PointEntryRow,
    ProcessRow, SpotCheckRow, UrgeRow,
)  # fmt: skip


def note(county, code, by="vm", text="对方愿意再谈"):
    return add_note(county.desk, county.actor(by), code, text)


def complain(county, code, by="ts", name="甲某"):
    said = Complaint("phone", "三天没有人来", name)
    return receive_complaint(county.desk, county.actor(by), code, said)


def report(county, code, by="vm", kind="threat"):
    return report_risk(county.desk, county.actor(by), code, Risk(kind, "扬言报复"))


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
     (report, {"kind": "happened"}), (points, {"reason": "瞒报信息"}), (sample, {"size": 2})],
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
