"""A year of days off and on as a file: CSV, JSON, iCalendar or the notice's own text.

Pure. What kind of file it is shows in its beginning, not in its name; every fault names its line
(in JSON: its entry). Nothing is guessed.
"""

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta

from engine.rules.calendar import CalendarDay
from engine.rules.notice import KINDS, LONGEST_NAME, LONGEST_SPAN, Notice, read_notice
from engine.rules.sheets import ENCODINGS, read_sheet

BIGGEST = 256 * 1024  # bytes; a year in iCalendar is under 10 kB
COLUMNS = {"day": True, "kind": True, "name": False}
_HEADS = ("日期", "day")
_SIGNS = (  # in the summary of an entry of a calendar, the longer word first
    ("上班", "上班"),
    ("补班", "上班"),
    ("班", "上班"),
    ("放假", "放假"),
    ("休", "放假"),
    ("假期", "放假"),
)


def read_year(year: int, file: str, content: bytes) -> Notice:
    """Return what a file says of *year*; what it cannot be read as is a fault."""
    if len(content) > BIGGEST:
        return _refused(year, file, "calendar.too_big")
    text = _decoded(content)
    if text is None or "\0" in text:
        return _refused(year, file, "roster.not_text")
    begins = text.lstrip("\ufeff \t\r\n")
    if begins.startswith(("{", "[")):
        return _json(year, file, begins)
    if begins.upper().startswith("BEGIN:VCALENDAR"):
        return _icalendar(year, file, text)
    if begins.lstrip("\"' ").startswith(_HEADS):
        return _sheet(year, file, content)
    return read_notice(year, text, file)


def _decoded(content: bytes) -> str | None:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _refused(year: int, file: str, code: str, value: str = "", line: int = 1) -> Notice:
    found = Notice(year, file)
    found.refuse(line, code, value)
    return found


def _sheet(year: int, file: str, content: bytes) -> Notice:
    sheet = read_sheet(file, content, COLUMNS)
    found = Notice(year, file)
    for line, row in list(sheet.sound()):
        _take(found, line, (row["day"], row["kind"], row.get("name", "")))
    found.faults += sheet.faults
    return found


def _take(found: Notice, line: int, cells: tuple[str, str, str]) -> None:
    written, word, name = cells
    day, kind = _day(written), KINDS.get(word)
    if day is None:
        found.refuse(line, "calendar.day", written)
    elif kind is None:
        found.refuse(line, "calendar.kind", word)
    else:
        found.take(line, day, CalendarDay(kind, name.strip()[:LONGEST_NAME]))


def _day(written: str) -> date | None:
    parts = re.fullmatch(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?", written.strip())
    try:
        return date(*(int(part) for part in parts.groups())) if parts else None
    except ValueError:
        return None


def _json(year: int, file: str, text: str) -> Notice:
    """Read ``[{day, kind, name}]`` or ``{"days": [{date, isOffDay, name}]}``."""
    try:
        read = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        return _refused(year, file, "calendar.json", "", line)
    found = Notice(year, file)
    entries = read.get("days") if isinstance(read, dict) else read
    if not isinstance(entries, list) or not entries:
        found.refuse(1, "calendar.nothing", "")
        return found
    if isinstance(read, dict) and read.get("year") not in (None, year):
        found.refuse(1, "calendar.other_year", str(read["year"]))
    for number, entry in enumerate(entries, 1):
        if isinstance(entry, dict):
            _take(found, number, _cells(entry))
        else:
            found.refuse(number, "calendar.entry", str(entry))
    return found


def _cells(entry: dict[str, object]) -> tuple[str, str, str]:
    off = entry.get("isOffDay")
    kind = entry.get("kind") if off is None else ("放假" if off is True else "上班")
    return str(entry.get("day") or entry.get("date") or ""), str(kind), str(entry.get("name") or "")


def _icalendar(year: int, file: str, text: str) -> Notice:
    found = Notice(year, file)
    entry: dict[str, str] | None = None
    begun = 0
    for line, written in _unfolded(text):
        head, _, value = written.partition(":")
        name = head.partition(";")[0].upper()
        if (name, value.upper()) == ("BEGIN", "VEVENT"):
            entry, begun = {}, line
        elif (name, value.upper()) == ("END", "VEVENT") and entry is not None:
            _take_entry(found, begun, entry)
            entry = None
        elif entry is not None:
            entry.setdefault(name, value.strip())
    if entry is not None:
        found.refuse(begun, "calendar.entry", "BEGIN:VEVENT")
    if not found.days and not found.faults:
        found.refuse(1, "calendar.nothing", "")
    return found


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Yield (line, content) with the continuation lines of RFC 5545 joined on."""
    whole, begun = "", 1
    for line, written in enumerate(text.splitlines(), 1):
        if written[:1] in {" ", "\t"}:
            whole += written[1:]
            continue
        if whole:
            yield begun, whole
        whole, begun = written.strip("\ufeff"), line
    if whole:
        yield begun, whole


def _take_entry(found: Notice, line: int, entry: dict[str, str]) -> None:
    summary = re.sub(r"\\([,;\\])", r"\1", entry.get("SUMMARY", ""))
    first = _day(entry.get("DTSTART", "")[:8])
    after = _day(entry.get("DTEND", "")[:8])
    sign = next(((word, kind) for word, kind in _SIGNS if word in summary), None)
    if first is None or ("DTEND" in entry and after is None):
        found.refuse(line, "calendar.day", entry.get("DTSTART", ""))
        return
    if sign is None:
        found.refuse(line, "calendar.kind", summary)
        return
    length = (after - first).days if after and after > first else 1
    if length > LONGEST_SPAN:
        found.refuse(line, "calendar.span", f"{first.isoformat()} — {after}")
        return
    name = re.sub(r"[（(]?(?:调休)?(?:上班|补班|放假|假期|休|班)[)）]?", "", summary).strip()
    for offset in range(length):
        each = CalendarDay(KINDS[sign[1]], name[:LONGEST_NAME])
        found.take(line, first + timedelta(days=offset), each)
