"""预警: the page on which people say 已知悉, put off, and see who has not."""

import re

import pytest
from sqlalchemy import select

from engine.storage.models import ClockRow, SilenceRow, WarningRow
from tests.conftest import database
from tests.journeys.conftest import county
from tests.webui.counter import Counter

__all__ = ["county", "database"]


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


def quiet(**changes: str) -> dict[str, str]:
    return {"clock_id": "0", "until": "2026-03-20", "reason": "双方约定周五签协议", **changes}


def test_a_leader_silences_a_case_for_all_and_everybody_reads_who_and_why(counter, warned):
    code, _ = warned
    tab = f"/cases/{code}/deadlines"
    assert "让预警静默" in counter.page("vl", tab)
    assert 'name="until"' in counter.page("vl", f"{tab}/silence")
    answer = counter.as_("vl").post(f"{tab}/silence", quiet())
    assert (answer.status_code, answer.location) == (303, f"{tab}#silences")
    shown = counter.page("vm", tab)
    assert "双方约定周五签协议" in shown
    assert "vl某" in shown
    assert "解除静默…" not in shown, "a mediator reads it and does not end it"
    assert code in counter.page("cs", "/warnings/silences")
    assert code not in counter.page("ml", "/warnings/silences")


@pytest.mark.parametrize(
    "wrong",
    [{"reason": ""}, {"until": ""}, {"until": "2026-01-01"}, {"until": "2027-01-01"},
     {"clock_id": "x"}],
)  # fmt: skip
def test_a_silence_wants_a_reason_and_an_end_within_bounds(counter, warned, wrong):
    code, _ = warned
    where = f"/cases/{code}/deadlines/silence"
    answer = counter.as_("vl").post(where, quiet(**wrong))
    assert answer.status_code == 422
    assert "is-invalid" in answer.get_data(as_text=True)
    assert "静默到" not in counter.page("vl", f"/cases/{code}/deadlines")


def test_a_silence_is_lifted_once_and_with_a_reason(counter, warned):
    code, _ = warned
    tab = f"/cases/{code}/deadlines"
    counter.as_("vl").post(f"{tab}/silence", quiet())
    with counter.county.desk.read() as session:
        silence_id = session.scalars(select(SilenceRow.id)).one()
    where = f"{tab}/silences/{silence_id}/lift"
    assert "双方约定周五签协议" in counter.page("cs", where)
    assert counter.as_("cs").post(where, {"reason": ""}).status_code == 422
    assert counter.as_("cs").post(where, {"reason": "协议已经签好"}).status_code == 303
    shown = counter.page("vl", tab)
    assert "协议已经签好" in shown
    assert "已结束" in shown
    assert counter.as_("cs").post(where, {"reason": "再来"}).status_code == 409
    assert code not in counter.page("cs", "/warnings/silences")


def test_who_may_not_silence_is_told_so_and_strangers_find_nothing(counter, warned):
    code, _ = warned
    where = f"/cases/{code}/deadlines/silence"
    assert counter.as_("vm").get(where).status_code == 403
    assert counter.as_("vm").post(where, quiet()).status_code == 403
    assert counter.as_("boss").post(where, quiet()).status_code == 403
    assert counter.as_("ml").get(where).status_code == 404
    assert counter.as_("ml").post(where, quiet()).status_code == 404
    assert "让预警静默" not in counter.page("vm", f"/cases/{code}/deadlines")


@pytest.mark.parametrize(
    ("login", "address"),
    [("vm", "/queue?tab=available"), ("cs", "/board"), ("vl", "/cases"), ("vl", "/warnings")],
)
def test_every_badge_leads_to_why_its_day_is_that_day(counter, warned, login, address):
    code, _ = warned
    page = counter.page(login, address)
    link = re.search(rf'<a href="(/cases/{code}/deadlines\?clock=\d+)#why"[^>]*\bclk ', page)
    assert link, "a badge that does not say why"
    why = counter.page(login, link[1])
    assert 'id="why"' in why


def test_the_head_of_a_case_names_the_clock_that_presses(counter, warned):
    code, _ = warned
    page = counter.page("vl", f"/cases/{code}")
    assert re.search(rf'class="clkbox[^>]*href="/cases/{code}/deadlines\?clock=\d+#why"', page)
