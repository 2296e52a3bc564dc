"""Pictures of what administrators design: diagrams, forms, tables, limits, trials, moves."""

from playwright.sync_api import Page

from docs.walks import Scene, as_another, at, first

SAVE = """async ([path, before, after]) => {
    const address = `${location.pathname}/files/${path}`;
    const got = await fetch(address);
    const text = (await got.text()).replace(before, after);
    const token = document.querySelector('meta[name=csrf-token]').content;
    const headers = {'If-Match': got.headers.get('ETag'), 'X-CSRFToken': token};
    await fetch(address, {method: 'PUT', body: text, headers});
}"""  # as the studio's editors do
SAVE_ALL = SAVE.replace(".replace(before, after)", ".split(before).join(after)")


def design(page: Page) -> None:
    """Change a form and submit it, begin something else, and show all there is."""
    draft(page, "电话回访也算回访", "村里反映，外出务工的人当面回访不到")
    page.evaluate(SAVE, ["forms/visit.json", "回访", "当面或者电话回访"])
    page.reload()
    page.click("text=提交发布")
    draft(page, "催办两日内回复", "督办员提出")
    page.goto("/studio")


def draft(page: Page, title: str, note: str) -> None:
    """Open a draft as a copy of what is in use."""
    page.goto("/studio")
    page.fill("[name=title]", title)
    page.fill("[name=note]", note)
    page.click("form[action='/studio/open'] button")


def designed(page: Page) -> None:
    """Add a question that is asked only of sittings held online; see it on the preview."""
    draft(page, "调解记录加一问", "线上调解要写明平台")
    page.goto(f"{page.url}/form/forms/mediation_record.json")
    page.wait_for_selector("#studio[data-ready]")
    page.click("text=加一个问题")
    page.fill("#p-label-zh", "线上调解的平台")
    page.check("#p-required")
    page.select_option("#p-shown-0-name", label="调解方式")
    page.select_option("#p-shown-0-value", label="线上")
    page.wait_for_selector("iframe[data-drawn]:not([data-pending])")
    page.frame_locator("iframe[name=preview]").get_by_text("线上", exact=True).click()
    page.wait_for_timeout(1_500)  # the server has looked too


def drawn(page: Page) -> None:
    """Take the office from a step of a diagram: the finding stands below and on the drawing."""
    draft(page, "征求意见改由主任办", "双方意见由主任当面征求")
    page.goto(f"{page.url}/diagram/peoples-mediation.bpmn")
    page.wait_for_selector("#studio[data-ready]")
    page.click('.canvas [data-element-id="get_consent"]', force=True)
    page.select_option("#p-role", label="调委会主任")
    page.click('[aria-label="去掉“调解员”"]')
    page.select_option("#p-office", "")
    page.wait_for_selector("#findings >> text=没有写在哪个单位办理")
    page.wait_for_timeout(1_500)  # the server has looked too


def compared(page: Page) -> None:
    """Give a step another clock and another name, and see both versions side by side."""
    draft(page, "调查取证三日内启动", "县司法局提出")
    path = "peoples-mediation.bpmn"
    page.evaluate(SAVE, [path, 'name="clock" value="C-CONSENT"', 'name="clock" value="C-START"'])
    page.evaluate(
        SAVE, [path, 'id="investigate" name="调查核实"', 'id="investigate" name="调查取证"']
    )
    page.reload()
    page.click("a[href^='/studio/compare']")
    for side in ("left", "right"):
        page.wait_for_selector(f".graph[data-linked={side}][data-ready]")


def moving(page: Page) -> None:
    """Let two people publish a step under another id; look at what moving the cases would do."""
    draft(page, "征求意见改为书面", "法制科建议留下书面答复")
    path = "peoples-mediation.bpmn"
    for before, after in (
        ('id="get_consent" name="征求意见"', 'id="ask_both" name="书面征求意见"'),
        ('"get_consent"', '"ask_both"'),
        ('id="hold_sitting" name="组织调解"', 'id="hold_sitting" name="当面调解"'),
    ):
        page.evaluate(SAVE_ALL, [path, before, after])
    page.reload()
    page.click("text=提交发布")
    page.wait_for_load_state("networkidle")
    as_another(page, "anquan", page.url)
    page.click("text=同意并发布")
    page.wait_for_load_state("networkidle")
    as_another(page, "guanli", "/studio")
    page.goto("/studio/moves/new?from=1")


def heated(page: Page) -> None:
    """Look at how long the steps of a mediation take."""
    page.goto("/heat?process=peoples_mediation&figure=median&arrows=1")
    page.wait_for_selector(".graph[data-ready]")


def tabled(page: Page) -> None:
    """Try a case on the table of grades as it stands: which line, and what is left out."""
    draft(page, "凶器一律从重", "分流会议提出")
    page.goto(f"{page.url}/table/grade.dmn")
    page.wait_for_selector("#studio[data-ready]")
    page.wait_for_selector("#properties #try-points")
    page.fill("#try-points", "85")
    page.select_option("#try-violence", label="涉及凶器")
    page.select_option("#try-death", label="否")
    page.click("text=看结果")
    page.wait_for_selector("#properties .tryhit")
    page.wait_for_selector(".trycover >> text=没有遗漏")


def ruled(page: Page) -> None:
    """Shorten a limit in the draft of the deadlines; see what the change would mean."""
    page.goto("/studio/law/deadlines")
    page.fill("#note", "县里要求先行缩短")
    page.click("text=开始修改")
    page.click("table a[data-open] >> text=PM-10")
    page.fill("#length", "20")
    page.click("button >> text=保存")
    page.wait_for_selector("#reach")


def tried(page: Page) -> None:
    """Walk a mediation without a case: sign for it, then fill in what the parties want."""
    page.goto("/studio/bundles/1/runs")
    page.fill("#at", "2026-03-02T09:00")
    page.click("button >> text=开始")
    page.wait_for_selector(".graph[data-ready]")
    page.click("button >> text=办完“签收”")
    page.wait_for_selector(".graph[data-ready]")
    page.locator("[name=result][value=refused]").check()
    page.wait_for_selector("[name=refusing_party]")
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")


def robot(page: Page) -> None:
    """Fill in the robot of a town's group; nothing is saved."""
    page.goto("/admin/robots/new")
    office = choose(page, "office_id", "镇")
    page.fill("[name=name]", f"{office[: office.index('镇')]}镇调解群")
    choose(page, "kind", "钉钉")
    page.fill("[name=webhook]", "https://oapi.dingtalk.com/robot/send?access_token=…")
    page.evaluate("document.activeElement.blur()")


def choose(page: Page, name: str, words: str) -> str:
    """Choose the first option that has these words; return what it says."""
    field = page.locator(f"[name={name}]")
    option = field.locator("option", has_text=words).first
    field.select_option(option.get_attribute("value"))
    return str(option.text_content()).strip()


STUDIO = (
    Scene("studio", "guanli", design),
    Scene("drawing", "guanli", drawn),
    Scene("designer", "guanli", designed),
    Scene("differences", "guanli", compared),
    Scene("consent", "anquan", first("/studio/approvals", "a[href^='/studio/drafts/']")),
    Scene("moving", "guanli", moving),
    Scene("heat", "duban", heated),
    Scene("table", "guanli", tabled),
    Scene("rules", "guanli", ruled),
    Scene("trial", "guanli", tried),
    Scene("robot", "guanli", robot),
    Scene("audit-log", "anquan", at("/audit-log?group=models")),  # what was done for those above
)
