"""工作日历 in the hands of an administrator: notices, an office's days, history, files."""

import io
import re
from datetime import date
from pathlib import Path

import pytest

from engine.rules.notice_files import read_year
from engine.usecases.errands import run_errands
from tests.journeys.conftest import county
from tests.webui.counter import Counter, open_counter

__all__ = ["county"]
NOTICE = (Path(__file__).parents[1] / "rules" / "notices" / "2027.txt").read_text("utf-8")
SOURCE = "国办发明电〔2026〕9号"


@pytest.fixture
def counter(county) -> Counter:
    county.desk.clock.set(county.desk.clock.now().replace(month=12, day=2))
    county.register()
    return open_counter(county)


def sent(page: str) -> dict[str, str]:
    """Return what the preview's form would send on."""
    kept = re.findall(r'<textarea class="d-none" name="(\w+)"[^>]*>([^<]*)</textarea>', page)
    [seen] = re.findall(r'name="seen" value="(\w*)"', page)
    return {**dict(kept), "seen": seen}


def load(counter: Counter, **more: object):
    filled = {"text": NOTICE, "source": SOURCE, **more}
    return counter.as_("admin").post("/calendar/2027/load", filled)


def publish(counter: Counter) -> str:
    page = load(counter).get_data(as_text=True)
    answer = counter.as_("admin").post("/calendar/2027/publish", sent(page))
    assert answer.status_code == 303
    run_errands(counter.county.desk)
    return answer.headers["Location"]


def test_a_notice_is_looked_at_published_and_undone(counter):
    page = load(counter).get_data(as_text=True)
    assert "23 天变动" in page
    assert "还没有发布" in page
    assert "鼓励各单位" in page
    assert "这一年是暂定的" in counter.page("admin", "/calendar/2027")
    where = publish(counter)
    change = counter.page("admin", where)
    assert SOURCE in change
    assert "个到期日变动" in change
    assert "撤销这次改动" in change
    assert "这一年是暂定的" not in counter.page("admin", "/calendar/2027")
    assert SOURCE in counter.page("vm", "/calendar/2027")
    undone = counter.as_("admin").post(f"{where}/undo", {"reason": "文号有误"})
    assert undone.status_code == 303
    run_errands(counter.county.desk)
    assert "这一年是暂定的" in counter.page("admin", "/calendar/2027")
    assert "撤销这次改动" not in counter.page("admin", where)


def test_what_is_wrong_in_a_notice_is_named_by_line_and_nothing_is_written(counter):
    answer = load(counter, text=NOTICE.replace("4日（周一）", "4日（周二）"))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "日期和星期对不上：这一天是周一" in page
    assert "什么都没有写入" in page
    assert "1月9日（周六）上班" in page
    assert "没有改动过" in counter.page("admin", "/calendar/2027")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("放假.csv", "日期,种类,名称\n2027-01-01,放假,元旦\n2027-02-30,放假,\n", "没有这一天"),
        ("a.json", '[{"day": "2027-01-01", "kind": "放假"', "不是完整的 JSON"),
        ("a.ics", "BEGIN:VCALENDAR\nEND:VCALENDAR\n", "没有读出"),
        ("a.csv", "日期,种类\n2026-06-01,放假\n", "不是这一年的"),
    ],
)
def test_a_bad_file_is_refused_line_by_line(counter, name, content, said):
    file = (io.BytesIO(content.encode()), name)
    answer = counter.as_("admin").post(
        "/calendar/2027/load",
        {"file": file, "source": SOURCE},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)


def test_a_notice_needs_its_text_and_its_document_number(counter):
    empty = load(counter, text=" ")
    assert (empty.status_code, "通知原文：请填写" in empty.get_data(as_text=True)) == (422, True)
    nameless = load(counter, source="")
    assert (nameless.status_code, "文号" in nameless.get_data(as_text=True)) == (422, True)
    told = load(counter, source="", text=f"{SOURCE}\n{NOTICE}")
    assert (told.status_code, SOURCE in told.get_data(as_text=True)) == (200, True)


def test_statutory_days_that_are_missing_are_pointed_out(counter):
    page = load(counter, text="元旦：1月1日放假1天，不调休。").get_data(as_text=True)
    assert "这几个法定节日没有列在里面" in page
    assert "国庆节" in page


def test_a_calendar_changed_since_the_preview_is_not_published_over(counter):
    kept = sent(load(counter).get_data(as_text=True))
    publish(counter)
    answer = counter.as_("admin").post("/calendar/2027/publish", kept)
    assert answer.status_code == 409
    assert "请重新看一遍再发布" in answer.get_data(as_text=True)


def test_days_of_an_office_are_chosen_looked_at_and_set(counter):
    town = counter.county.office_id("town")
    grid = counter.page("admin", f"/calendar/2026/edit?office_id={town}")
    assert "12月7日 周一：工作日 → 本单位不上班" in grid
    filled = {"office_id": town, "flip": ["2026-12-07", "2026-12-12"], "reason": "停电检修"}
    page = counter.as_("admin").post("/calendar/2026/days", filled).get_data(as_text=True)
    assert "2 天变动" in page
    kept = sent(page)
    answer = counter.as_("admin").post("/calendar/2026/days/publish", kept)
    assert answer.status_code == 303
    run_errands(counter.county.desk)
    shown = counter.page("vm", f"/calendar/2026?office_id={counter.county.office_id('village')}")
    assert "停电检修" in shown
    again = counter.page("admin", f"/calendar/2026/edit?office_id={town}")
    assert "12月7日 周一：本单位不上班（停电检修） → 恢复，与上级相同" in again
    stale = counter.as_("admin").post("/calendar/2026/days/publish", kept)
    assert stale.status_code == 409


def test_days_without_a_reason_or_without_days_are_asked_for_again(counter):
    town = counter.county.office_id("town")
    bare = {"office_id": town, "flip": "2026-12-07"}
    answer = counter.as_("admin").post("/calendar/2026/days", bare)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert re.search(r'value="2026-12-07"[^>]*checked', page)
    none = counter.as_("admin").post("/calendar/2026/days", {"office_id": town, "reason": "x"})
    assert (none.status_code, "请至少选一天" in none.get_data(as_text=True)) == (422, True)


def test_each_reader_of_a_change_sees_the_cases_they_may_see(counter):
    other = counter.county.register(by="er", office="estate")
    where = publish(counter)
    assert other in counter.page("admin", where)
    mine = counter.page("vm", where)
    assert other not in mine
    assert "不在您的查看范围" in mine
    assert "撤销这次改动" not in mine


def test_pages_of_change_do_not_exist_for_others(counter):
    for login in ("vm", "cs", "safe", "audit"):
        for path in ("/calendar/2027/load", "/calendar/2026/edit"):
            counter.page(login, path, 404)
        answer = counter.as_(login).post("/calendar/changes/1/undo", {"reason": "x"})
        assert answer.status_code == 404
        assert "载入放假通知" not in counter.page(login, "/calendar/2027")


def test_a_missing_year_is_said_to_those_who_see_to_it(counter):
    banner = "2027 年的放假安排还没有载入"
    for login, told in (("admin", True), ("cs", True), ("vm", False)):
        assert (banner in counter.page(login, "/offices")) is told
    publish(counter)
    counter.app.extensions.pop("covered")
    assert banner not in counter.page("admin", "/offices")


def test_a_year_is_taken_away_and_what_was_taken_can_be_loaded_again(counter):
    for form, kind in (("csv", "text/csv"), ("ics", "text/calendar")):
        answer = counter.as_("vm").get(f"/calendar/2026.{form}")
        assert answer.mimetype == kind
        found = read_year(2026, f"a.{form}", answer.get_data())
        assert found.faults == []
        assert found.days[date(2026, 2, 16)].name == "春节"
        assert len(found.days) == 39
    assert all(len(line) <= 75 for line in answer.get_data().split(b"\r\n"))
