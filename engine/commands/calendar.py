"""``heshi calendar``: the days the office works, as the nation and the office have set them."""

from datetime import date
from pathlib import Path

import click

from engine.commands.arguments import DAY
from engine.commands.deadline_words import KINDS, named
from engine.commands.fault_words import in_words
from engine.commands.opening import desk
from engine.commands.speaking import misuse, refuse
from engine.queries.calendar_year import calendar_year
from engine.rules.calendar import CalendarDay, DayKind
from engine.rules.sheets import Fault, read_sheet
from engine.storage.calendars import official_days
from engine.usecases.calendars import Override, load_year, set_override
from engine.usecases.recounting import Moved

YEAR = click.IntRange(2000, 2199)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
COLUMNS = {"day": True, "kind": True, "name": False}
KIND_WORDS = {
    "放假": DayKind.HOLIDAY,
    "上班": DayKind.MAKEUP,
    "holiday": DayKind.HOLIDAY,
    "makeup": DayKind.MAKEUP,
}


@click.group("calendar", help="工作日历：查看，载入放假安排，设本单位的例外。")
def calendar() -> None:
    """Hold the commands about the calendar together."""


@calendar.command(
    "show",
    help="一年里与平常周不同的日子；是正式还是暂定。",
    epilog="""\b
例：
  heshi calendar show 2026
  heshi calendar show 2027 --office cg""",
)
@click.argument("year", type=YEAR)
@click.option("--office", metavar="CODE", help="连同这个单位的例外")
def show(*, year: int, office: str | None) -> None:
    """Show a year."""
    with desk() as opened, opened.read() as session:
        found = calendar_year(opened, session, year, office)
    standing = "正式" if found.official else "暂定（该年放假安排尚未载入）"
    click.echo(f"{year} 年　{standing}　{found.source}".rstrip())
    for day, each in found.days:
        click.echo(f"  {named(day)}　{KINDS[each.kind]}　{each.name}".rstrip())


@calendar.command(
    "load",
    help="载入一年的放假安排，重算受影响的期限，列出日期变动的案件。",
    epilog="""\b
例：
  heshi calendar load 2027 放假2027.csv --source 国办发明电〔2026〕7号
  heshi calendar load 2027                  用 chinesecalendar 包里的
文件是 CSV，三列：日期、种类（放假或上班）、名称。""",
)
@click.argument("year", type=YEAR)
@click.argument(
    "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False
)
@click.option("--source", help="依据，例如通知的文号")
def load(*, year: int, file: Path | None, source: str | None) -> None:
    """Load a year."""
    days = _read(year, file) if file else dict(official_days(year))
    if not days:
        refuse(f"程序里还没有 {year} 年的放假安排，请给文件。")
    with desk() as opened:
        origin = source or (file.name if file else "chinesecalendar")
        moved = load_year(opened, None, year, days, origin)
    click.echo(f"已载入 {year} 年：{len(days)} 天。")
    _list(moved)


def _read(year: int, file: Path) -> dict[date, CalendarDay]:
    sheet = read_sheet(file.name, file.read_bytes(), COLUMNS)
    days: dict[date, CalendarDay] = {}
    for line, row in list(sheet.sound()):
        kind = KIND_WORDS.get(row["kind"])
        try:
            day = date.fromisoformat(row["day"].replace("/", "-"))
        except ValueError:
            sheet.refuse(line, "day", "calendar.day", row["day"])
            continue
        if kind is None:
            sheet.refuse(line, "kind", "calendar.kind", row["kind"])
        elif day in days:
            sheet.refuse(line, "day", "calendar.twice", row["day"])
        elif day.year != year and (day.year, day.month) != (year - 1, 12):
            sheet.refuse(line, "day", "calendar.other_year", row["day"])
        elif kind is DayKind.MAKEUP and day.weekday() < 5:
            sheet.refuse(line, "day", "calendar.makeup_on_weekday", row["day"])
        else:
            days[day] = CalendarDay(kind, row.get("name", ""))
    _refuse(sheet.faults)
    return days


def _refuse(faults: list[Fault]) -> None:
    if faults:
        lines = [in_words(fault) for fault in sorted(faults, key=lambda fault: fault.line)]
        refuse(f"文件有 {len(faults)} 处要改，没有载入。", lines=lines)


@calendar.command(
    "override",
    help="一个单位（及其下级）某一天上班或休息；重算受影响的期限。",
    epilog="""\b
例：
  heshi calendar override cg 2026-03-16 --closed --reason 停电检修
  heshi calendar override cg 2026-03-21 --works --reason 补班
  heshi calendar override cg 2026-03-16 --as-nation""",
)
@click.argument("office", metavar="OFFICE")
@click.argument("day", type=DAY)
@click.option("--works", "answer", flag_value="works", help="上班")
@click.option("--closed", "answer", flag_value="closed", help="休息")
@click.option("--as-nation", "answer", flag_value="nation", help="取消例外，按全国的")
@click.option("--reason", default="", help="理由")
def override(*, office: str, day: date, answer: str | None, reason: str) -> None:
    """Set an office's day apart."""
    if answer is None:
        misuse("请写 --works、--closed 或 --as-nation。")
    if answer != "nation" and not reason:
        misuse("请用 --reason 写明理由。")
    works = {"works": True, "closed": False}.get(answer)
    with desk() as opened:
        moved = set_override(opened, None, Override(office, day, works, reason))
    click.echo(f"已设：{office} {named(day)}。")
    _list(moved)


def _list(moved: list[Moved]) -> None:
    if not moved:
        click.echo("没有期限变动。")
        return
    click.echo(f"变动的期限（{len(moved)}）：")
    for each in moved:
        click.echo(f"  {each.code}　{each.rule}　{each.old_due_on} → {each.new_due_on}")
