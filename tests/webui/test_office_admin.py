"""单位管理: opened, changed, closed when empty; nobody but administrators; closed means closed."""

import pytest

from engine.rules.errors import Conflict, Invalid
from engine.storage.models import OfficeRow
from engine.usecases.calendars import Override, set_override
from engine.usecases.premises import Closing, close_office
from engine.usecases.routing import check_takes
from engine.usecases.staffing import Post, grant_role
from tests.journeys.conftest import county
from tests.journeys.test_staffing import user_id
from tests.webui.counter import Counter, open_counter

__all__ = ["county"]
NEW = {
    "name": "柳河村调委会", "code": "liuhe", "kind": "village_committee", "level": "village",
    "area_mode": "LEVELLED", "docket_word": "", "phone": "", "address": "",
}  # fmt: skip
WHY = {"reason": "撤村并居"}


@pytest.fixture
def counter(county) -> Counter:
    return open_counter(county)


def founded(counter: Counter) -> int:
    parent = str(counter.county.office_id("town"))
    answer = counter.as_("admin").post("/offices/new", {**NEW, "parent_id": parent})
    assert answer.status_code == 303
    return counter.county.office_id("liuhe")


def test_an_office_is_opened_changed_and_closed(counter):
    office_id, admin = founded(counter), counter.as_("admin")
    path = f"/offices/{office_id}"
    assert f"{path}/edit" in counter.page("admin", "/offices")
    with counter.county.desk.read() as session:
        row = session.get(OfficeRow, office_id)
        assert row.path.endswith(f"/{row.parent_id}/{row.id}/")
        assert row.channels == ["people"]
    changed = {"name": "柳河新村调委会", "phone": "0000-1", "address": "", "accepts": "03"}
    assert admin.post(f"{path}/edit", changed).status_code == 303
    assert "柳河新村调委会" in counter.page("vm", "/offices")
    town = str(counter.county.office_id("town"))
    taken = admin.post("/offices/new", {**NEW, "code": "LIUHE", "parent_id": town})
    assert taken.status_code == 409
    assert admin.post(f"{path}/close").status_code == 422
    assert admin.post(f"{path}/close", WHY).status_code == 303
    assert admin.post(f"{path}/close", WHY).status_code == 409
    below = admin.post("/offices/new", {**NEW, "code": "lh2", "parent_id": str(office_id)})
    assert below.status_code == 422


def test_an_office_with_work_or_offices_in_it_says_what_is_left(counter):
    case = counter.county.register()
    village, town = (counter.county.office_id(code) for code in ("village", "town"))
    refused = counter.as_("admin").post(f"/offices/{village}/close", WHY)
    assert refused.status_code == 409
    text = refused.get_data(as_text=True)
    assert "请选定接收单位" in text
    assert case in text
    above = counter.as_("admin").post(f"/offices/{town}/close", WHY)
    assert above.status_code == 409
    assert "后岭村调委会" in above.get_data(as_text=True)


def test_what_is_in_motion_is_listed_handed_over_and_told_in_the_history(counter):
    county = counter.county
    code = county.register()
    village, town, court = (county.office_id(each) for each in ("village", "town", "court"))
    path = f"/offices/{village}/close"
    assert "可以" in counter.page("admin", f"{path}?successor_id={town}")
    assert "接收单位不办这个渠道" in counter.page("admin", f"{path}?successor_id={court}")
    refused = counter.as_("admin").post(path, {**WHY, "successor_id": str(court)})
    assert refused.status_code == 409
    assert code in refused.get_data(as_text=True)
    closed = counter.as_("admin").post(path, {**WHY, "successor_id": str(town)})
    assert closed.status_code == 303
    page = counter.page("admin", f"/offices/{village}/edit")
    assert "在办案件 1 件、待办 1 步移交城关镇调委会：撤村并居" in page
    assert "后岭村调委会停用，案件移交城关镇调委会" in counter.page("tm", f"/cases/{code}/timeline")
    assert counter.as_("admin").post(f"/offices/{village}/reopen", {}).status_code == 422
    assert counter.as_("admin").post(f"/offices/{village}/reopen", WHY).status_code == 303
    assert "恢复后岭村调委会：撤村并居" in counter.page("admin", f"/offices/{village}/edit")
    assert counter.as_("admin").post(f"/offices/{village}/reopen", WHY).status_code == 409


def test_the_last_days_that_would_move_are_listed_before_one_confirms(counter):
    county = counter.county
    code = county.register()
    county.take("vm", code, "sign_for")
    path = f"/offices/{county.office_id('village')}/close"
    town = county.office_id("town")
    assert "没有期限的到期日变动" in counter.page("admin", f"{path}?successor_id={town}")
    last = county.clocks(code)["PM-01"].due_on
    set_override(county.desk, None, Override("village", last, works=False, reason="庙会"))
    assert "会变动的到期日" not in counter.page("admin", path), "nobody is chosen yet"
    page = counter.page("admin", f"{path}?successor_id={town}")
    listed = page.partition('id="moves"')[2].partition("</section>")[0]
    assert county.clocks(code)["PM-01"].row["name_zh"] in listed
    assert "移交以后按城关镇调委会的工作日算" in listed
    assert counter.as_("admin").post(path, {**WHY, "successor_id": str(town)}).status_code == 303
    assert county.clocks(code)["PM-01"].due_on == last


def test_a_closed_office_is_given_nothing(counter):
    county, office_id = counter.county, founded(counter)
    admin = county.actor("admin")
    close_office(county.desk, admin, office_id, Closing("撤并"))
    with county.desk.read() as session, pytest.raises(Invalid):
        check_takes(session.get(OfficeRow, office_id), "people", "01")
    with pytest.raises(Invalid) as refused:
        grant_role(county.desk, admin, user_id(county, "vm"), Post("mediator", office_id))
    assert refused.value.fields == {"office_id": "unknown_option"}
    with pytest.raises(Invalid) as refused:
        county.register(place_id=office_id)
    assert refused.value.fields == {"place_id": "unknown_option"}


def test_the_top_office_stays_open(counter):
    county = counter.county
    with pytest.raises(Conflict):
        close_office(
            county.desk, county.actor("admin"), county.office_id("county"), Closing("撤并")
        )


@pytest.mark.parametrize("login", ["vm", "vl", "cs", "boss"])
def test_nobody_else_changes_offices(counter, login):
    town, browser = counter.county.office_id("town"), counter.as_(login)
    assert browser.get("/offices/new").status_code == 404
    assert browser.post("/offices/new", NEW).status_code == 404
    for act in ("edit", "close", "reopen"):
        assert browser.post(f"/offices/{town}/{act}").status_code == 404
    assert "/offices/new" not in counter.page(login, "/offices")
    assert counter.as_("admin").get("/offices/999/edit").status_code == 404
