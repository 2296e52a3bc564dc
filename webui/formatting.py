"""Dates, times left, money and masked numbers, in the reader's language.

Days carry their weekday and, in another year than *today*, their year (look.md §7). Instants
are aware and are shown in *zone*, the office's time. Nothing here asks what day it is.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from webui.translate import gettext, language_tag, ngettext

OFFICE_ZONE = ZoneInfo("Asia/Shanghai")
WEEKDAYS_ZH = "一二三四五六日"
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
FEN = 100
ID_SHOWN = 4  # digits of an identity number left readable at either end
PHONE_SHOWN = (3, 4)


def _english() -> bool:
    return language_tag() == "en"


def weekday(day: date) -> str:
    """Return «周二» / «Tue»."""
    index = day.weekday()
    return WEEKDAYS_EN[index] if _english() else f"周{WEEKDAYS_ZH[index]}"


def day(value: date, today: date | None = None) -> str:
    """Return «4月7日 周二», in another year than *today* «2027年1月5日 周二»."""
    other = today is not None and value.year != today.year
    if _english():
        year = f" {value.year}" if other else ""
        return f"{weekday(value)} {value.day} {MONTHS_EN[value.month - 1]}{year}"
    year = f"{value.year}年" if other else ""
    return f"{year}{value.month}月{value.day}日 {weekday(value)}"


def full_day(value: date) -> str:
    """Return «2026年4月7日 周二», for papers and page titles."""
    return day(value, value.replace(year=value.year - 1, day=1))


def table_day(value: date, today: date | None = None) -> str:
    """Return «04-07 周二» for tables, in another year «2027-01-05 周二»."""
    other = today is not None and value.year != today.year
    text = value.isoformat() if other else f"{value:%m-%d}"
    return f"{text} {weekday(value)}"


def instant(at: datetime, today: date | None = None, zone: ZoneInfo = OFFICE_ZONE) -> str:
    """Return «4月7日 周二 14:06» of an aware instant, in *zone*."""
    local = at.astimezone(zone)
    return f"{day(local.date(), today)} {local:%H:%M}"


def full_instant(at: datetime, zone: ZoneInfo = OFFICE_ZONE) -> str:
    """Return «2026-04-03 周五 10:20» of an aware instant, in *zone*."""
    local = at.astimezone(zone)
    return f"{local:%Y-%m-%d} {weekday(local.date())} {local:%H:%M}"


def table_instant(at: datetime, today: date | None = None, zone: ZoneInfo = OFFICE_ZONE) -> str:
    """Return «04-07 周二 14:06» of an aware instant, in *zone*."""
    local = at.astimezone(zone)
    return f"{table_day(local.date(), today)} {local:%H:%M}"


def due(at: datetime, today: date | None = None, zone: ZoneInfo = OFFICE_ZONE) -> str:
    """Return when a time limit ends: midnight is «24:00» of the day before, as people say."""
    local = at.astimezone(zone)
    if (local.hour, local.minute) == (0, 0):
        return f"{day(local.date() - timedelta(days=1), today)} 24:00"
    return f"{day(local.date(), today)} {local:%H:%M}"


def workdays_left(count: int) -> str:
    """Return «剩 3 个工作日», «今日到期», «超 2 个工作日» (look.md §7)."""
    if count == 0:
        return gettext("今日到期")
    if count > 0:
        return ngettext("剩 %(num)d 个工作日", "剩 %(num)d 个工作日", count)
    return ngettext("超 %(num)d 个工作日", "超 %(num)d 个工作日", -count)


def duration(seconds: float) -> str:
    """Return a length in fitting words: «45 秒», «3 分钟», «2 小时 5 分钟», «9 天»."""
    whole = int(seconds)
    minutes, hours, days = whole // 60, whole // 3600, whole // 86400
    if days >= 1:
        return ngettext("%(num)d 天", "%(num)d 天", days)
    if hours >= 1:
        rest = minutes - hours * 60
        start = ngettext("%(num)d 小时", "%(num)d 小时", hours)
        tail = ngettext("%(num)d 分钟", "%(num)d 分钟", rest)
        return f"{start} {tail}" if rest else start
    if minutes >= 1:
        return ngettext("%(num)d 分钟", "%(num)d 分钟", minutes)
    return ngettext("%(num)d 秒", "%(num)d 秒", whole)


def money(fen: int | None) -> str:
    """Return an amount in fen as «38,600.00 元»; «—» for none."""
    if fen is None:
        return "—"
    return gettext("%(amount)s 元", amount=f"{Decimal(fen) / FEN:,.2f}")


def yuan(fen: int | None) -> str:
    """Return an amount in fen as a form shows it: «38600.00»; empty for none."""
    return "" if fen is None else f"{Decimal(fen) / FEN:.2f}"


def mask_id_number(number: str | None) -> str:
    """Return an identity or credit number with its middle hidden: «3301**********1234»."""
    if not number:
        return "—"
    hidden = len(number) - 2 * ID_SHOWN
    if hidden <= 0:
        return "*" * len(number)
    return f"{number[:ID_SHOWN]}{'*' * hidden}{number[-ID_SHOWN:]}"


def mask_phone(number: str | None) -> str:
    """Return a phone number with its middle hidden: «138****5678»; a short one wholly."""
    if not number:
        return "—"
    head, tail = PHONE_SHOWN
    hidden = len(number) - head - tail
    if hidden <= 0:
        return "*" * len(number)
    return f"{number[:head]}{'*' * hidden}{number[-tail:]}"
