"""Every telling of the use cases has its text in both languages, and says no more than it may."""

import re

import pytest
from jinja2 import UndefinedError

from engine.rules.telling import URGENT
from notifications.texts import TextBook, TextMissing, told
from notifications.texts.environment import known_kinds
from notifications.texts.samples import SAMPLES as SHOWN
from notifications.texts.words import day, word
from tests.notifications.telling_calls import Told, all_told

SECRET = "陈桂兰欠款三万元"  # what somebody wrote; no text may carry it out of the house
SAMPLES = {**SHOWN, "name": "签收\n案件", "reason": SECRET, "note": SECRET}
TOLD = sorted(all_told(), key=lambda each: (each.kind, each.module))
EACH = pytest.mark.parametrize("each", TOLD, ids=lambda each: f"{each.kind}-{each.module}")
OF_NO_CASE = {
    "TestMessage", "RobotTest", "DailyReportsMissing", "AppealDecided", "OfficeClosed",
    "SanctionSigned", "SanctionLifted", "SanctionExpiring", "SanctionEnded",
}  # fmt: skip
LOCALES = pytest.mark.parametrize("locale", ["zh_CN", "en"])


def _facts(each: Told) -> dict[str, object]:
    return {key: SAMPLES[key] for key in each.keys}


def test_the_use_cases_are_read():
    kinds = {each.kind for each in TOLD}
    assert {"ColourChanged", "HandoffReturned", "ExtensionApproved", "report_to_police"} <= kinds
    assert kinds >= URGENT


@LOCALES
@EACH
def test_every_telling_has_words_for_the_facts_it_is_given(each, locale):
    text = told(each.kind, _facts(each), locale)
    assert "2026-000001" in text.subject or each.kind in OF_NO_CASE
    assert 4 < len(text.subject) <= 80
    assert text.body
    assert "\n" not in text.subject
    assert SECRET not in text.subject + text.body
    if locale == "zh_CN":
        assert re.search("[\u4e00-\u9fff]", text.body)
        assert "  " not in text.body


@LOCALES
@EACH
def test_a_telling_with_empty_facts_reads_without_none(each, locale):
    empty = {"due_on", "reason", "note", "rule_name", "rule_name_en"}
    facts = {key: None if key in empty else value for key, value in _facts(each).items()}
    text = told(each.kind, facts, locale)
    assert "None" not in text.subject + text.body


@pytest.mark.parametrize(("locale", "said"), [("zh_CN", "到期日不变"), ("en", "on the same days")])
def test_a_procedure_set_aside_is_not_said_to_stop_its_time_limits(locale, said):
    text = told("ProcessQuarantined", {"code": "2026-000001", "process": "dispute"}, locale)
    assert said in text.body
    assert "不再计算" not in text.body


@pytest.mark.parametrize("colour", ["yellow", "orange", "red"])
def test_a_warning_says_its_colour_in_words_and_its_last_day(colour):
    facts = {key: SAMPLES[key] for key in ("code", "rule", "rule_name", "rule_name_en", "due_on")}
    text = told("ColourChanged", {**facts, "colour": colour}, "zh_CN")
    assert word("zh", "colour", colour) in text.subject
    assert "2026年4月7日 周二" in text.body


def test_no_folder_of_texts_is_left_over():
    assert known_kinds() == {each.kind for each in TOLD}


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
@pytest.mark.parametrize("kind", sorted(known_kinds()))
def test_every_text_can_be_shown_before_anything_has_happened(kind, locale):
    text = told(kind, SHOWN, locale)
    assert text.subject
    assert text.body


def test_who_stands_in_is_told_for_whom():
    facts = {**SHOWN, "stands_for": "沈秋月"}
    assert told("StepAssigned", facts, "zh_CN").subject.endswith("（代 沈秋月）")
    assert told("StepAssigned", facts, "en").subject.endswith("(for 沈秋月)")


def test_a_missing_fact_is_an_error_and_yet_told():
    with pytest.raises(UndefinedError):
        told("DutyClimbed", {"code": "2026-000001"}, "zh_CN")
    safe = TextBook().render("DutyClimbed", {"code": "2026-000001"}, "zh_CN")
    assert safe.subject == "案件 2026-000001：有新的动态"


def test_a_kind_without_text_is_named():
    with pytest.raises(TextMissing, match="NotYetInvented"):
        told("NotYetInvented", {}, "en")
    assert TextBook().render("NotYetInvented", {}, "en").subject == "something new"


@pytest.mark.parametrize("kind", ["../../conftest", "_mail", "."])
def test_a_kind_never_names_another_file(kind):
    with pytest.raises(TextMissing):
        told(kind, {}, "en")


def test_days_and_words_are_spoken_in_both_languages():
    assert day("en", "2026-04-07") == "Tue 7 Apr 2026"
    assert word("zh", "cause", "three_failed") == "三次调解未成"
    assert word("en", "cause", "unheard_of") == "unheard_of"
