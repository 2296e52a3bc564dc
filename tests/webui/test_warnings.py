"""预警: the page on which people say 已知悉, put off, and see who has not."""

import pytest
from sqlalchemy import select

from engine.storage.models import ClockRow, WarningRow
from tests.conftest import database
from tests.journeys.conftest import county
from tests.webui.counter import Counter, open_counter

__all__ = ["county", "database"]


@pytest.fixture
def counter(county) -> Counter:
    return open_counter(county)


@pytest.fixture
def warned(counter: Counter) -> tuple[str, int]:
    """Return a case whose village duty is red, and the office leader's warning of it."""
    code = counter.county.register()
    counter.county.pass_days(9)
    with counter.county.desk.read() as session:
        query = (
            select(WarningRow.id)
            .join(ClockRow, ClockRow.id == WarningRow.clock_id)
            .where(
                WarningRow.recipient_id == counter.county.actor("vl").user_id,
                WarningRow.colour == "red",
                WarningRow.withdrawn_at.is_(None),
            )
            .order_by(WarningRow.id)
        )
        return code, session.scalars(query).first()


def test_a_leader_acknowledges_and_it_leaves_the_list_and_stands_with_the_case(counter, warned):
    code, warning_id = warned
    page = counter.page("vl", "/warnings")
    assert f'value="{warning_id}"' in page
    assert "#why" in page, "every colour leads to its arithmetic"
    sent = {"warning": [str(warning_id)], "note": "已约周四"}
    answer = counter.as_("vl").post("/warnings/acknowledge", sent)
    assert (answer.status_code, answer.location) == (303, "/warnings")
    assert f'value="{warning_id}"' not in counter.page("vl", "/warnings")
    assert "已约周四" in counter.page("vl", "/warnings?state=acknowledged")
    tab = counter.page("vl", f"/cases/{code}/deadlines")
    assert "预警告知" in tab
    assert "已约周四" in tab


def test_nobody_acknowledges_for_somebody_else(counter, warned):
    _, warning_id = warned
    answer = counter.as_("tl").post("/warnings/acknowledge", {"warning": [str(warning_id)]})
    assert answer.status_code == 404
    answer = counter.as_("vl").post("/warnings/acknowledge", {})
    assert answer.status_code == 422
    assert "请先选中预警" in answer.get_data(as_text=True)


def test_putting_off_wants_a_day_ahead_and_a_reason(counter, warned):
    _, warning_id = warned
    where = f"/warnings/{warning_id}/snooze"
    past = {"until": "2026-01-01", "reason": "周五调解"}
    assert counter.as_("vl").post(where, past).status_code == 422
    ahead = {"until": "2026-03-20", "reason": "周五调解"}
    assert counter.as_("vl").post(where, ahead).status_code == 303
    assert "再提醒" in counter.page("vl", "/warnings")


def test_a_supervisor_sees_who_has_not_acknowledged(counter, warned):
    page = counter.page("cs", "/warnings?state=others")
    assert "vl某" in page
    assert "谁还没有确认" not in counter.page("vm", "/warnings")


def test_an_administrator_has_no_such_page(counter, warned):
    assert counter.as_("admin").get("/warnings").status_code == 403
