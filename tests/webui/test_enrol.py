"""新增人员: one by the form, many by a list; nobody but administrators."""

import io

import pytest

from engine.commands.fault_words import WHY
from tests.journeys.conftest import county
from webui.roster_words import WRONG

__all__ = ["county"]
NEW = {"login": "lin.xia", "name": "林夏", "role": "mediator", "phone": "", "email": ""}
ROWS = "登录名,姓名,单位,岗位\nsun.yu,孙宇,town,调解员、受理员\nvm,王某,town,调解员\n"


def sent(text: str, **more: str) -> dict[str, object]:
    return {"list": (io.BytesIO(text.encode("gb18030")), "名单.csv"), **more}


def test_a_person_is_added_found_and_gets_a_password_shown_once(counter):
    admin, office = counter.as_("admin"), str(counter.county.office_id("town"))
    answer = admin.post("/users/new", {**NEW, "office_id": office})
    assert answer.status_code == 201
    assert "一次性口令" in answer.get_data(as_text=True)
    found = counter.page("admin", "/users?q=林")
    assert "lin.xia" in found
    assert ">vm<" not in found
    assert "没有查到" in counter.page("admin", "/users?q=%25")
    again = admin.post("/users/new", {**NEW, "login": "LIN.XIA", "office_id": office})
    assert again.status_code == 409
    wrong = admin.post("/users/new", {**NEW, "login": "林 夏", "office_id": ""})
    assert wrong.status_code == 422
    assert wrong.get_data(as_text=True).count('class="err"') == 2


def test_a_list_with_a_bad_row_is_reported_and_taken_only_when_asked(counter):
    admin = counter.as_("admin")
    refused = admin.post("/users/import", sent(ROWS, skip_bad="no"))
    assert refused.status_code == 422
    text = refused.get_data(as_text=True)
    assert "登录名已经有人用了" in text
    assert "什么都没有写入" in text
    assert "sun.yu" not in counter.page("admin", "/users?q=sun")
    taken = admin.post("/users/import", sent(ROWS, skip_bad="yes"))
    assert taken.status_code == 201
    assert "sun.yu" in taken.get_data(as_text=True)
    assert "sun.yu" in counter.page("admin", "/users?q=SUN")
    assert admin.post("/users/import", {}).status_code == 422
    assert "缺少这一列" in admin.post("/users/import", sent("姓名\n甲\n")).get_data(as_text=True)


@pytest.mark.parametrize("login", ["vm", "vl", "cs", "boss"])
def test_nobody_else_adds_people(counter, login):
    for path in ("/users/new", "/users/import"):
        assert counter.as_(login).get(path).status_code == 404
        assert counter.as_(login).post(path, NEW).status_code == 404


def test_every_fault_of_a_list_of_people_has_a_sentence():
    of_offices = {"roster.code", "roster.twice", "roster.two_roots", "roster.no_root"}
    known = {code for code in WHY if code.startswith("roster.")}
    assert set(WRONG) == known - of_offices - {"roster.parent_refused"}
