"""The four papers: what stands on them, what stays blank, and nothing that is not text."""

import re
from datetime import date
from pathlib import Path

import pytest

import notifications.papers
from engine.rules.papers import PaperKind
from engine.rules.party import Party
from notifications.papers import PaperPrinter
from notifications.papers.words import ordinal, source_box, sum_of, title_of
from tests.notifications.paper_samples import BARE, PARTIES, SITTING, paper

STYLESHEET = Path(notifications.papers.__path__[0]) / "paper.css"
KINDS = pytest.mark.parametrize("kind", list(PaperKind))
TITLES = {
    PaperKind.REGISTRATION: "人民调解受理登记表",
    PaperKind.RECORD: "人民调解记录",
    PaperKind.AGREEMENT: "人民调解协议书",
    PaperKind.TERMINATION: "终止人民调解通知书",
}


def html(kind: PaperKind, *facts: object, **changes: object) -> str:
    return PaperPrinter().render(paper(kind, *facts, **changes), "/static/paper.css")


def text(kind: PaperKind, *facts: object, **changes: object) -> str:
    return re.sub(r"\s+", "", re.sub(r"<[^>]*>", "", html(kind, *facts, **changes)))


@KINDS
def test_every_paper_has_its_title_number_parties_and_places_to_sign(kind):
    page = html(kind)
    assert f"<h1>{TITLES[kind]}</h1>" in page
    assert "（2026）枫林人调字第37号" in page
    assert 'href="/static/paper.css"' in page
    for party in PARTIES:
        assert party.name in page
    assert page.count('class="sign"') >= len(PARTIES)
    assert "捺指印" in page
    if kind is not PaperKind.RECORD:
        assert "枫林村人民调解委员会（人民调解委员会印章）" in text(kind)


@KINDS
def test_what_is_not_known_is_a_blank_to_be_filled_by_hand(kind):
    page = html(kind, BARE)
    assert 'class="blank' in page
    assert "None" not in page
    assert page.count('class="sign"') >= 2


@KINDS
def test_what_people_wrote_is_text_and_never_markup(kind):
    hostile = "<script>alert(1)</script>{{ 7*7 }}"
    party = Party("applicant", "person", hostile, address=hostile)
    page = html(kind, title=hostile, summary=hostile, parties=(party,), docket_no=hostile)
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert ">49<" not in page


@KINDS
def test_no_paper_names_an_outside_address_or_carries_style_of_its_own(kind):
    page = html(kind)
    assert not re.search(r"https?://|style=|<script|<style", page)
    assert "url(" not in STYLESHEET.read_text(encoding="utf-8")


def test_the_registration_ticks_one_source():
    page = text(PaperKind.REGISTRATION)
    assert "☑当事人申请☐主动调解☐接受委托、移送" in page
    assert "330681198001011226" in page
    moved = text(PaperKind.REGISTRATION, source="COURT_PRE", source_ref="（2026）诉前调12号")
    assert "☐当事人申请☐主动调解☑接受委托、移送（（2026）诉前调12号）" in moved
    assert source_box("GRID") == "own_accord"


def test_every_sitting_has_a_sheet_of_its_own():
    page = html(PaperKind.RECORD, sittings=(SITTING, SITTING))
    assert page.count('<main class="sheet">') == 2
    assert "2026年3月4日14时05分" in page
    assert html(PaperKind.RECORD, sittings=()).count('<main class="sheet">') == 1


def test_the_agreement_says_items_in_order_and_the_sum_in_words():
    page = text(PaperKind.AGREEMENT)
    assert "一、何立群于2026年3月20日前" in page
    assert "四、双方就此事再无其他争执" in page
    assert "1,860.50元（大写：人民币壹仟捌佰陆拾元伍角整）" in page
    assert "2026年3月20日前（含当日）" in page
    assert "一式3份" in page
    assert "三十日内，共同向人民法院申请司法确认" in page


def test_an_agreement_before_a_court_says_nothing_of_confirmation():
    assert "申请司法确认" not in text(PaperKind.AGREEMENT, channel="judicial_in")
    assert "申请司法确认" not in text(PaperKind.AGREEMENT, channel="administrative")


def test_the_termination_tells_routes_and_warns_of_limitation():
    page = text(PaperKind.TERMINATION)
    assert "人民调解法》第二十六条" in page
    assert "☑依法向人民法院提起诉讼" in page
    assert "☐依法申请仲裁" in page
    assert "民法典第一百八十八条" in page
    assert "先后组织调解1次" in page
    other = text(PaperKind.TERMINATION, channel="administrative")
    assert "人民调解法" not in other
    assert "终止行政调解通知书" in other


@pytest.mark.parametrize(
    ("channel", "title"),
    [("people", "人民调解协议书"), ("administrative", "行政调解协议书"),
     ("judicial_pre", "调解协议书"), (None, "人民调解协议书")],
)  # fmt: skip
def test_a_paper_is_named_after_its_channel(channel, title):
    assert title_of("mediation_agreement", channel) == title


def test_items_are_numbered_as_in_chinese_papers():
    assert [ordinal(each) for each in (1, 9, 10, 11, 20, 35)] == [
        "一", "九", "十", "十一", "二十", "三十五",
    ]  # fmt: skip
    assert sum_of(3_860_000) == "38,600.00 元（大写：人民币叁万捌仟陆佰元整）"


def test_age_is_counted_in_full_years():
    ages = {
        born_on: Party("applicant", "person", "甲某", born_on=born_on).age_on(date(2026, 3, 2))
        for born_on in (date(1980, 3, 3), date(1980, 3, 2), None, date(2027, 1, 1))
    }
    assert list(ages.values()) == [45, 46, None, None]
