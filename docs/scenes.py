"""What is on each picture: who is signed in, and how to walk to the page.

Pages are chosen by what they show (the most pressing line of a list), so that the same demo gives
the same pictures.
"""

from datetime import date, timedelta

from playwright.sync_api import Page

from docs.walks import Scene, at, first, look_at

STEP = "tr[data-row] a[href^='/steps/']"
CASE = "tr[data-row] a[href^='/cases/']:not([href*='?'])"  # not the one to the reason of a due day
MINE = "/queue?tab=mine&step=hold_sitting"  # the mediator's own sittings, most pressing first
LONG = "/cases?category=12&status=archived"  # one that was paused, extended, agreed, confirmed
STORY = "后岭村，两家共用一堵院墙。张家翻建时拆了墙，李家要求恢复原状并赔偿 3,000 元。"
NOTICE = """一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（周五）至11日（周四）放假调休，共7天。1月30日（周六）、2月20日（周六）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。4月25日（周日）、5月8日（周六）上班。
五、端午节：6月9日（周三）放假1天，不调休。
六、中秋节：9月15日（周三）放假1天，不调休。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。
"""


def why_this_day(page: Page) -> None:
    """Open the arithmetic of the limit of a mediation that was paused and extended."""
    page.goto(LONG)
    links = [link.get_attribute("href") for link in page.locator(CASE).all()]
    for link in dict.fromkeys(links):
        page.goto(f"{link}/deadlines")
        row = page.locator("tr[data-row]", has_text="延长").filter(has_text="医疗纠纷人民调解")
        if row.count():
            page.goto(f"{row.first.locator('a').last.get_attribute('href')}")
            look_at(page, "#why")
            return


def register(page: Page) -> None:
    """Fill in the beginning of a registration, so that score and route speak."""
    page.goto("/cases/new")
    page.fill("[name=title]", "拆除共用院墙")
    page.fill("[name=summary]", STORY)
    page.fill("[name=people_count]", "5")
    page.fill("[name=amount]", "3000")
    page.check("[name=violence][value=threat]", force=True)
    with page.expect_response(lambda answer: answer.url.endswith("/score")):
        page.select_option("[name=category]", "02")
    page.locator("[name=place_id]").select_option(label="后岭村人民调解委员会")
    with page.expect_response(lambda answer: answer.url.endswith("/score")):
        page.check("[name=decision][value=accept]", force=True)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")


def calendar_days(page: Page) -> None:
    """Choose two days of an office, not yet looked at."""
    page.goto("/calendar/2026/edit")
    for day in ("2026-03-16", "2026-03-21"):
        page.locator(f"input[name=flip][value='{day}']").check(force=True)
    page.fill("#reason", "停电检修，周六补班")
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")


def calendar_notice(page: Page) -> None:
    """Look at what a notice of next year would change; nothing is published."""
    page.goto("/calendar/2027/load")
    page.fill("#text", NOTICE)
    page.fill("#source", "（示例，以实际通知为准）")
    page.locator("form[enctype] button").click()
    page.wait_for_load_state("networkidle")


def reveal(page: Page) -> None:
    """Ask for a party's numbers in full, with the reason written and not yet sent."""
    first(f"{MINE}&colour=green", CASE, "/parties")(page)
    asking = page.locator("details:has(input[name=reason])").first
    asking.locator("summary").click()
    asking.locator("[name=reason]").fill("电话通知申请人下次调解的时间")
    page.evaluate("document.activeElement.blur()")


def correct(page: Page) -> None:
    """Put the day of acceptance back by a day where that moves a limit; look at what would move."""
    page.goto("/queue?tab=all&step=hold_sitting")
    links = [link.get_attribute("href") for link in page.locator(CASE).all()]
    for link in dict.fromkeys(links):
        page.goto(f"{link}/corrections/new")
        field = page.locator("[name=accepted_on]")
        if not field.count():
            continue
        field.fill(str(date.fromisoformat(field.input_value()) - timedelta(days=1)))
        page.fill("[name=reason]", "收件登记簿载明前一日已经受理，录入时写错。")
        page.click("button[name=_act][value=preview]")
        days = page.locator("#preview td.num").all_inner_texts()
        if days and days[0] != days[1]:  # it may fall on a day off, or be paused
            return


def sensitive(page: Page) -> None:
    """Fill in what switches a sensitive period on."""
    page.goto("/sensitive")
    page.locator("[name=office_id]").select_option(index=1)
    page.fill("[name=name]", "春节前后")
    page.fill("[name=reason]", "欠薪和债务纠纷集中，返乡人员多。")
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, document.body.scrollHeight)")


SCENES = (
    Scene("sign-in", "", at("/sign-in")),
    Scene("my-day", "tiaojie", at("/")),
    Scene("my-day-phone", "tiaojie", at("/"), phone=True),
    Scene("queue", "fenliu", at("/queue?tab=all")),
    Scene("register", "shouli", register),
    Scene("sign-for", "cunli", first("/queue?tab=available&step=sign_for", STEP)),
    Scene("case", "tiaojie", first(f"{MINE}&colour=yellow&colour=orange", CASE)),
    Scene("case-graph", "tiaojie", first(f"{MINE}&colour=yellow&colour=orange", CASE, "/graph")),
    Scene("case-deadlines", "fenliu", why_this_day),
    Scene("paper", "fenliu", first(LONG, CASE, "/papers/mediation_agreement")),
    Scene("sitting", "tiaojie", first(f"{MINE}&colour=green", STEP)),
    Scene("handoffs", "renshe", at("/handoffs")),
    Scene("board", "duban", at("/board")),
    Scene("why-red", "duban", at("/board?colour=red", "#late")),
    Scene("approvals", "duban", at("/approvals")),
    Scene("inbox", "duban", at("/inbox?show=all")),
    Scene("calendar", "zhuren", at("/calendar")),
    Scene("calendar-days", "guanli", calendar_days),
    Scene("calendar-notice", "guanli", calendar_notice),
    Scene("warnings", "tiaojie", at("/warnings")),
    Scene("unacknowledged", "duban", at("/warnings?state=others")),
    Scene("reach", "tiaojie", at("/account/reach/")),
    Scene("reveal", "tiaojie", reveal),
    Scene("correction", "zhuren", correct),
    Scene("case-supervision", "zhuren", first("/supervision?box=mine", CASE, "/supervision")),
    Scene("orders", "duban", at("/supervision")),
    Scene("order", "duban", first("/supervision?box=mine", "a[href^='/supervision/orders/']")),
    Scene("proposed", "duban", at("/supervision/proposed")),
    Scene("spot-check", "duban", first("/spot-checks", "td a[href^='/spot-checks/']")),
    Scene("sensitive", "duban", sensitive),
    Scene("points", "lingdao", at("/points")),
    Scene("sanctions", "lingdao", at("/sanctions")),
    Scene("texts", "guanli", at("/admin/texts/")),
    Scene("text", "guanli", at("/admin/texts/ColourChanged")),
    Scene("codes", "guanli", at("/codes/category/")),
    Scene("staff", "guanli", first("/users", "tbody a[href^='/users/']")),
)
