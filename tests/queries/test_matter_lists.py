"""Orders, urges, complaints and findings lie in the box their dates and answers put them in."""

from datetime import timedelta

import pytest

from engine.queries.answers_due import COMPLAINTS, URGES
from engine.queries.lens import lens_of
from engine.queries.matters import MatterList
from engine.queries.spot_checks import FINDINGS
from engine.queries.supervision import ORDERS
from engine.rules.errors import Invalid
from engine.storage.models import SpotCheckCaseRow
from engine.usecases.complaints import Complaint, receive_complaint
from engine.usecases.orders import OrderText, issue_order
from engine.usecases.populations import Criteria
from engine.usecases.spot_checks import Sample, Verdict, check_sampled, draw_sample
from engine.usecases.urges import urge_case
from tests.journeys.conftest import county
from tests.journeys.world import County

__all__ = ["county"]


def found(county: County, code: str) -> None:
    """Find something in the only case there is; it is to be put right within three days."""
    supervisor, town = county.actor("ts"), county.office_id("town")
    draw_sample(
        county.desk, supervisor, Sample(town, "unannounced", 1, Criteria("open"), seed="枫叶7")
    )
    with county.desk.read() as session:
        line = session.query(SpotCheckCaseRow).one()
        assert county.case(code).id == line.case_id
    fix_by = county.today + timedelta(3)
    verdict = Verdict("finding", "", "会谈记录没有签名", fix_by, "P-BREACH")
    check_sampled(county.desk, supervisor, line.id, verdict)


MATTERS = {
    "order": (ORDERS, lambda county, code: issue_order(
        county.desk, county.actor("ts"), code, OrderText("yellow", "到期未开会", "两日内开会"))),
    "urge": (URGES, lambda county, code: urge_case(county.desk, county.actor("boss"), code)),
    "complaint": (COMPLAINTS, lambda county, code: receive_complaint(
        county.desk, county.actor("registrar"), code, Complaint("phone", "没有人接", "甲某"))),
    "finding": (FINDINGS, found),
}  # fmt: skip


def boxes(county: County, matters: MatterList, code: str) -> tuple[list[str], set[bool]]:
    """Return the boxes with something in them as the supervisor sees them, and what is late."""
    filled, late = [], set()
    with county.desk.read() as session:
        for box in ("open", "overdue", "ended"):
            rows = matters.page(session, county.actor("ts"), lens_of(county.desk), box).rows
            assert {row.case_code for row in rows} <= {code}
            filled += [box] if rows else []
            late |= {row.late for row in rows}
    return filled, late


@pytest.mark.parametrize("kind", MATTERS)
def test_a_matter_is_overdue_when_its_day_has_passed_and_not_before(county, kind):
    matters, begin = MATTERS[kind]
    code = county.register()
    county.take("vm", code, "sign_for")
    begin(county, code)
    assert boxes(county, matters, code) == (["open"], {False})
    county.pass_days(8)
    assert boxes(county, matters, code) == (["open", "overdue"], {True})


def test_a_box_nobody_knows_is_refused(county):
    with county.desk.read() as session, pytest.raises(Invalid, match=r"supervision\.list"):
        ORDERS.page(session, county.actor("ts"), lens_of(county.desk), "late")


def seen_by(county: County, login: str) -> list[str]:
    """Return the texts of the complaints somebody's lists show, in every box."""
    with county.desk.read() as session:
        pages = [
            COMPLAINTS.page(session, county.actor(login), lens_of(county.desk), box).rows
            for box in ("open", "overdue", "ended")
        ]
    return sorted(row.text for rows in pages for row in rows)


def test_whoever_a_complaint_is_about_does_not_read_it_though_their_post_would_let_them(county):
    code = county.register(by="tr", office="town")
    by = county.actor("cs")
    for login, text in (("ts", "督办员态度差"), ("tm", "调解员没有来"), (None, "没有人接电话")):
        about = county.actor(login).user_id if login else None
        said = Complaint("phone", text, "甲某", about_user_id=about)
        receive_complaint(county.desk, by, code, said)
    assert seen_by(county, "cs") == sorted(["督办员态度差", "调解员没有来", "没有人接电话"])
    assert seen_by(county, "ts") == sorted(["调解员没有来", "没有人接电话"])
    assert seen_by(county, "tm") == []


def test_who_took_a_complaint_down_about_themselves_does_not_find_it_again(county):
    code = county.register(by="tr", office="town")
    taker = county.actor("tr")
    about_self = Complaint("visit", "登记太慢", "甲某", about_user_id=taker.user_id)
    receive_complaint(county.desk, taker, code, about_self)
    receive_complaint(county.desk, taker, code, Complaint("visit", "等了很久", "甲某"))
    assert seen_by(county, "tr") == ["等了很久"]
