"""The form designer in a real browser: a question added, made conditional, previewed, saved."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from engine.queries.drafts import draft_file, draft_set
from engine.usecases.drafts import Edit, Opening, open_draft, save_file
from tests.browser.serving import counter_of
from tests.journeys.conftest import county
from tests.webui.conftest import PASSWORD

__all__ = ["county"]
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
PATH = "forms/mediation_record.json"


@dataclass
class Designer:
    """A page with one form of a draft open."""

    page: Page
    base: str
    draft: int
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str = PATH) -> None:
        self.page.goto(f"{self.base}/studio/drafts/{self.draft}/form/{path}")
        self.page.wait_for_selector("#studio[data-ready]")
        self.page.wait_for_selector("iframe[data-drawn]:not([data-pending])")

    @property
    def preview(self) -> FrameLocator:
        """The frame, once it shows the form as it stands."""
        self.page.wait_for_selector("iframe[name=preview]:not([data-pending])")
        return self.page.frame_locator("iframe[name=preview]")

    def save(self) -> None:
        self.page.click("[data-act=save]")
        self.page.wait_for_selector("[data-act=state] >> text=已保存")


@pytest.fixture
def designer(county, page: Page) -> Iterator[Designer]:
    draft = open_draft(county.desk, county.actor("admin"), Opening("调解记录加一问"))
    with counter_of(county) as base:
        opened = Designer(page, base, draft)
        page.on("pageerror", lambda fault: opened.complaints.append(str(fault)))
        page.on(
            "console",
            lambda line: opened.complaints.append(line.text) if line.type == "error" else None,
        )
        page.goto(f"{base}/sign-in")
        page.fill("[name=login]", "admin")
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_load_state()
        opened.complaints.clear()
        yield opened


def stored(county, draft: int, path: str = PATH) -> dict:
    with county.desk.read() as session:
        content, _ = draft_file(session, county.actor("admin"), draft, path)
    return json.loads(content)


def test_a_question_is_added_made_conditional_previewed_and_saved(county, designer):
    page = designer.page
    designer.open()
    before = stored(county, designer.draft)
    page.click("text=加一个问题")
    page.fill("#p-label-zh", "见证人姓名")
    page.fill("#p-label-en", "Witness")
    page.check("#p-required")
    page.fill("#p-key", "witness")
    page.press("#p-key", "Tab")
    page.select_option("#p-shown-0-name", label="调解方式")
    page.select_option("#p-shown-0-value", label="线上")
    expect(designer.preview.get_by_text("本次结果").first).to_be_visible()
    expect(designer.preview.get_by_text("见证人姓名")).to_have_count(0)
    designer.preview.get_by_text("线上").click()
    expect(designer.preview.get_by_text("见证人姓名")).to_be_visible()
    designer.save()
    made = stored(county, designer.draft)["fields"][-1]
    assert made == {
        "key": "witness",
        "label": {"zh": "见证人姓名", "en": "Witness"},
        "type": "text",
        "required": True,
        "routing": False,
        "shown_when": 'way = "online"',
    }
    assert stored(county, designer.draft)["fields"][:-1] == before["fields"]
    assert designer.complaints == []


def test_every_form_we_ship_is_written_back_as_it_was_read(county, designer):
    designer.open()
    with county.desk.read() as session:
        files = draft_set(session, county.actor("admin"), designer.draft)
    for path, content in files.items():
        if path.startswith("forms/"):
            text = content.decode()
            script = "text => { const s = document.getElementById('studio').heshi;"
            script += " return s.formText(s.readForm(text)); }"
            written = designer.page.evaluate(script, text)
            assert json.loads(written) == json.loads(text), path
            assert list(json.loads(written)) == list(json.loads(text)), path


def test_options_are_ordered_and_everything_can_be_undone(county, designer):
    page = designer.page
    designer.open()
    before = page.evaluate("JSON.stringify(document.getElementById('studio').heshi.editor.form)")
    page.click("[data-key=field-2]")  # 调解方式
    page.click(".optline:nth-child(1) [title=下移]")
    page.click("text=加一个选项")
    page.click("text=再来一个一样的")
    page.keyboard.press("Escape")
    page.click("[data-key=field-0]")
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("[data-key=field-1]")).to_be_focused()
    expect(page.locator("[data-act=save]")).to_be_enabled()
    for _ in range(4):
        page.click("[data-act=undo]")
    after = page.evaluate("JSON.stringify(document.getElementById('studio').heshi.editor.form)")
    assert after == before
    expect(page.locator("[data-act=save]")).to_be_disabled()


def test_removing_an_answer_conditions_look_at_is_asked_about_first(county, designer):
    page = designer.page
    designer.open()
    page.click("[data-key=field-6]")  # 本次结果
    page.click("#properties >> text=删除")
    expect(page.get_by_role("dialog")).to_contain_text("有条件用到这个答案")
    expect(page.get_by_role("dialog")).to_contain_text("peoples-mediation.bpmn")
    page.click("text=不动它")
    expect(page.locator("[data-key=field-6]")).to_contain_text("本次结果")


def test_a_mistake_is_told_beside_its_question(designer):
    page = designer.page
    designer.open()
    page.click("[data-key=field-7]")
    page.fill("#p-shown-text", "result = ")
    page.press("#p-shown-text", "Tab")
    page.wait_for_selector("#findings >> text=写错")
    page.click("[data-key=form-0]")
    page.click("#findings >> text=定位")
    expect(page.locator("#properties .pfaults")).to_contain_text("写错")
    expect(designer.preview.get_by_text("改好写错的地方")).to_be_visible()


def test_somebody_elses_save_is_never_written_over_unasked(county, designer):
    page = designer.page
    designer.open()
    theirs = stored(county, designer.draft)
    theirs["title"]["zh"] = "对方的名称"
    edit = Edit(PATH, json.dumps(theirs).encode(), 1)
    save_file(county.desk, county.actor("admin"), designer.draft, edit)
    page.fill("#p-title-zh", "我的名称")
    page.press("#p-title-zh", "Tab")
    page.click("[data-act=save]")
    expect(page.get_by_role("dialog")).to_contain_text("已经被别人改过")
    page.click("text=放弃我的修改，看新的")
    expect(page.locator("#p-title-zh")).to_have_value("对方的名称")
    assert stored(county, designer.draft)["title"]["zh"] == "对方的名称"


def test_the_designer_has_all_its_words_in_english(designer):
    page = designer.page
    page.click("text=EN")
    designer.open()
    for place in ("form-0", "field-2", "field-5", "next-0"):
        page.click(f"[data-key={place}]")
    assert page.evaluate("[...document.getElementById('studio').heshi.missing]") == []
