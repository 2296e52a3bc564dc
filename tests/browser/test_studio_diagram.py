"""The diagram editor in a real browser: changed, broken, mended, saved whole, in two languages."""

import re
from collections.abc import Iterator

import pytest
from lxml import etree
from playwright.sync_api import Page

from engine.queries.drafts import draft_file
from engine.resources import shipped_workflows
from engine.usecases.drafts import Edit, save_file
from engine.workflow import read_folder
from engine.workflow.markup import BPMN, properties
from tests.browser.drawing import Drawing, drawing_of, sign_in
from tests.browser.test_axe import faults_of
from tests.journeys.conftest import county

__all__ = ["county"]
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
PEOPLES = "peoples-mediation.bpmn"
FOREIGN = (
    ("<bpmn:definitions ", '<bpmn:definitions xmlns:zz="urn:zz" zz:made="yes" '),
    (
        "<spiffworkflow:properties>",
        '<zz:foreign b="2"><zz:child>字</zz:child></zz:foreign>'
        "<spiffworkflow:preScript>x = 1</spiffworkflow:preScript>"
        '<spiffworkflow:properties extra="1">',
    ),
    (
        '<spiffworkflow:property name="office"',
        '<spiffworkflow:property zz:m="1" u="2" name="office"',
    ),
    ("<bpmn:receiveTask ", '<bpmn:receiveTask zz:attr="v" '),
    ("<bpmn:sequenceFlow ", '<bpmn:sequenceFlow zz:w="1" '),
    ("<dc:Bounds ", '<dc:Bounds zz:q="1" '),
)
BREAKS = {
    "没有写由谁办理": "editor.read.setProperty(find('get_consent'), 'role', '')",
    "没有写在哪个单位办理": "editor.read.setProperty(find('get_consent'), 'office', '')",
    "步骤没有名称": "modeling.updateProperties(find('get_consent'), {name: ''})",
    "从开始走不到这里": "modeling.removeElements([find('consented__investigate')])",
    "没有出线，案件会停在这里": "modeling.removeElements([find('investigate__hold_sitting')])",
    "出口既没有条件，也不是默认": "editor.setCondition(find('consented__investigate'), '')",
    "没有选择自动办理什么": "editor.read.setEffect(find('count_sitting'), '', [])",
    "没有选择决策表": "editor.read.setDecision(find('people_outcome'), '')",
    "没有开始事件": "modeling.removeElements([find('people_opened')])",
    "写错": "editor.setCondition(find('consented__investigate'), 'result = ')",
    "期限表里没有 NONE": "editor.setClock(find('get_consent'), 'NONE')",
    "有几条出线": "modeling.connect(find('investigate'), find('people_outcome'))",
    "系统不执行这种元素": "modeling.appendShape(find('investigate'),"
    " {type: 'bpmn:ScriptTask'}, {x: 560, y: 330})",
}


@pytest.fixture
def drawing(county, page: Page) -> Iterator[Drawing]:
    with drawing_of(county, page) as opened:
        yield opened


def stored(county, drawing: Drawing, path: str) -> etree._Element:
    with county.desk.read() as session:
        content, _ = draft_file(session, county.actor("admin"), drawing.draft, path)
    return etree.fromstring(content)


def found(root: etree._Element, key: str) -> etree._Element:
    return next(node for node in root.iter() if node.get("id") == key)


def facts(node: etree._Element) -> object:
    """An element with all it holds; blanks between elements do not count."""
    children = [facts(child) for child in node if isinstance(child.tag, str)]
    return node.tag, sorted(node.attrib.items()), (node.text or "").strip(), children


def test_a_step_gets_another_role_and_clock_in_domain_words(county, drawing):
    page = drawing.page
    drawing.open(PEOPLES)
    drawing.go_to("get_consent")
    page.select_option("#p-role", label="调委会主任")
    page.click('[aria-label="去掉“调解员”"]')
    page.select_option("#p-clock", "C-START")
    page.wait_for_selector("#properties output >> text=周")
    page.select_option("#p-at-end", label="这一步继续，另走一路")
    drawing.wait_found("没有出线，案件会停在这里")
    timer = drawing.act("return editor.timerOf(find('get_consent')).id")
    drawing.act(
        f"modeling.appendShape(find('{timer}'), {{type: 'bpmn:EndEvent'}}, {{x: 300, y: 330}})"
    )
    drawing.wait_clean()
    drawing.save()
    root = stored(county, drawing, PEOPLES)
    step = properties(found(root, "get_consent"))
    assert step["role"] == "office_leader"
    assert step["clock"] == "C-START"
    assert step["form"] == "consent"
    border = found(root, str(timer))
    assert border.get("cancelActivity") == "false"
    assert border.findtext(f"{BPMN}timerEventDefinition/{BPMN}timeDate") == "clock"
    assert drawing.complaints == []
    assert drawing.missing() == []


def test_every_way_to_break_a_diagram_is_told_in_words_and_marked(drawing):
    drawing.open(PEOPLES)
    drawing.wait_clean()
    untold = []
    for words, script in BREAKS.items():
        drawing.act(script)
        try:
            drawing.wait_found(words)
            drawing.page.wait_for_selector(".canvas .gflag")
        except Exception:  # all that go untold are to be named at once
            untold.append((words, drawing.page.inner_text("#findings")))
        drawing.undo_all()
        drawing.wait_clean()
    assert untold == []
    assert drawing.complaints == []


def test_a_finding_leads_to_its_element(drawing):
    drawing.open(PEOPLES)
    drawing.act(BREAKS["没有选择决策表"])
    drawing.wait_found("没有选择决策表")
    drawing.page.click("#findings >> text=定位")
    drawing.page.wait_for_selector("#properties .phead >> text=归纳办理结果")
    frame = drawing.page.locator("#canvas").bounding_box()
    box = drawing.page.locator('[data-element-id="people_outcome"]').first.bounding_box()
    assert abs((box["x"] + box["width"] / 2) - (frame["x"] + frame["width"] / 2)) < 60


def test_every_procedure_is_written_back_as_it_was_read(drawing):
    drawing.open(PEOPLES)
    for path, content in read_folder(shipped_workflows()).items():
        if not path.endswith(".bpmn"):
            continue
        script = "await editor.open(given); return [await saving.xml(), editor.readonly]"
        written, readonly = drawing.act(script, content.decode())
        assert readonly is False, path
        assert facts(etree.fromstring(written.encode())) == facts(etree.fromstring(content)), path


def test_what_nobody_here_knows_survives_a_change_and_a_save(county, drawing):
    path = "duty.bpmn"
    text = read_folder(shipped_workflows())[path].decode()
    for old, new in FOREIGN:
        text = text.replace(old, new, 1)
    edit = Edit(path, text.encode(), 1)
    save_file(county.desk, county.actor("admin"), drawing.draft, edit)
    drawing.open(path)
    drawing.act("editor.read.setProperty(find('village_duty'), 'name_en', 'Changed')")
    drawing.save()
    before = etree.fromstring(text.encode())
    for node in found(before, "village_duty").iter("{*}property"):
        if node.get("name") == "name_en":
            node.set("value", "Changed")
    assert facts(stored(county, drawing, path)) == facts(before)


def test_flows_are_known_by_their_ends_where_a_program_lists_them_nowhere_else(county, drawing):
    text = read_folder(shipped_workflows())[PEOPLES].decode()
    bare = re.sub(r"\s*<bpmn:(?:incoming|outgoing)>[^<]*</bpmn:(?:incoming|outgoing)>", "", text)
    save_file(county.desk, county.actor("admin"), drawing.draft, Edit(PEOPLES, bare.encode(), 1))
    drawing.open(PEOPLES)
    drawing.wait_clean()
    drawing.go_to("sitting_result")
    assert "→ 制作调解协议书" in drawing.page.inner_text("#properties")


def test_a_file_that_could_not_be_written_back_whole_is_only_shown(county, drawing):
    path = "duty.bpmn"
    text = read_folder(shipped_workflows())[path].decode()
    strange = text.replace(
        "<bpmn:receiveTask ", "<bpmn:strange>x</bpmn:strange><bpmn:receiveTask ", 1
    )
    edit = Edit(path, strange.encode(), 1)
    save_file(county.desk, county.actor("admin"), drawing.draft, edit)
    drawing.open(path)
    drawing.page.wait_for_selector("[data-act=state] >> text=不认得的内容")
    drawing.go_to("village_duty")
    assert drawing.page.is_disabled("#p-name")
    assert drawing.page.is_disabled("[data-act=save]")


def test_whoever_saves_second_is_asked_whose_drawing_holds(county, drawing):
    drawing.open(PEOPLES)
    drawing.act("modeling.updateProperties(find('get_consent'), {name: '我的'})")
    content = read_folder(shipped_workflows())[PEOPLES]
    theirs = content.replace("征求意见".encode(), "对方的".encode())
    save_file(county.desk, county.actor("admin"), drawing.draft, Edit(PEOPLES, theirs, 1))
    drawing.page.keyboard.press("Control+s")
    drawing.page.wait_for_selector("[role=dialog] >> text=这张图已经被别人改过")
    drawing.page.click("[role=dialog] >> text=以我的为准")
    drawing.page.wait_for_selector("[data-act=state] >> text=已保存")
    root = stored(county, drawing, PEOPLES)
    assert found(root, "get_consent").get("name") == "我的"


def test_what_was_not_saved_is_offered_again_after_a_crash(drawing):
    drawing.open(PEOPLES)
    drawing.act("modeling.updateProperties(find('get_consent'), {name: '没保存'})")
    key = f"heshi-studio:{drawing.draft}:{PEOPLES}"
    drawing.page.wait_for_timeout(2_000)
    assert drawing.page.evaluate(f"localStorage.getItem('{key}')")
    drawing.page.on("dialog", lambda dialog: dialog.accept())
    drawing.open(PEOPLES)
    drawing.page.click("[role=dialog] >> text=接着改")
    drawing.page.wait_for_selector(".canvas >> text=没保存")
    drawing.save()
    assert drawing.page.evaluate(f"localStorage.getItem('{key}')") is None


def test_nothing_is_lost_when_the_time_to_be_signed_in_is_over(county, drawing):
    drawing.open(PEOPLES)
    page = drawing.page
    drawing.act("modeling.updateProperties(find('get_consent'), {name: '过期前改的'})")
    page.context.clear_cookies()
    page.keyboard.press("Control+s")
    page.wait_for_selector("[data-act=state] >> text=登录已过期")
    other = page.context.new_page()
    sign_in(other, drawing.address, "admin")
    drawing.save()
    root = stored(county, drawing, PEOPLES)
    assert found(root, "get_consent").get("name") == "过期前改的"


def test_only_what_the_engine_runs_can_be_drawn(drawing):
    drawing.open(PEOPLES)
    page = drawing.page
    simple = page.locator(".djs-palette .entry").count()
    page.click("[data-act=expert]")
    expert = page.locator(".djs-palette .entry").count()
    assert simple < expert
    drawing.go_to("investigate")
    page.click('.djs-context-pad [data-action="replace"]')
    offered = page.locator(".djs-popup .entry").all_inner_texts()
    assert offered == ["自动办理", "查决策表", "调用另一个流程", "等待消息"]
    page.click(".djs-popup .entry >> text=自动办理")
    kind = drawing.act("return find('investigate').type")
    kept = drawing.act("return editor.read.property(find('investigate').businessObject, 'name_en')")
    assert (kind, kept) == ("bpmn:ServiceTask", "Look into the facts")
    assert drawing.missing() == []


def test_a_condition_is_picked_in_words(county, drawing):
    drawing.open(PEOPLES)
    drawing.go_to("consented__investigate")
    page = drawing.page
    page.select_option("#p-condition-0-name", "channel")
    page.select_option("#p-condition-0-value", label="人民调解")
    drawing.save()
    flow = found(stored(county, drawing, PEOPLES), "consented__investigate")
    assert flow.findtext(f"{BPMN}conditionExpression") == 'channel = "people"'


def test_a_condition_is_checked_while_it_is_typed(drawing):
    drawing.open(PEOPLES)
    page = drawing.page
    page.click("[data-act=expert]")
    drawing.go_to("consented__investigate")
    page.fill("#p-condition-text", "")
    page.type("#p-condition-text", 'result = "both_agree" and (', delay=20)
    drawing.wait_found("写错")
    assert page.evaluate("document.activeElement.id") == "p-condition-text"
    page.keyboard.type("signed = true)", delay=20)
    page.wait_for_selector("#findings >> text=写错", state="detached")
    script = "return find('consented__investigate').businessObject.conditionExpression.body"
    assert drawing.act(script) == 'result = "both_agree" and (signed = true)'


def test_tokens_walk_in_chinese_and_nothing_is_changed_meanwhile(drawing):
    drawing.open(PEOPLES)
    page = drawing.page
    before = drawing.act("return saving.xml()")
    page.click("[data-act=simulate]")
    page.click('.bts-context-pad[title="让它发生"] >> nth=0')
    page.wait_for_selector(".bts-notification >> text=征求意见")
    drawing.go_to("get_consent")
    assert page.is_disabled("#p-name")
    page.click("[data-act=simulate]")
    assert drawing.act("return saving.xml()") == before
    assert drawing.missing() == []
    assert drawing.complaints == []


def test_the_editor_speaks_english_on_an_english_page(drawing):
    drawing.page.click("text=EN")
    drawing.open(PEOPLES)
    drawing.go_to("get_consent")
    assert "What the person in charge is told" in drawing.page.inner_text("#properties")
    for element in ("sitting_result", "count_sitting", "people_outcome", "consented__investigate"):
        drawing.go_to(element)
    drawing.page.click("[data-act=expert]")
    assert drawing.missing() == []


def test_an_auditor_sees_the_drawing_and_cannot_change_it(county, page: Page):
    with drawing_of(county, page, "audit") as drawing:
        drawing.open(PEOPLES)
        drawing.go_to("get_consent")
        assert page.is_disabled("#p-name")
        assert page.query_selector(".djs-palette") is None
        assert page.query_selector("[data-act=save]") is None
        assert drawing.complaints == []


@pytest.mark.parametrize("size", [(1366, 768), (390, 844)])
def test_the_editor_is_accessible_and_fits_the_window(drawing, size):
    page = drawing.page
    page.set_viewport_size({"width": size[0], "height": size[1]})
    drawing.open(PEOPLES)
    if size[0] > 800:
        drawing.go_to("get_consent")
        page.evaluate("document.querySelector('.alarm')?.remove()")  # nobody keeps time in a test
        assert page.evaluate("document.documentElement.scrollHeight") <= size[1]
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert faults_of(page) == []
