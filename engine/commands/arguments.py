"""Kinds of arguments the commands share, read strictly and explained in Chinese."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import click

from engine.rules.counting import Pause


class Day(click.ParamType[date]):
    """A day at the office: 2026-01-31."""

    name = "YYYY-MM-DD"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Return the day."""
        if type(value) is date:
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"“{value}”不是日期，请写成 2026-01-31。", param, ctx)


class Moment(click.ParamType[date | datetime]):
    """A day at the office, or an instant: 2026-01-31 or 2026-01-31T09:30 (office time)."""

    name = "YYYY-MM-DD[THH:MM]"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date | datetime:
        """Return the day, or the instant (naive unless an offset was given)."""
        if isinstance(value, date):
            return value
        text = str(value)
        try:
            return date.fromisoformat(text) if len(text) <= 10 else datetime.fromisoformat(text)
        except ValueError:
            self.fail(f"“{text}”不是时间，请写成 2026-01-31 或 2026-01-31T09:30。", param, ctx)


class Days(click.ParamType[Pause]):
    """Days that do not count: FROM..TO, the day TO counts again; FROM.. is still open."""

    name = "FROM..TO"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Pause:
        """Return the pause.

        Raises:
            Invalid: ``deadline.pause_order``.

        """
        if isinstance(value, Pause):
            return value
        first, dots, until = str(value).partition("..")
        try:
            begins = date.fromisoformat(first)
            ends = date.fromisoformat(until) if until else None
        except ValueError:
            dots = ""
        if not dots:
            hint = "请写成 2026-03-01..2026-03-10（10 日恢复，当日照算）。"
            self.fail(f"“{value}”不是一段日子，{hint}", param, ctx)
        return Pause(begins, ends)


DAY, MOMENT, DAYS = Day(), Moment(), Days()


def instant(moment: date | datetime, zone: ZoneInfo) -> datetime:
    """Return *moment* as aware UTC; a day is its midnight, a naive instant is office time."""
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, tzinfo=zone)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    return moment.astimezone(UTC)
