"""The pages of code tables, and the words pages show after a change."""

import pytest

from engine.queries.codes import code_table
from engine.usecases.codes import Change, Named, rename_code, retire_code
from tests.journeys.conftest import county
from tests.webui.counter import Counter, open_counter

__all__ = ["county"]


@pytest.fixture
def counter(county) -> Counter:
    return open_counter(county)


def seen(counter, kind="category"):
    with counter.county.desk.read() as session:
        return code_table(session, counter.county.actor("admin"), kind).state


def post(counter, path, kind="category", **sent):
    return counter.as_("admin").post(f"/codes/{path}", {"seen": seen(counter, kind), **sent})


def change(counter, kind="category"):
    return Change(kind, "县里要求", seen(counter, kind))


@pytest.mark.parametrize("kind", ["category", "source", "outcome"])
def test_every_table_lists_its_codes_in_words(counter, kind):
    page = counter.as_("admin").get(f"/codes/{kind}/").text
    assert {"category": "邻里纠纷", "source": "网格上报", "outcome": "自行和解"}[kind] in page


def test_a_code_is_added_renamed_retired_restored_and_taken_back_on_pages(counter):
    added = {"code": "SCHOOL", "zh": "校园纠纷", "en": "School", "reason": "教育局来函"}
    assert post(counter, "category/add", **added).status_code == 303
    page = counter.as_("admin").get("/codes/category/").text
    assert "校园纠纷" in page
    assert "没有专门为它写的行" in page
    renamed = {"zh": "学校纠纷", "en": "", "reason": "统一说法"}
    assert post(counter, "category/SCHOOL/rename", **renamed).status_code == 303
    assert post(counter, "category/SCHOOL/retire", reason="不用了").status_code == 303
    assert "恢复" in counter.as_("admin").get("/codes/category/SCHOOL").text
    assert post(counter, "category/SCHOOL/restore", reason="又用").status_code == 303
    page = counter.as_("admin").get("/codes/category/").text
    assert "SCHOOL 由“校园纠纷”改为“学校纠纷”" in page
    assert "停用 SCHOOL“学校纠纷”" in page


def test_a_new_name_is_shown_wherever_the_code_is(counter):
    county = counter.county
    code = county.register(category="02")
    named = Named("02", "邻里矛盾", "Quarrels of neighbours")
    rename_code(county.desk, county.actor("admin"), change(counter), named)
    person = counter.as_("vm")
    assert "邻里矛盾" in person.get(f"/cases/{code}").text
    assert "邻里矛盾" in counter.as_("registrar").get("/cases/new").text


def test_a_retired_code_is_offered_for_searching_but_not_for_new_cases(counter):
    county = counter.county
    retire_code(county.desk, county.actor("admin"), change(counter), "02")
    person = counter.as_("registrar")
    assert 'value="02"' not in person.get("/cases/new").text
    assert 'value="02"' in person.get("/cases").text


def test_what_is_refused_is_said_beside_its_field(counter):
    answer = post(counter, "category/add", code="a b", zh="", reason="")
    assert answer.status_code == 422
    assert "用大写字母、数字和下划线" in answer.text
    stale = counter.as_("admin").post(
        "/codes/category/02/rename", {"seen": "0.99", "zh": "邻里", "reason": "改"}
    )
    assert stale.status_code == 409
    assert "刚被别人改过" in stale.text


def test_codes_move_and_the_table_is_exported(counter):
    assert post(counter, "source/GRID/move", "source", by="up").status_code == 303
    page = counter.as_("admin").get("/codes/source/").text
    assert "改了顺序" in page
    sheet = counter.as_("admin").get("/codes/source.csv").text
    assert sheet.index("GRID") < sheet.index("PROACTIVE")


@pytest.mark.parametrize("path", ["/codes/category/", "/codes/category/02", "/codes/category.csv"])
def test_nobody_else_finds_the_tables(counter, path):
    for name in ("vm", "audit"):
        assert counter.as_(name).get(path).status_code == 404


@pytest.mark.parametrize("path", ["/codes/grade/", "/codes/category/77", "/codes/x.csv"])
def test_what_is_no_table_or_code_is_no_page(counter, path):
    assert counter.as_("admin").get(path).status_code == 404


def test_english_pages_show_english_names(counter):
    county = counter.county
    named = Named("02", "邻里矛盾", "Quarrels of neighbours")
    rename_code(county.desk, county.actor("admin"), change(counter), named)
    person = counter.as_("registrar")
    person.post("/language", {"locale": "en", "next": "/"})
    assert "Quarrels of neighbours" in person.get("/cases/new").text
