"""案件: the list, its filters, the file; registering a dispute."""

import csv
import io
import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from engine.storage.models import CaseRow, PartyRow
from tests.conftest import database
from tests.journeys.conftest import county
from tests.webui.counter import Counter

__all__ = ["county", "database"]


def filled(counter: Counter, **changes: str) -> dict[str, str]:
    """Return a register form as a registrar of the village fills it in."""
    village = str(counter.county.office_id("village"))
    form = {
        "title": "宅基地相邻通行", "summary": "双方因通道宽度发生争执", "category": "02",
        "source": "APPLY", "office_id": village, "place_id": village, "people_count": "2",
        "amount": "32,000.50", "violence": "none", "p0-role": "applicant", "p0-kind": "person",
        "p0-name": "甲某", "p0-id_number": "331022197001081234", "p1-role": "respondent",
        "p1-kind": "person", "p1-name": "乙某", "decision": "accept", "channel": "people",
        "route_office": village, "_act": "register",
    }  # fmt: skip
    return {**form, **changes}


def test_a_registered_dispute_goes_to_its_office(counter):
    answer = counter.as_("registrar").post("/cases/new", filled(counter))
    assert answer.status_code == 303
    code = answer.location.rsplit("/", 1)[1]
    case = counter.county.case(code)
    assert (case.channel, case.status, case.amount_fen) == ("people", "dispatched", 3_200_050)
    assert counter.county.open_steps(code)[0] == "sign_for"


def test_a_form_sent_twice_registers_once(counter):
    page = counter.page("registrar", "/cases/new")
    key = re.search(r'name="_request_key" value="([^"]+)"', page).group(1)
    form = filled(counter, _request_key=key)
    first = counter.as_("registrar").post("/cases/new", form)
    second = counter.as_("registrar").post("/cases/new", form)
    assert first.location == second.location
    with counter.county.desk.read() as session:
        assert session.scalar(select(func.count(CaseRow.id))) == 1
        assert session.scalar(select(func.count(PartyRow.id))) == 2


def test_everything_wrong_is_said_at_once_and_nothing_typed_is_lost(counter):
    form = filled(
        counter, title="", people_count="很多", amount="三万二", decision="", **{"p0-role": "king"}
    )
    answer = counter.as_("registrar").post("/cases/new", form)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    for field in ("title", "people_count", "amount", "decision", "p0-role"):
        assert f'href="#{field}"' in text
    assert "还有 5 处要改" in text
    assert "很多" in text
    assert "双方因通道宽度发生争执" in text


def test_nobody_is_born_after_today(counter):
    unborn = {"p1-born_on": (counter.county.today + timedelta(days=1)).isoformat()}
    answer = counter.as_("registrar").post("/cases/new", filled(counter, **unborn))
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'href="#p1-born_on"' in text
    assert "不能晚于今天" in text


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("331022197001081235", "前面的数字与最后一位对不上"),
        ("331022197002301234", "第 7 至 14 位不是可能的出生日期"),
    ],
)
def test_a_number_no_identity_card_can_have_is_told_at_its_field(counter, number, said):
    form = filled(counter, **{"p0-id_number": number, "p1-id_number": "护照 E12345678"})
    answer = counter.as_("registrar").post("/cases/new", form)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "还有 1 处要改" in text
    assert 'id="p0-id_number-fault"' in text
    assert said in text
    right = {**form, "p0-id_number": "３３１０２２ １９７００１０８ １２３４"}
    assert counter.as_("registrar").post("/cases/new", right).status_code == 303


def test_a_case_without_parties_is_refused(counter):
    form = filled(counter, **{"p0-name": "", "p0-id_number": "", "p1-name": ""})
    text = counter.as_("registrar").post("/cases/new", form).get_data(as_text=True)
    assert 'href="#parties"' in text


def test_a_refusal_needs_its_reason_and_acceptance_its_office(counter):
    village = counter.as_("registrar")
    refused = village.post("/cases/new", filled(counter, decision="refuse"))
    assert 'href="#reason"' in refused.get_data(as_text=True)
    accepted = village.post("/cases/new", filled(counter, route_office=""))
    assert 'href="#route_office"' in accepted.get_data(as_text=True)


def test_an_office_that_does_not_take_the_case_is_refused(counter):
    medical = str(counter.county.office_id("medical"))
    answer = counter.as_("registrar").post("/cases/new", filled(counter, route_office=medical))
    assert answer.status_code == 422
    assert "该单位不受理这一类纠纷" in answer.get_data(as_text=True)


def test_a_dispute_left_for_review_waits_for_somebody(counter):
    answer = counter.as_("registrar").post("/cases/new", filled(counter, decision="review"))
    code = answer.location.rsplit("/", 1)[1]
    assert counter.county.case(code).status == "registered"
    assert len(counter.county.open_steps(code)) == 1


def test_rows_of_parties_come_and_go_without_script(counter):
    registrar = counter.as_("registrar")
    more = registrar.post("/cases/new", filled(counter, _act="add:third"))
    text = more.get_data(as_text=True)
    assert more.status_code == 200
    assert 'id="p2-name"' in text
    assert 'value="甲某"' in text
    less = registrar.post("/cases/new", filled(counter, _act="remove:0")).get_data(as_text=True)
    assert 'id="p0-name"' not in less
    assert 'value="乙某"' in less


def test_score_and_route_follow_what_is_typed(counter):
    registrar = counter.as_("registrar")
    calm = registrar.post("/cases/new/score", filled(counter, route_office="", channel=""))
    assert "人民调解" in calm.get_data(as_text=True)
    assert "后岭村调委会（建议）" in calm.get_data(as_text=True)
    grave = registrar.post("/cases/new/score", filled(counter, violence="weapons", marks="death"))
    assert "特大" in grave.get_data(as_text=True) or "重大" in grave.get_data(as_text=True)


def test_ones_own_channel_stays_when_the_proposal_changes(counter):
    sent = filled(counter, source="COURT_PRE", _proposed_channel="judicial_pre")
    text = counter.as_("registrar").post("/cases/new/score", sent).get_data(as_text=True)
    assert re.search(r'value="people"[^>]* checked', text)
    assert "与建议的渠道不同" in text


def test_calculating_by_button_shows_the_whole_form_again(counter):
    text = counter.as_("registrar").post("/cases/new", filled(counter, _act="score"))
    assert "评分和建议" in text.get_data(as_text=True)
    assert text.status_code == 200


@pytest.mark.parametrize(("login", "may"), [("vm", True), ("ts", False), ("admin", False)])
def test_only_those_who_register_are_shown_the_form(counter, login, may):
    assert ('id="register"' in counter.page(login, "/cases/new")) is may


def test_a_stranger_office_cannot_register_for_another(counter):
    assert counter.as_("mr").post("/cases/new", filled(counter)).status_code == 403


def test_cases_are_found_by_number_and_by_name(counter):
    counter.county.register(title="通道纠纷")
    for words in ("甲某", "枫城人调字第1号", "2026-000001"):
        assert "通道纠纷" in counter.page("vm", f"/cases?q={words}")
    assert "没有内容" in counter.page("vm", "/cases?q=丙某")


def test_the_administrator_reads_no_names(counter):
    counter.county.register(title="通道纠纷")
    text = counter.page("admin", "/cases")
    assert "2026-000001" in text or "枫城人调字第1号" in text
    assert "甲某" not in text
    assert "通道纠纷" not in text


def test_the_file_holds_what_the_page_shows_and_runs_nothing(counter):
    counter.county.register(title='=HYPERLINK("x")')
    counter.county.register(title="通道纠纷", category="03")
    answer = counter.as_("vm").get("/cases.csv?order=newest")
    raw = answer.get_data()
    assert raw.startswith("\ufeff".encode())
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    assert len(rows) == 3
    assert rows[2][4] == '\'=HYPERLINK("x")'
    assert rows[1][-1] == "\t2026-000002"
    filtered = counter.as_("vm").get("/cases.csv?category=03").get_data(as_text=True)
    assert "HYPERLINK" not in filtered


@pytest.mark.parametrize("path", ["/", "/queue", "/cases"])
def test_registering_is_offered_to_those_who_may_alone(counter, path):
    offered = 'href="/cases/new"'
    assert offered in counter.page("registrar", path).split("<main")[1]
    assert offered not in counter.page("ts", path).split("<main")[1]
