"""The table editor in a real browser: a cell changed, broken and mended, a case tried, gaps told;
a time limit changed in its form and published by two persons."""

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Page

from engine.feel import read_dmn
from engine.queries.drafts import draft_file
from engine.resources import shipped_workflows
from engine.usecases.drafts import Edit, save_file
from engine.usecases.law import rule_in_force
from engine.workflow import read_folder
from engine.workflow.comparing import compare
from tests.browser.drawing import EDITOR, READY, Drawing, drawing_of
from tests.browser.test_axe import faults_of
from tests.journeys.conftest import county
from tests.webui.conftest import PASSWORD

__all__ = ["county"]
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
TABLES = {
    path: each
    for path, each in read_folder(shipped_workflows()).items()
    if path.endswith(".dmn") and "/" not in path
}


@pytest.fixture
def drawing(county, page: Page) -> Iterator[Drawing]:
    with drawing_of(county, page) as opened:
        yield opened


def open_table(drawing: Drawing, path: str) -> Page:
    drawing.page.goto(f"{drawing.address}/studio/drafts/{drawing.draft}/table/{path}")
    drawing.page.wait_for_selector(READY)
    return drawing.page


def set_cell(drawing: Drawing, element: str, text: str) -> None:
    """Change a cell as the library does when somebody has typed."""
    drawing.page.evaluate(
        f"""([id, text]) => {{
          const viewer = {EDITOR}.modeler.getActiveViewer();
          const cell = viewer.get('elementRegistry').get(id);
          viewer.get('modeling').editCell(cell.businessObject, text);
        }}""",
        [element, text],
    )


def stored(county, drawing: Drawing, path: str) -> bytes:
    with county.desk.read() as session:
        return draft_file(session, county.actor("admin"), drawing.draft, path)[0]


def test_a_cell_is_typed_broken_told_mended_and_saved(county, drawing):
    page = open_table(drawing, "outcome.dmn")
    table = read_dmn(TABLES["outcome.dmn"], "outcome.dmn")
    first = table.rules[0]
    page.click(f'#canvas td[data-element-id="{first.cells[0]}"] [contenteditable]')
    page.keyboard.press("Control+a")
    page.keyboard.type('"agreed_written" and')
    drawing.wait_found("字符）")
    assert "改正" in page.inner_text("#findings")
    page.keyboard.press("Control+a")
    page.keyboard.type('"agreed_written"')
    drawing.wait_clean()
    drawing.save()
    saved = read_dmn(stored(county, drawing, "outcome.dmn"), "outcome.dmn")
    assert saved.rules[0].tests[0].text == '"agreed_written"'
    assert drawing.complaints == []
    assert drawing.missing() == []


def test_a_case_is_tried_on_the_table_as_it_stands(drawing):
    page = open_table(drawing, "grade.dmn")
    page.wait_for_selector("#properties #try-points")
    page.fill("#try-points", "85")
    page.select_option("#try-violence", label="涉及凶器")
    page.select_option("#try-death", label="否")
    page.click("text=看结果")
    page.wait_for_selector("#properties .tryhit")
    said = page.inner_text("#properties .tryresult")
    assert "符合第" in said
    assert "特大" in said
    page.click("text=为什么别的行不符合")
    assert "不符合" in page.inner_text("#properties .tryresult")
    page.fill("#try-points", "many")
    page.click("text=看结果")
    page.wait_for_selector("#properties .err >> text=请写数字")


def test_what_a_table_leaves_out_is_told_while_it_is_changed(drawing):
    page = open_table(drawing, "outcome.dmn")
    page.wait_for_selector(".trycover >> text=没有遗漏")
    last = read_dmn(TABLES["outcome.dmn"], "outcome.dmn").rules[-1]
    set_cell(drawing, last.cells[0], '"settled"')
    page.wait_for_selector(".trycover >> text=其他值")
    assert "轮不到" in page.inner_text(".trycover")


def test_every_table_is_written_back_as_it_was_read(drawing):
    open_table(drawing, "outcome.dmn")
    for path, content in TABLES.items():
        script = "await editor.open(given); return [await saving.xml(), editor.readonly]"
        known = f"const {{editor, saving}} = {EDITOR};"
        written, readonly = drawing.page.evaluate(
            f"async (given) => {{ {known} {script} }}", content.decode()
        )
        assert readonly is False, path
        found = compare({path: content}, {path: written.encode()})
        assert {each.code for each in found} <= {"spelling"}, path


def test_a_table_somebody_else_has_saved_is_not_overwritten(county, drawing):
    page = open_table(drawing, "outcome.dmn")
    other = TABLES["outcome.dmn"].replace("办理结果".encode(), "结果归纳".encode())
    save_file(county.desk, county.actor("admin"), drawing.draft, Edit("outcome.dmn", other, 1))
    first = read_dmn(TABLES["outcome.dmn"], "outcome.dmn").rules[0]
    set_cell(drawing, first.cells[0], '"agreed_oral"')
    page.keyboard.press("Control+s")
    page.wait_for_selector("[role=dialog] >> text=这张表已经被别人改过")
    assert stored(county, drawing, "outcome.dmn") == other


def sign_in(page: Page, address: str, login: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{address}/sign-in")
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_load_state()


def test_a_time_limit_is_changed_tried_and_published_by_two_persons(county, drawing):
    page = drawing.page
    page.goto(f"{drawing.address}/studio/law/deadlines")
    page.fill("#note", "改为二十日")
    page.click("text=开始修改")
    page.click("table a[data-open] >> text=PM-10")
    page.fill("#length", "20")
    page.click("button >> text=保存")
    page.wait_for_selector("#reach >> text=20 日")
    assert faults_of(page) == []
    draft = page.url.removesuffix("/rules")
    page.goto(f"{page.url}/try?rule=PM-10&start=2026-03-02")
    page.wait_for_selector("ol.why >> text=20 日")
    page.goto(draft)
    page.click("button >> text=提交发布")
    page.wait_for_selector("text=等第二个人同意")
    sign_in(page, drawing.address, "safe")
    page.goto(draft)
    page.click("text=同意并发布")
    page.wait_for_selector("text=已发布为第 2 版")
    with county.desk.read() as session:
        assert rule_in_force(session, "PM-10", date(2026, 3, 2)).length == 20


def test_the_editor_of_tables_can_be_read_by_machines(drawing):
    page = open_table(drawing, "outcome.dmn")
    page.wait_for_selector(".trycover >> text=没有遗漏")
    assert [each for each in faults_of(page) if "canvas" not in str(each)] == []
