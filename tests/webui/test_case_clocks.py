"""期限: why a clock ends on its day, what would be if, and pausing, resuming, asking for more."""

import re
from html import unescape

import pytest

from engine.commands import deadline_words
from engine.feel import read_dmn
from engine.resources import shipped_workflows
from engine.rules.calendar import DayKind
from engine.usecases.clocks import Standstill, pause_clock, resume_clock
from engine.usecases.extensions import MoreTime, approve_extension, ask_extension
from tests.journeys.acts import agree_to_mediate
from tests.journeys.conftest import county
from tests.webui.counter import Counter
from webui.start_words import KINDS, STARTS

__all__ = ["county"]


@pytest.fixture
def code(counter) -> str:
    """A mediation of the village that began on Monday, 2 March 2026."""
    code = counter.county.register(title="通道纠纷")
    counter.county.take("vm", code, "sign_for")
    agree_to_mediate(counter.county, "vm", code)
    return code


def clock_id(counter: Counter, code: str, rule: str = "PM-01") -> int:
    return counter.county.clocks(code)[rule].id


def tab(counter: Counter, code: str, login: str = "vm", rule: str = "PM-01") -> str:
    return counter.page(login, f"/cases/{code}/deadlines?clock={clock_id(counter, code, rule)}")


def why(page: str) -> list[str]:
    """Return the lines of the arithmetic as people read them."""
    found = re.search(r'<ol class="why">(.*?)</ol>', page, re.S)
    assert found
    lines = re.findall(r"<li.*?</li>", found.group(1), re.S)
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", each)).split()) for each in lines]


def stop(counter: Counter, code: str, by: str = "vl", reason: str = "委托测量") -> None:
    """Pause the mediation today."""
    county = counter.county
    why = Standstill(county.today, reason, "测量委托书")
    pause_clock(county.desk, county.actor(by), code, clock_id(counter, code), why)


def post(counter: Counter, login: str, code: str, act: str, **sent: str):
    path = f"/cases/{code}/deadlines/{clock_id(counter, code)}/{act}"
    return counter.as_(login).post(path, sent)


def test_a_clock_that_was_paused_extended_and_rolled_tells_every_step(counter, code):
    county = counter.county
    county.sleep(days=7)
    stop(counter, code)
    county.sleep(days=3)
    clock = clock_id(counter, code)
    resume_clock(county.desk, county.actor("vl"), code, clock, county.today)
    wanted = MoreTime(1, "还要一次现场勘验", "双方书面同意")
    asked = ask_extension(county.desk, county.actor("vm"), code, clock, wanted)
    approve_extension(county.desk, county.actor("vl"), asked)
    said = why(tab(counter, code))
    assert [each.split()[0] for each in said] == [
        *("依据", "起算", "届满", "暂停", "延长", "顺延", "结果", "试算")
    ]
    for words in (
        "依据 人民调解 1 个月 人民调解工作若干规定（司法部令第75号，2002） 第三十三条",
        "3月2日 周一 09:00 受理，当日不计，从 3月3日 周二起算。",
        "届满 1 个月，到 4月2日 周四。",
        "3月9日 周一起至 3月11日 周三止不计，扣除 3 日，末日移到 4月5日 周日。",
        "委托测量·测量委托书·vl某登记·vl某恢复",
        "1 个月，从未顺延的原末日接着算，末日移到 5月5日 周二。",
        "还要一次现场勘验·双方书面同意·vl某 3月12日 周四 09:00批准",
        "末日是放假日（劳动节），顺延 1 日，到 5月6日 周三。",
        "结果 5月6日 周三 24:00 届满，剩 35 个工作日。",
    ):
        assert words in "\n".join(said), words


def test_the_days_are_drawn_with_start_pause_unrolled_end_and_due_day(counter, code):
    county = counter.county
    county.sleep(days=7)
    stop(counter, code)
    county.sleep(days=2)
    resume_clock(
        county.desk, county.actor("vl"), code, clock_id(counter, code), county.today
    )  # the end moves from 2 April to Saturday the 4th, in a holiday up to the 6th
    page = tab(counter, code)
    cells = dict(re.findall(r'<td class="([^"]*)" title="([^，"]*)', page))
    assert cells["start"] == "3月2日 周一"
    assert cells["off raw"] == "4月4日 周六"
    assert cells["due"] == "4月7日 周二"
    assert cells["now"] == "3月11日 周三"
    assert page.count('class="stop"') == 2


def test_a_step_that_did_nothing_says_so(counter, code):
    said = why(tab(counter, code))
    assert said[3].startswith("暂停 无。")
    assert said[4].startswith("延长 无。")
    assert "末日是工作日，不顺延。" in said[5]


def test_a_paused_clock_has_no_due_day_and_offers_to_resume(counter, code):
    stop(counter, code)
    page = tab(counter, code)
    assert "为什么现在没有到期日" in page
    assert f"/deadlines/{clock_id(counter, code)}/resume" in page
    assert "申请延长…</button>" in page  # grey, with the reason beside it
    assert "暂停中，恢复后才能申请" in page


def test_the_table_has_running_clocks_first_and_lets_one_choose(counter, code):
    page = counter.page("vm", f"/cases/{code}/deadlines")
    assert page.index("计时" if "计时" in page else "正常") < page.index("已完成")
    chosen = clock_id(counter, code, "PM-01")
    assert f"/deadlines?clock={chosen}#why" in page
    assert "第三十三条" in page


def test_trying_more_time_counts_from_the_unrolled_end_and_changes_nothing(counter, code):
    before = counter.county.clocks(code)["PM-01"].due_on
    path = f"/cases/{code}/deadlines?clock={clock_id(counter, code)}"
    assert "若再延长 1 个月：从未顺延的末日接着算，到 5月6日 周三。" in counter.page(
        "vm", f"{path}&more=1"
    )
    page = counter.page("vm", f"{path}&to_on=2026-03-05")
    assert "若从 3月2日 周一暂停，3月5日 周四恢复" in page
    assert counter.county.clocks(code)["PM-01"].due_on == before


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("more=x", "请写整数"),
        ("more=0", "数值太小"),
        ("more=9999", "数值太大"),
        ("to_on=never", "请写日期"),
        ("to_on=9999-12-31", "两年以内"),
    ],
)
def test_a_trial_that_cannot_be_read_says_so_beside_it(counter, code, asked, words):
    path = f"/cases/{code}/deadlines?clock={clock_id(counter, code)}&{asked}"
    assert words in counter.page("vm", path, 422)


def test_a_trial_that_the_rule_forbids_says_why(counter, code):
    path = f"/cases/{code}/deadlines?clock={clock_id(counter, code)}&to_on=2026-03-01"
    assert "恢复日期不能早于暂停日期。" in counter.page("vm", path)


def test_pausing_and_resuming_come_back_to_the_tab(counter, code):
    clock = clock_id(counter, code)
    sent = {"from_on": "2026-03-02", "reason": "委托测量", "document": "委托书"}
    answer = post(counter, "vm", code, "pause", **sent)
    assert (answer.status_code, answer.location) == (303, f"/cases/{code}/deadlines?clock={clock}")
    assert counter.county.clocks(code)["PM-01"].status == "paused"
    counter.county.sleep(days=3)
    answer = post(counter, "vl", code, "resume", to_on="2026-03-05")
    assert (answer.status_code, answer.location) == (303, f"/cases/{code}/deadlines?clock={clock}")
    assert "期限已恢复，到期日改为 4月7日 周二。" in tab(counter, code, "vl")
    assert counter.county.clocks(code)["PM-01"].status == "running"


@pytest.mark.parametrize(
    ("act", "sent", "field", "words"),
    [
        ("pause", {"from_on": "2026-03-02"}, "reason", "请填写"),
        ("pause", {"from_on": "soon", "reason": "测量"}, "from_on", "请写日期"),
        ("pause", {"from_on": "2026-03-09", "reason": "测量"}, "from_on", "不能晚于今天"),
        ("extend", {"length": "1", "reason": "勘验"}, "consents", "各方同意的方式"),
        ("extend", {"length": "x", "reason": "勘验", "consents": "同意"}, "length", "请写整数"),
        ("extend", {"length": "1", "consents": "同意"}, "reason", "请填写"),
    ],
)
def test_a_wrong_value_is_told_at_its_field_and_nothing_is_lost(
    counter, code, act, sent, field, words
):
    answer = post(counter, "vm", code, act, **sent)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    fault = re.search(rf'id="{field}-fault">(.*?)</div>', page, re.S)
    assert fault
    assert words in fault.group(1)
    for value in sent.values():
        assert value in page
    assert counter.county.clocks(code)["PM-01"].status == "running"


def test_resuming_in_the_future_is_told_at_the_day(counter, code):
    stop(counter, code)
    answer = post(counter, "vm", code, "resume", to_on="2026-03-20")
    assert answer.status_code == 422
    assert "恢复日期要在暂停日期之后" in answer.get_data(as_text=True)


def test_a_request_for_more_time_waits_in_sight(counter, code):
    sent = {"length": "1", "reason": "还要一次现场勘验", "consents": "双方书面同意"}
    assert post(counter, "vm", code, "extend", **sent).status_code == 303
    page = tab(counter, code)
    assert "申请延长：待审批" in page
    assert "延长申请正在审批" in page  # beside the grey button
    assert post(counter, "vm", code, "extend", **sent).status_code == 409


def test_the_forms_say_what_stands_now(counter, code):
    for act in ("pause", "extend"):
        path = f"/cases/{code}/deadlines/{clock_id(counter, code)}/{act}"
        page = counter.page("vm", path)
        assert "2026年4月2日 周四" in page, act
        assert "第三十三条" in page, act
    page = counter.page("vm", f"/cases/{code}/deadlines/{clock_id(counter, code)}/resume")
    assert "现在不能办：没有暂停。" in page


def test_an_ended_clock_cannot_be_moved(counter, code):
    ended = (
        clock_id(counter, code, "STEP-SIGN") if "STEP-SIGN" in counter.county.clocks(code) else 0
    )
    ended = ended or next(
        clock.id for clock in counter.county.clocks(code).values() if clock.ended_at
    )
    counter.page("vm", f"/cases/{code}/deadlines/{ended}/pause", 409)
    assert "这个期限已经结束" in counter.page("vm", f"/cases/{code}/deadlines?clock={ended}")


def test_a_stranger_learns_nothing(counter, code):
    clock = clock_id(counter, code)
    for path in ("", f"?clock={clock}", *(f"/{clock}/{act}" for act in ("pause", "extend"))):
        counter.page("em", f"/cases/{code}/deadlines{path}", 404)
    sent = {"from_on": "2026-03-02", "reason": "测量"}
    assert post(counter, "em", code, "pause", **sent).status_code == 404


def test_a_clock_of_another_case_is_not_found(counter, code):
    other = counter.county.register(title="另一件")
    foreign = next(iter(counter.county.clocks(other).values())).id
    for path in (f"?clock={foreign}", "?clock=x", f"/{foreign}/pause", "/999999/extend"):
        counter.page("vm", f"/cases/{code}/deadlines{path}", 404)


def test_a_supervisor_reads_but_moves_nothing(counter, code):
    assert "您的岗位不能暂停或延长这个期限" in tab(counter, code, "ts")
    clock = clock_id(counter, code)
    counter.page("ts", f"/cases/{code}/deadlines/{clock}/pause", 403)


def test_the_administrator_sees_days_but_no_texts(counter, code):
    stop(counter, code, reason="甲某家墙体开裂")
    page = tab(counter, code, "admin")
    assert "3月2日 周一起暂停，还没有恢复。" in page
    assert "墙体开裂" not in page
    assert "测量委托书" not in page


def test_the_page_speaks_english(counter, code):
    stop(counter, code)
    counter.as_("vm").post("/language", {"locale": "en"})
    page = tab(counter, code)
    for words in ("Day by day", "Paused from Mon 2 Mar, not yet resumed.", "Resume…"):
        assert words in page, words


def test_page_and_command_line_use_the_same_words():
    assert {code: str(words) for code, words in _chinese(STARTS)} == deadline_words.STARTS
    assert {kind: str(words) for kind, words in _chinese(KINDS)} == deadline_words.KINDS
    assert set(KINDS) == set(DayKind)


def _chinese(words):
    return [(code, lazy._args[0]) for code, lazy in words.items()]


def test_every_rule_starts_from_an_event_that_has_words():
    table = read_dmn((shipped_workflows() / "law" / "deadlines.dmn").read_bytes(), "deadlines.dmn")
    named = [output.name for output in table.outputs].index("start_event")
    events = {str(rule.outputs[named].evaluate({})) for rule in table.rules}
    assert events <= STARTS.keys()
