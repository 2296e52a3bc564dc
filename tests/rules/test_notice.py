"""Notices as they are pasted or kept in files: read whole, or refused line by line."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.calendar import CalendarDay, DayKind
from engine.rules.notice import read_notice
from engine.rules.notice_files import BIGGEST, read_year
from engine.storage.calendars import official_days

PAPERS = Path(__file__).parent / "notices"
TEXT_2026 = (PAPERS / "2026.txt").read_text("utf-8")
TEXT_2027 = (PAPERS / "2027.txt").read_text("utf-8")


def kinds(days) -> dict[date, DayKind]:
    return {day: each.kind for day, each in days.items()}


def faults(found) -> list[tuple[int, str]]:
    return [(each.line, each.code) for each in found.faults]


def test_the_notice_for_2026_says_what_was_transcribed_from_it():
    found = read_notice(2026, TEXT_2026)
    assert found.faults == []
    assert found.days == official_days(2026)
    assert found.number == "国办发明电〔2025〕7号"
    assert [line for line, _ in found.unused] == [1, 2, 3, 4, 12, 13, 14]


def test_a_notice_for_2027_is_read_and_its_advice_is_not_taken_for_a_holiday():
    found = read_notice(2027, TEXT_2027)
    assert found.faults == []
    worked = sorted(day for day, each in found.days.items() if each.kind is DayKind.MAKEUP)
    assert [day.isoformat() for day in worked] == [
        "2027-01-09", "2027-01-30", "2027-02-20", "2027-04-25", "2027-05-08", "2027-09-26",
        "2027-10-09",
    ]  # fmt: skip
    assert sum(each.kind is DayKind.HOLIDAY for each in found.days.values()) == 28
    assert found.days[date(2027, 2, 8)] == CalendarDay(DayKind.HOLIDAY, "春节")
    assert (9, "鼓励各单位安排职工在元宵节（2月20日）错峰休息。") in found.unused


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("10月1日至7日放假调休，共7天。9月28日（周日）上班", (7, 1)),
        ("一、元旦：2024年12月30日至2025年1月1日放假调休，共3天。", (3, 0)),
        ("12月30日至1月1日放假", (3, 0)),
        ("国庆节：10月1日—10月3日放假，9月27日、28日上班。", (3, 2)),
        ("2025-01-01 放假 元旦\n2025/1/26,上班,春节\n2025年2月8日 班", (1, 2)),
        ("2025-10-01至2025-10-03 放假 国庆节", (3, 0)),
    ],
)
def test_notices_are_written_in_many_ways(text, days):
    found = read_notice(2025, text)
    assert found.faults == []
    off = sum(each.kind is DayKind.HOLIDAY for each in found.days.values())
    assert (off, len(found.days) - off) == days


def test_a_name_stands_before_the_colon_or_after_the_kind():
    assert read_notice(2026, "六、中秋节：9月25日放假。").days[date(2026, 9, 25)].name == "中秋节"
    assert read_notice(2026, "2026-09-25 放假 中秋").days[date(2026, 9, 25)].name == "中秋"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("9月27日（周日）上班", "calendar.weekday"),
        ("10月1日至7日放假，共8天", "calendar.count"),
        ("2月30日放假", "calendar.day"),
        ("2024年10月1日放假", "calendar.other_year"),
        ("9月29日上班", "calendar.makeup_on_weekday"),
        ("1月1日至3月1日放假", "calendar.span"),
        ("今年没有通知", "calendar.nothing"),
        ("10月1日放假\n10月1日放假", "calendar.twice"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_line(text, code):
    found = read_notice(2025, text)
    assert [each for _, each in faults(found)] == [code]
    assert found.faults[0].line == (2 if code == "calendar.twice" else 1)


def test_a_sentence_with_a_day_that_was_not_used_is_handed_back():
    found = read_notice(2025, "10月1日放假。9月28日（周日）上斑")
    assert found.unused == [(1, "9月28日（周日）上斑")]


def test_a_sheet_is_read_and_every_bad_line_is_named():
    rows = [
        "日期,种类,名称", "2027-01-01,放假,元旦", "2027-01-01,放假,元旦", "2027-13-01,放假,",
        "2027-01-04,上班,", "2026-11-30,放假,", "2027-01-05,休假,",
    ]  # fmt: skip
    found = read_year(2027, "放假.csv", "\n".join(rows).encode("gb18030"))
    assert found.days == {date(2027, 1, 1): CalendarDay(DayKind.HOLIDAY, "元旦")}
    assert faults(found) == [
        (3, "calendar.twice"), (4, "calendar.day"), (5, "calendar.makeup_on_weekday"),
        (6, "calendar.other_year"), (7, "calendar.kind"),
    ]  # fmt: skip


def test_json_is_read_as_a_list_and_as_published_by_others():
    plain = [{"day": "2027-01-01", "kind": "放假", "name": "元旦"}]
    days = [
        {"name": "元旦", "date": "2027-01-01", "isOffDay": True},
        {"name": "元旦", "date": "2027-01-09", "isOffDay": False},
    ]
    theirs = {"year": 2027, "days": days}
    assert len(read_year(2027, "a.json", json.dumps(plain).encode()).days) == 1
    found = read_year(2027, "b.json", json.dumps(theirs).encode())
    assert kinds(found.days) == {
        date(2027, 1, 1): DayKind.HOLIDAY, date(2027, 1, 9): DayKind.MAKEUP,
    }  # fmt: skip
    assert faults(read_year(2026, "b.json", json.dumps(theirs).encode()))[0] == (
        1, "calendar.other_year",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("content", "line", "code"),
    [
        (b'[{"day": "2027-01-01",]', 1, "calendar.json"),
        (b"[1]", 1, "calendar.entry"),
        (b"[]", 1, "calendar.nothing"),
        (b"[" * 100_000, 1, "calendar.json"),
        (b"\xff\xfe\x00\x00", 1, "roster.not_text"),
        (b"x" * (BIGGEST + 1), 1, "calendar.too_big"),
        (b"", 1, "calendar.nothing"),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", 1, "calendar.nothing"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\n", 2, "calendar.entry"),
        ("日期,名称\n2027-01-01,元旦\n".encode(), 1, "roster.missing_column"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(content, line, code):
    found = read_year(2027, "坏的", content)
    assert faults(found) == [(line, code)]
    assert found.days == {}


def test_a_calendar_file_is_read_with_its_last_day_left_out():
    entries = [
        "BEGIN:VCALENDAR", "BEGIN:VEVENT", "DTSTART;VALUE=DATE:20270101",
        "DTEND;VALUE=DATE:20270104", "SUMMARY:元旦 ", " 放假", "END:VEVENT", "BEGIN:VEVENT",
        "DTSTART;VALUE=DATE:20270109", "SUMMARY:元旦（班）", "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    found = read_year(2027, "假.ics", "\r\n".join(entries).encode())
    assert found.faults == []
    assert [(day.day, each.kind.value, each.name) for day, each in found.days.items()] == [
        (1, "holiday", "元旦"), (2, "holiday", "元旦"), (3, "holiday", "元旦"),
        (9, "makeup", "元旦"),
    ]  # fmt: skip


@given(st.text(alphabet="0123456789年月日至、。（周一）放假上班共天，\n-/ ", max_size=80))
def test_whatever_is_pasted_is_days_of_this_year_or_faults(text):
    found = read_notice(2027, text)
    assert found.days or found.faults
    assert all(day.year in {2026, 2027} for day in found.days)


@given(st.binary(max_size=200))
def test_whatever_is_uploaded_is_days_or_faults(content):
    found = read_year(2027, "x", content)
    assert found.days or found.faults
