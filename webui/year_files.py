"""A year of the working calendar as a file to take away: a table, or one for calendar programs."""

from datetime import timedelta

from flask import Response

from engine.queries.calendar import YearGrid
from engine.rules.calendar import DayKind
from webui.sheet import cell, sheet
from webui.translate import gettext
from webui.year_words import Run, kind_name, special

CALENDAR = "text/calendar; charset=utf-8"
LOADABLE = {DayKind.HOLIDAY: "放假", DayKind.MAKEUP: "上班"}  # words that can be loaded again
FOLD = 75  # octets of a line, RFC 5545


def _name(grid: YearGrid, form: str) -> str:
    office = f"-{grid.office_id}" if grid.office_id else ""
    return f"heshi-calendar-{grid.year}{office}.{form}"


def as_table(grid: YearGrid) -> Response:
    """Return the days unlike a plain week as CSV; a nation's year can be loaded again as it is."""
    rows = [
        [each.day.isoformat(), LOADABLE.get(each.kind) or kind_name(each.kind), cell(each.name)]
        for month in grid.months
        for each in month
        if each.kind not in {DayKind.WORK, DayKind.WEEKEND}
    ]
    return sheet(_name(grid, "csv"), ["日期", "种类", "名称"], rows)


def as_calendar(grid: YearGrid) -> Response:
    """Return the same as iCalendar, days in a row as one entry."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Heshi//Calendar//ZH",
        "CALSCALE:GREGORIAN",
    ]
    whose = grid.office or gettext("全国")
    lines.append(f"X-WR-CALNAME:{_text(f'{whose} {grid.year}')}")
    for run in special(grid.months):
        lines += _entry(grid, run)
    lines.append("END:VCALENDAR")
    response = Response("".join(f"{_folded(line)}\r\n" for line in lines), content_type=CALENDAR)
    name = _name(grid, "ics")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _entry(grid: YearGrid, run: Run) -> list[str]:
    after = run.last + timedelta(days=1)
    words = " ".join(part for part in (run.name, kind_name(run.kind)) if part)
    return [
        "BEGIN:VEVENT",
        f"UID:{run.first:%Y%m%d}-{run.kind.value}-{grid.office_id or 0}@heshi",
        f"DTSTAMP:{grid.loaded_at:%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{run.first:%Y%m%d}",
        f"DTEND;VALUE=DATE:{after:%Y%m%d}",
        f"SUMMARY:{_text(words)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _text(value: str) -> str:
    for sign in ("\\", ";", ","):
        value = value.replace(sign, f"\\{sign}")
    return " ".join(value.split())


def _folded(line: str) -> str:
    """Break a line before its 76th octet, never inside a character."""
    parts: list[str] = []
    part = ""
    for sign in line:
        if len((part + sign).encode()) > FOLD - (1 if parts else 0):
            parts.append(part)
            part = ""
        part += sign
    return "\r\n ".join([*parts, part])
