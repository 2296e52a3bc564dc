"""流程热图 on the page: the drawing, the table and the file say the same; who may look."""

import csv
import html
import io
import json
import re
from datetime import timedelta

import pytest

from engine.queries.heat import Scope, heat
from engine.rules.calendar import local_day
from engine.storage.published import newest_bundle, publish_bundle
from tests.journeys.acts import agree_to_mediate, sit
from tests.journeys.conftest import county

__all__ = ["county"]


@pytest.fixture
def busy(counter):
    """Three cases: one signed for, one in its second sitting, one that nobody took."""
    county = counter.county
    county.sleep(hours=30)
    county.take("vm", county.register(), "sign_for")
    code = county.register()
    county.sleep(hours=50)
    county.take("vm", code, "sign_for")
    agree_to_mediate(county, "vm", code)
    sit(county, "vm", code, "go_on")
    county.register()
    return counter


def marks(page: str) -> list[dict]:
    return [json.loads(html.unescape(each)) for each in re.findall(r'data-marks="([^"]*)"', page)]


def expected(busy, version=None):
    desk = busy.county.desk
    today = local_day(desk.now())
    with desk.read() as session:
        scope = Scope(today - timedelta(days=89), today, version)
        return heat(session, busy.county.actor("cs"), scope)


def rows(page: str) -> dict[str, list[str]]:
    body = re.search(r"<tbody>(.*?)</tbody>", page, re.S).group(1)
    spoken = re.sub(r'<span class="visually-hidden">.*?</span>', "", body)
    found = {}
    for row in re.findall(r"<tr.*?</tr>", spoken, re.S):
        name, *cells = (re.sub(r"<[^>]+>", "", each).strip() for each in cells_of(row))
        found[name] = cells
    return found


def cells_of(row: str) -> list[str]:
    return re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)


def test_drawing_table_and_file_say_the_same_numbers(busy):
    text = busy.page("cs", "/heat?figure=passes")
    numbers = expected(busy)
    painted = {each["id"]: each["text"] for each in marks(text)[0]["heat"]}
    assert painted["sign_for"] == str(numbers["sign_for"].passes) == "2"
    table = rows(text)["签收"]
    assert table[:3] == ["1", str(numbers["sign_for"].overdue), "2"]
    file = busy.as_("cs").get("/heat.csv?figure=passes")
    assert file.mimetype == "text/csv"
    lines = list(csv.reader(io.StringIO(file.get_data(as_text=True).lstrip("\ufeff"))))
    [mine] = [line for line in lines if line[1] == "sign_for"]
    assert mine[2:5] == table[:3]
    assert float(mine[5]) == round(numbers["sign_for"].median / 3600, 2)
    assert float(mine[6]) == round(numbers["sign_for"].ninetieth / 3600, 2)


def test_the_darkest_blue_is_the_greatest_number_and_each_has_its_number(busy):
    [pane] = marks(busy.page("cs", "/heat?figure=median"))
    levels = {each["id"]: each["level"] for each in pane["heat"]}
    assert max(levels.values()) == 5
    assert all(each["text"] for each in pane["heat"])
    assert pane["focus"] == max(levels, key=levels.get)


def test_two_periods_stand_side_by_side_with_their_difference(busy):
    today = local_day(busy.county.desk.now())
    first = today - timedelta(days=2)
    text = busy.page("cs", f"/heat?from={today}&to={today}&from2={first}&to2={first}&figure=passes")
    now, then = marks(text)
    count = {each["id"]: each["text"] for each in now["heat"]}
    before = {each["id"]: each["text"] for each in then["heat"]}
    assert (count["sign_for"], before["sign_for"]) == ("1", "1")
    cells = rows(text)["签收"]
    assert cells[2:5] == ["1", "1", "±0"]
    assert then["lead"] == "then"


def test_a_number_leads_to_its_cases(busy):
    text = busy.page("cs", "/heat?figure=passes")
    address = html.unescape(re.search(r'href="([^"]+)" data-behind="sign_for"', text).group(1))
    behind = busy.page("cs", address)
    assert len(set(re.findall(r"/cases/(2026-\d{6})", behind))) == 2
    busy.page("cs", "/heat/cases?element=nothing", 404)


def test_arrows_are_counted_on_request(busy):
    path = "/heat?process=peoples_mediation"
    assert marks(busy.page("cs", path))[0]["counts"] == []
    counts = marks(busy.page("cs", f"{path}&arrows=1"))[0]["counts"]
    assert {"id": "get_consent__consented", "text": "1"} in counts


def test_a_version_nobody_runs_by_is_empty_and_a_wrong_day_is_said(busy):
    busy.page("cs", "/heat?version=9", 404)
    text = busy.page("cs", "/heat?from=gestern&office=1&sort=step")
    assert "日期写得不对" in text
    assert 'aria-sort="ascending"' in text


def test_a_step_that_is_no_longer_drawn_keeps_its_numbers(busy):
    with busy.county.desk.work(None) as work:
        files = {
            path: content.replace(b'"get_consent"', b'"ask_both"')
            if path.endswith(".bpmn")
            else content
            for path, content in newest_bundle(work.session).files.items()
        }
        publish_bundle(work, files, "改编号")
    path = "/heat?process=peoples_mediation"
    assert rows(busy.page("cs", path))["征求意见（第 1 版）"][2] == "1"
    assert "第 1 版）" not in busy.page("cs", f"{path}&version=1").split("<tbody>")[1]


def test_who_oversees_nothing_finds_no_such_page(busy):
    for path in ("/heat", "/heat.csv", "/heat/cases", "/heat/diagrams/1/dispute.bpmn"):
        busy.page("vm", path, 404)
        busy.page("safe", path, 404)
    busy.page("vl", "/heat?office=1", 404)
    assert "流程热图" in busy.page("vl", "/heat")
    assert "流程热图" in busy.page("admin", "/heat")
    drawing = busy.as_("boss").get("/heat/diagrams/1/dispute.bpmn")
    assert drawing.mimetype == "application/xml"
