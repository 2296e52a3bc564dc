"""A holiday notice as it is pasted: the State Council's own sentences, or one day a line.

Pure. Understood are 「二、春节：2月15日至23日放假调休，共9天。2月14日（周六）上班。」 and plain
lines such as 「2027-01-01 放假 元旦」. A weekday that does not fit its day, a number of days that
does not fit the span, a day said twice or of another year is a fault with its line; a line or
sentence that names no day off or on is not used, and is handed back so that nobody overlooks it.

Source: the yearly 国务院办公厅关于部分节假日安排的通知.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from engine.rules.calendar import CalendarDay, DayKind
from engine.rules.sheets import Fault

LONGEST_SPAN = 20  # days; the longest holiday yet had nine
LONGEST_NAME = 20
WEEKDAYS = "一二三四五六日"
NUMBER = re.compile(r"国办发(?:明电)?\s*[〔\[(（【]\s*20\d\d\s*[〕\])）】]\s*\d{1,4}\s*号")
KINDS = {
    "放假": DayKind.HOLIDAY,
    "休": DayKind.HOLIDAY,
    "holiday": DayKind.HOLIDAY,
    "上班": DayKind.MAKEUP,
    "补班": DayKind.MAKEUP,
    "班": DayKind.MAKEUP,
    "makeup": DayKind.MAKEUP,
}
_DAY = (
    r"(?:(?P<y>\d{4})\s*[年./-]\s*(?P<ym>\d{1,2})\s*[月./-]\s*(?P<yd>\d{1,2})\s*日?(?!\d)"
    r"|(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*日|(?<![\d月])(?P<only>\d{1,2})\s*日)"
    r"(?:\s*[（(][^（）()]{0,30}[)）])?"
)
_DAYS = re.compile(_DAY)
_TO = re.compile(r"\s*(?:至|到|[-~—–～]{1,2})\s*")
_STATED = re.compile(r"[（(][^（）()]*?(?:周|星期)([一二三四五六日天])")
_ACT = re.compile(r"放假|上班|补班")
_COUNT = re.compile(r"(?:共|放假)\s*(\d{1,2})\s*天")
_HEADING = re.compile(
    r"^[（(]?[一二三四五六七八九十\d]{1,2}[、.．)）]\s*([^：:，。\d]{1,20}?)\s*(?:[：:]|$)"
)
_NAMED = re.compile(r"^([^：:，。\d]{1,20})[：:]")
_PLAIN = re.compile(
    r"^(?P<days>[^,，;；\t放休上补班hm]+?)[\s,，;；]*(?P<kind>放假|休|上班|补班|班|holiday|makeup)"
    r"(?:[\s,，;；]+(?P<name>(?!调休|不调休)[^\s\d，。,；;：:（）()]+)?\s*)?$"
)
_NOT_BINDING = ("鼓励", "提倡")  # 鼓励各单位…安排职工在除夕休息: advice, no day off


@dataclass(slots=True)
class Notice:
    """What a text says of a year: its days, what is wrong by line, and what was not used.

    ``number`` is the notice's own (国办发明电〔2025〕7号) where the text names it. Days are the
    office's.
    """

    year: int
    file: str = ""
    days: dict[date, CalendarDay] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    unused: list[tuple[int, str]] = field(default_factory=list)
    number: str = ""

    def refuse(self, line: int, code: str, value: str, allowed: tuple[str, ...] = ()) -> None:
        """Note what is wrong on a line, counted from 1."""
        self.faults.append(Fault(self.file, line, "", code, value[:60], allowed))

    def take(self, line: int, day: date, each: CalendarDay) -> None:
        """Take a day in, or say why it cannot be one of this notice."""
        if day in self.days:
            self.refuse(line, "calendar.twice", day.isoformat())
        elif day.year != self.year and (day.year, day.month) != (self.year - 1, 12):
            self.refuse(line, "calendar.other_year", day.isoformat())
        elif each.kind is DayKind.MAKEUP and day.weekday() < 5:
            self.refuse(line, "calendar.makeup_on_weekday", f"{day.isoformat()} {weekday(day)}")
        else:
            self.days[day] = each


def weekday(day: date) -> str:
    """Return a day's weekday as notices write it: 周一."""
    return f"周{WEEKDAYS[day.weekday()]}"


def read_notice(year: int, text: str, file: str = "") -> Notice:
    """Return what *text* says of *year*; days without a year are of *year*.

    A span from December to January begins in the year before. Nothing is guessed: whoever loads
    the notice looks at ``faults`` first.
    """
    found = Notice(year, file)
    numbered = NUMBER.search(text)
    found.number = re.sub(r"\s", "", numbered.group()) if numbered else ""
    name = ""
    for line, written in enumerate(text.splitlines(), 1):
        words = written.strip().strip("\ufeff")
        heading = _HEADING.match(words) or _NAMED.match(words)
        if heading:
            name = heading.group(1).strip()
        if words and not _read_line(found, line, words, name) and not heading:
            found.unused.append((line, words[:80]))
    if not found.days and not found.faults:
        found.refuse(1, "calendar.nothing", "")
    return found


def _read_line(found: Notice, line: int, words: str, name: str) -> bool:
    """Read a line; False if it names no day off or on."""
    plain = _PLAIN.match(words)
    if plain and _DAYS.match(plain["days"]):
        each = CalendarDay(KINDS[plain["kind"]], (plain["name"] or "").strip()[:LONGEST_NAME])
        _take_days(found, line, plain["days"], each)
        return True
    used = False
    skipped = []
    for sentence in re.split(r"[。；;]", words):
        binding = not any(word in sentence for word in _NOT_BINDING)
        if binding and _read_sentence(found, line, sentence, name):
            used = True
        elif _DAYS.search(sentence):
            skipped.append((line, sentence.strip()[:80]))
    if used:  # else the whole line is handed back
        found.unused += skipped
    return used


def _read_sentence(found: Notice, line: int, sentence: str, name: str) -> bool:
    start, used = 0, False
    for act in _ACT.finditer(sentence):
        clause = sentence[start : act.start()]
        if _DAYS.search(clause):
            used = True
            stop = _ACT.search(sentence, act.end())
            told = _COUNT.search(sentence, act.start(), stop.start() if stop else len(sentence))
            each = CalendarDay(KINDS[act.group()], name)
            taken = _take_days(found, line, clause, each)
            if told and taken and taken != int(told.group(1)):
                found.refuse(line, "calendar.count", told.group(), (str(taken),))
        start = act.end()
    return used


def _take_days(found: Notice, line: int, clause: str, each: CalendarDay) -> int:
    """Take the days and spans of a clause in; return how many, 0 if one cannot be read."""
    count = 0
    for first, last in _spans(found, line, clause):
        if first is None or last is None:
            return 0
        length = (last - first).days + 1
        if not 0 < length <= LONGEST_SPAN:
            found.refuse(line, "calendar.span", f"{first.isoformat()} — {last.isoformat()}")
            return 0
        for offset in range(length):
            found.take(line, first + timedelta(days=offset), each)
        count += length
    return count


Span = tuple[date | None, date | None]


def _spans(found: Notice, line: int, clause: str) -> Iterator[Span]:
    """Yield (first, last) of every span; None where a day is none."""
    matches = list(_DAYS.finditer(clause))
    at, month = 0, 0
    while at < len(matches):
        first, last = matches[at], matches[at]
        if at + 1 < len(matches) and _TO.fullmatch(clause[first.end() : matches[at + 1].start()]):
            last = matches[at + 1]
            at += 1
        at += 1
        begins = int(first["ym"] or first["m"] or month)
        month = int(last["ym"] or last["m"] or begins)
        over = begins == 12 and month == 1 and not first["y"]  # New Year's Eve of the year before
        year = int(first["y"] or found.year - over)
        one = _day(found, line, first, (year, begins))
        if last is first:
            yield one, one
        else:
            ends_in = int(last["y"] or (year + 1 if begins > month else year))
            yield one, _day(found, line, last, (ends_in, month))


def _day(found: Notice, line: int, match: re.Match[str], of: tuple[int, int]) -> date | None:
    written = match.group().strip()
    try:
        day = date(*of, int(match["yd"] or match["d"] or match["only"]))
    except ValueError:
        found.refuse(line, "calendar.day", written)
        return None
    stated = _STATED.search(written)
    if stated and stated.group(1).replace("天", "日") != WEEKDAYS[day.weekday()]:
        found.refuse(line, "calendar.weekday", written, (weekday(day),))
        return None
    return day
