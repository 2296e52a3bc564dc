"""比较版本: what differs in words and on the drawing, who may see it, what is no version."""

import html
import json
import re

import pytest

from engine.storage.drafts import files_of
from engine.usecases.drafts import Edit, Opening, open_draft, open_law_draft, save_file
from engine.workflow.markup import SPIFF
from tests.journeys.conftest import county

__all__ = ["county"]
PATH = "peoples-mediation.bpmn"


def edited(county, draft, path, *pairs):
    """Save a draft's file with texts replaced, as the administrator."""
    with county.desk.read() as session:
        text = files_of(session, draft)[path].decode()
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new, 1)
    save_file(county.desk, county.actor("admin"), draft, Edit(path, text.encode()))


@pytest.fixture
def draft(county) -> int:
    return open_draft(county.desk, county.actor("admin"), Opening("回访三十日"))


def address(left, right, **more):
    rest = "".join(f"&{name}={value}" for name, value in more.items())
    return f"/studio/compare?left={left}&right={right}{rest}"


def text_of(page):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def marked(page):
    """Return what both drawings are told to mark, the left one first."""
    return [json.loads(html.unescape(each)) for each in re.findall(r'data-marks="([^"]+)"', page)]


def test_a_copy_does_not_differ(counter, draft):
    page = counter.page("admin", address("bundle:1", f"draft:{draft}"))
    assert "两个版本完全相同" in page


def test_a_step_with_another_clock_is_said_with_its_rule_and_marked_on_both_sides(counter, draft):
    change = ('name="clock" value="C-CONSENT"', 'name="clock" value="C-START"')
    edited(counter.county, draft, PATH, change)
    page = counter.page("admin", address("bundle:1", f"draft:{draft}"))
    said = text_of(page)
    assert "步骤“征求意见” 期限 C-CONSENT（征求对方意见 3 个工作日） C-START（启动调解" in said
    assert [each["changed"] for each in marked(page)] == [["get_consent"], ["get_consent"]]


def test_the_left_drawing_marks_what_is_gone_and_the_right_one_what_came(counter, draft):
    edited(
        counter.county, draft, PATH, ('"third_failure"', '"third_failing"'), ("三次未果告", "告")
    )
    page = counter.page("admin", address("bundle:1", f"draft:{draft}"))
    left, right = marked(page)
    assert "third_failure" in left["removed"]
    assert "third_failing" in right["added"]
    assert "added" not in left
    assert "removed" not in right


def test_only_one_kind_of_difference_can_be_looked_at(counter, draft):
    edited(counter.county, draft, PATH, ('name="征求意见"', 'name="征求双方意见"'))
    page = counter.page("admin", address("bundle:1", f"draft:{draft}", kind="changed"))
    assert "征求双方意见" in text_of(page)
    page = counter.page("admin", address("bundle:1", f"draft:{draft}", kind="added"))
    assert "没有这一类改动" in page


def test_another_place_on_the_drawing_stands_apart(counter, draft):
    edited(counter.county, draft, PATH, ('x="500" y="160"', 'x="520" y="160"'))
    said = text_of(counter.page("admin", address("bundle:1", f"draft:{draft}")))
    assert "图上位置 1 处（不影响办案）" in said
    assert "改动 0" in said


def test_a_longer_time_limit_is_said_in_days(counter, county):
    law = open_law_draft(county.desk, county.actor("admin"), "deadlines")
    limit = 'rule_pm_01_length">\n          <text>'
    edited(county, law, "law/deadlines.dmn", (f"{limit}1<", f"{limit}2<"))
    said = text_of(counter.page("admin", address("law:deadlines:1", f"draft:{law}")))
    assert "期限规则第 1 版 → 草稿“期限规则”" in said
    assert "PM-01 人民调解（第 1 行） 长度 1 个月 2 个月" in said


def test_codes_of_a_law_table_are_said_in_words(counter, county):
    law = open_law_draft(county.desk, county.actor("admin"), "deadlines")
    roll = 'rule_pm_01_roll">\n          <text>'
    edited(county, law, "law/deadlines.dmn", (f'{roll}"WORKDAY"', f'{roll}"NONE"'))
    said = text_of(counter.page("admin", address("law:deadlines:1", f"draft:{law}")))
    assert "末日顺延 遇休息日顺延到工作日 不顺延" in said


def test_a_draft_can_be_compared_with_an_earlier_state_of_itself(counter, draft):
    edited(counter.county, draft, PATH, ('name="征求意见"', 'name="征求双方意见"'))
    page = counter.page("admin", address(f"draft:{draft}:1", f"draft:{draft}"))
    assert "草稿“回访三十日”第 1 次保存" in page
    assert "征求双方意见" in text_of(page)


def test_in_english_the_same_facts_are_said(counter, draft):
    change = ('name="clock" value="C-CONSENT"', 'name="clock" value="C-START"')
    edited(counter.county, draft, PATH, change)
    auditor = counter.as_("audit")
    auditor.post("/language", {"locale": "en"})
    said = text_of(auditor.get(address("bundle:1", f"draft:{draft}")).text)
    assert "Step “Ask both sides” time limit C-CONSENT (Ask the other side 3" in said
    assert "Compare versions" in said


def test_what_is_typed_into_a_model_is_shown_as_text(counter, draft):
    edited(counter.county, draft, PATH, ('name="征求意见"', 'name="&lt;script&gt;x()"'))
    page = counter.page("admin", address("bundle:1", f"draft:{draft}"))
    assert "<script>x()" not in page
    assert "&lt;script&gt;x()" in page


def test_a_side_is_handed_out_as_bytes_never_as_a_page(counter, draft):
    path = f"/studio/compare/diagram?side=draft:{draft}&path={PATH}"
    answer = counter.as_("admin").get(path)
    assert SPIFF.strip("{}") in answer.text
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == "attachment"


@pytest.mark.parametrize("login", ["vm", "cs", "boss"])
def test_caseworkers_find_no_comparison(counter, draft, login):
    path = address("bundle:1", f"draft:{draft}")
    assert counter.as_(login).get(path).status_code == 404


@pytest.mark.parametrize(
    "reference",
    [
        "bundle:99",
        "bundle:x",
        "draft:99",
        "draft:",
        "law:deadlines:9",
        "law:x:1",
        "x",
        "draft:9" * 9,
        "draft:" + "9" * 5000,
    ],
)
def test_what_is_no_version_is_no_page(counter, reference):
    assert counter.as_("admin").get(address("bundle:1", reference)).status_code == 404
