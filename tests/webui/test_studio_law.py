"""规则表: versions row by row, rows of a draft in a form, the test box, publishing by two."""

from datetime import date

import pytest

from engine.queries.law_rows import law_version
from engine.rules.deadline_table import rows_of
from engine.storage.models import LawTableRow
from engine.usecases.drafts import Edit, save_file
from engine.usecases.law import rule_in_force
from tests.journeys.conftest import county
from tests.webui.counter import Counter, open_counter
from webui.law_rows import shown_rows
from webui.rule_form import typed_of

__all__ = ["county"]
NEW = {
    "key": "PM-77",
    "name_zh": "试行的期限",
    "name_en": "A limit on trial",
    "channel": "people",
    "unit": "WORKDAY",
    "length": "9",
    "start_event": "accepted",
    "roll": "WORKDAY",
    "day_end": "24:00",
    "on_expiry": "remind",
    "extendable": "NO",
    "pausable": "no",
    "origin": "CENTRE",
    "instrument": "本中心规则",
    "article": "",
    "verified": "yes",
    "note": "先试一年",
}


@pytest.fixture
def counter(county) -> Counter:
    return open_counter(county)


@pytest.fixture
def rules(counter) -> str:
    """The address of a fresh draft's rows."""
    opened = counter.as_("admin").post("/studio/law/deadlines/draft", {"note": "新法施行"})
    assert opened.status_code == 303
    return opened.location


def form_of(counter: Counter, rules: str, key: str) -> dict[str, str]:
    """What stands in the form of the first row of a key, as a browser would send it back."""
    county = counter.county
    with county.desk.read() as session:
        table = law_version(session, county.actor("admin"), "deadlines", None).table
    rule = next(each.rule for each in rows_of(table) if each.rule and each.rule.key == key)
    return {**typed_of(rule, "因新法修改"), "revision": revision(counter, rules)}


def revision(counter: Counter, rules: str) -> str:
    text = counter.page("admin", f"{rules}/new")
    return text.split('name="revision" value="')[1].split('"')[0]


def publish(counter: Counter, rules: str) -> None:
    draft = rules.removesuffix("/rules")
    assert counter.as_("admin").post(f"{draft}/submit").status_code == 303
    number = counter.page("safe", draft).split('name="revision" value="')[1].split('"')[0]
    answer = counter.as_("safe").post(f"{draft}/consent", {"revision": number})
    assert answer.status_code == 303


def test_every_law_table_can_be_read_row_by_row_in_words(counter):
    text = counter.page("audit", "/studio/law")
    for name in ("期限规则", "预警标准", "预警阶梯", "积分规则", "问责规则"):
        assert name in text
    assert "改这一行" not in text
    deadlines = counter.page("safe", "/studio/law/deadlines")
    assert "PM-01" in deadlines
    assert "第三十三条" in deadlines
    assert "2026-04-15 起" in deadlines
    ladder = counter.page("admin", "/studio/law/ladder")
    assert "承办人、调委会主任" in ladder
    assert "特大、重大" in ladder
    for code in ("extreme", "handler,", "&gt;= date", "OrderIssued", "yellow_card"):
        for name in ("ladder", "warnings", "points", "sanctions"):
            assert code not in counter.page("admin", f"/studio/law/{name}")


def test_rows_are_found_by_words_channel_and_origin_and_past_ones_on_demand(counter):
    text = counter.page("admin", "/studio/law/deadlines?q=司法确认")
    assert "PM-10" in text
    assert "XF-01" not in text
    assert "XF-01" in counter.page("admin", "/studio/law/deadlines?channel=petition")
    assert "PM-01<" not in counter.page("admin", "/studio/law/deadlines?origin=CENTRE")
    assert "未施行" in counter.page("admin", "/studio/law/deadlines?q=CON-02")


def test_rows_that_are_over_are_shown_on_demand(counter):
    county = counter.county
    with county.desk.read() as session:
        table = law_version(session, county.actor("admin"), "deadlines", None).table
    asked, later = {"q": "con-02"}, date(2026, 11, 22)
    with counter.app.test_request_context():
        spans = [each.span for each in shown_rows(rows_of(table), asked, later)]
        assert spans == ["2026-04-15 起"]
        assert len(shown_rows(rows_of(table), {**asked, "old": "1"}, later)) == 2


def test_others_find_no_such_page(counter):
    for login in ("registrar", "boss"):
        for path in ("/studio/law", "/studio/law/deadlines", "/studio/law/deadlines/try"):
            counter.page(login, path, 404)
    counter.page("admin", "/studio/law/nothing", 404)
    counter.page("admin", "/studio/law/deadlines?version=99", 404)
    counter.page("admin", "/studio/law/deadlines?version=9999999999999", 404)


def test_the_test_box_says_when_and_why(counter):
    text = counter.page("admin", "/studio/law/deadlines/try?rule=PM-01&start=2026-01-31")
    assert "2月28日" in text
    assert "民法典第二百零二条" in text
    assert "转黄" in text
    hours = counter.page("admin", "/studio/law/deadlines/try?rule=PM-10&start=31.1.2026")
    assert "请写日期" in hours
    assert "没有" in counter.page("admin", "/studio/law/deadlines/try?rule=NO&start=2026-01-31")


def test_a_changed_row_shows_what_it_means_and_holds_after_two_persons(counter, rules):
    admin, county = counter.as_("admin"), counter.county
    form = {**form_of(counter, rules, "PM-10"), "length": "20"}
    assert admin.post(f"{rules}/row/rule_pm_10", form).status_code == 303
    text = counter.page("admin", rules)
    assert "30 日" in text
    assert "20 日" in text
    assert "有改动" in text
    tried = counter.page("admin", f"{rules}/try?rule=PM-10&start=2026-03-02")
    assert "20 日" in tried
    publish(counter, rules)
    with county.desk.read() as session:
        assert rule_in_force(session, "PM-10", date(2026, 5, 1)).length == 20
        row = session.query(LawTableRow).filter_by(name="deadlines", version=2).one()
        assert (row.note, row.consented_by is not None) == ("新法施行", True)
    assert "第 2 版" in counter.page("admin", "/studio/law/deadlines")
    assert "30 日" in counter.page("admin", "/studio/law/deadlines?version=1&q=PM-10")


def test_a_rule_amended_from_a_day_ends_the_day_before_and_its_successor_follows(counter, rules):
    admin = counter.as_("admin")
    form = {**form_of(counter, rules, "PM-01"), "length": "2", "effective_from": "2027-01-01"}
    assert admin.post(f"{rules}/amend/rule_pm_01", form).status_code == 303
    text = counter.page("admin", rules)
    assert "2026-12-31 止" in text
    assert "2027-01-01 起" in text
    assert "1 个月" in counter.page("admin", f"{rules}/try?rule=PM-01&start=2026-12-31")
    assert "2 个月" in counter.page("admin", f"{rules}/try?rule=PM-01&start=2027-01-01")
    publish(counter, rules)


def test_periods_that_overlap_are_refused_with_the_row_they_meet(counter, rules):
    admin = counter.as_("admin")
    form = {**form_of(counter, rules, "PM-01"), "effective_from": "2026-01-01"}
    refused = admin.post(f"{rules}/new", form)
    assert refused.status_code == 422
    assert "第 1 行）施行时间重叠" in refused.get_data(as_text=True)
    late = {**form, "effective_from": ""}
    assert admin.post(f"{rules}/amend/rule_pm_01", late).status_code == 422


def test_a_new_rule_is_added_tried_and_taken_out_again(counter, rules):
    admin = counter.as_("admin")
    assert (
        admin.post(f"{rules}/new", {**NEW, "revision": revision(counter, rules)}).status_code == 303
    )
    assert "试行的期限" in counter.page("admin", rules)
    assert "先试一年" in counter.page("admin", f"{rules}/row/rule_pm_77")
    gone = {"revision": revision(counter, rules)}
    assert admin.post(f"{rules}/remove/rule_pm_77", gone).status_code == 303
    assert "试行的期限" not in counter.page("admin", rules)
    counter.page("admin", f"{rules}/row/rule_pm_77", 404)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"length": "x"}, "整数"),
        ({"length": "0"}, "至少 1"),
        ({"length": ""}, "请填写"),
        ({"unit": "WEEK"}, "所列选项"),
        ({"key": "pm 1"}, "大写字母"),
        ({"origin": "LAW", "verified": "no"}, "请填写"),
        ({"unit": "HOUR"}, "不顺延"),
        ({"effective_from": "2027-01-01", "effective_to": "2026-01-01"}, "早于"),
        ({"extension_cap": "5"}, "不能延长"),
        ({"instrument": " "}, "请填写"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(
    counter, rules, changed, words
):
    form = {**NEW, **changed, "revision": revision(counter, rules)}
    refused = counter.as_("admin").post(f"{rules}/new", form)
    text = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert words in text
    assert "先试一年" in text


def test_who_comes_second_is_told_who_was_first(counter, rules):
    admin = counter.as_("admin")
    form = {**form_of(counter, rules, "PM-10"), "length": "20"}
    assert admin.post(f"{rules}/row/rule_pm_10", form).status_code == 303
    second = admin.post(f"{rules}/row/rule_pm_10", {**form, "length": "25"})
    assert second.status_code == 409
    assert "保存过" in second.get_data(as_text=True)


def test_only_an_administrator_writes_rows_and_only_while_the_draft_is_open(counter, rules):
    form = {**NEW, "revision": revision(counter, rules)}
    assert counter.as_("safe").post(f"{rules}/new", form).status_code in (403, 404)
    counter.as_("admin").post(f"{rules}/new", form)
    counter.as_("admin").post(f"{rules.removesuffix('/rules')}/submit")
    assert counter.as_("admin").post(f"{rules}/new", {**form, "key": "PM-78"}).status_code == 409
    assert "不能修改" in counter.page("admin", rules)


def test_a_broken_table_is_told_and_a_draft_of_procedures_has_no_rules(counter, rules):
    draft = rules.removesuffix("/rules")
    county, path = counter.county, "law/deadlines.dmn"
    save_file(county.desk, county.actor("admin"), int(draft.split("/")[-1]), Edit(path, b"<broken"))
    assert "读不出来" in counter.page("admin", rules)
    counter.page("admin", f"{rules}/new", 409)
    other = counter.as_("admin").post("/studio/open", {"title": "x", "source": "newest"}).location
    counter.page("admin", f"{other}/rules", 404)


def test_drafts_of_other_law_tables_open_as_tables(counter):
    opened = counter.as_("admin").post("/studio/law/warnings/draft", {"note": ""})
    assert opened.location.endswith("/table/law/warnings.dmn")
    assert "决策表编辑" in counter.page("admin", opened.location)


def test_in_english_the_law_pages_say_nothing_in_chinese_but_the_law(counter, rules):
    counter.as_("admin").post("/language", {"locale": "en"})
    for path in ("/studio/law", "/studio/law/ladder", rules, f"{rules}/new"):
        assert counter.page("admin", path)
