"""The warning board as a file: the lines and numbers of the screen, as CSV or as a workbook.

The sections of the screen stand one below the other in CSV, on sheets of their own in a workbook.
Text stays text and nothing is run: in CSV by ``webui.sheet``, in a workbook by the kind of cell.
"""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import xlsxwriter
from flask import Response
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from engine.queries.board import Board, BoardLine
from engine.queries.late import TrendDay, WhyRed
from engine.queries.paging import LONGEST, Page, Turn
from engine.queries.pressing import FIGURES, OfficeLine
from engine.queries.standing import PAUSED
from engine.queries.tallied import COLOURS
from webui import board_words
from webui.frame import today
from webui.lines import joined, sides, subject
from webui.sheet import cell, sheet
from webui.standing_badge import rule_name, standing_badge
from webui.terms import term
from webui.translate import gettext, ngettext

CSV, XLSX = "csv", "xlsx"
FORMS = (CSV, XLSX)
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TREND = ("red", "orange", "yellow")
Row = Sequence[str | int]
MOST = 2000  # cases a file lists; what else there is, is said in its last line
FIRST_COLUMN = 28  # characters wide


@dataclass(frozen=True, slots=True)
class Section:
    """A table of the screen: its name, head and lines; ``total``: the last line is a sum."""

    name: str
    rows: Sequence[Row]
    total: bool = False


def sections_of(
    board: Board, pressing: Sequence[OfficeLine], late: tuple[str, Sequence[WhyRed]]
) -> list[Section]:
    """Return what the screen shows: the matrix, what presses on whom, the cases of one colour.

    *late* is (colour, its cases, longest overdue first).
    """
    found = [Section(gettext("预警看板"), rows_of(board), total=True)]
    if pressing:
        found.append(Section(gettext("确认与督办"), _pressing_rows(pressing)))
    colour, cases = late
    return [*found, Section(_colour(colour), _late_rows(cases, board.total.counts[colour]))]


def every(page_of: Callable[[Turn], Page[WhyRed]]) -> list[WhyRed]:
    """Return the lines of all pages of a list, ``MOST`` at most."""
    found: list[WhyRed] = []
    cursor: str | None = None
    while len(found) < MOST:
        page = page_of(Turn(cursor, min(LONGEST, MOST - len(found))))
        found += page.rows
        cursor = page.next_cursor
        if cursor is None:
            break
    return found


def _pressing_rows(lines: Sequence[OfficeLine]) -> list[Row]:
    head = [gettext("单位"), *(term("pressing", figure) for figure in FIGURES)]
    rows: list[Row] = [head]
    rows += ([line.office, *(line.counts[each] for each in FIGURES)] for line in lines)
    return rows


def _late_rows(cases: Sequence[WhyRed], there: int) -> list[Row]:
    head = [gettext("剩余时间"), gettext("风险"), gettext("当事人 / 纠纷"), gettext("单位·承办人")]
    head += [gettext("期限"), gettext("为什么"), gettext("编码")]
    rows: list[Row] = [head, *(_late_row(each) for each in cases)]
    if len(cases) == MOST < there:
        rows.append([gettext("只列到期最早的 %(most)d 件，共 %(all)d 件。", most=MOST, all=there)])
    return rows


def _late_row(row: WhyRed) -> Row:
    line = row.case
    badge = standing_badge(line.standing)
    return [
        f"{badge.word} {badge.left}".strip(),
        term("grade", line.grade),
        f"{sides(line)} {subject(line)}".strip(),
        joined([line.holder, line.assignee]),
        rule_name(line.standing),
        board_words.why(row),
        line.code,
    ]


def shown_colours(board: Board) -> list[str]:
    """Return the columns the screen has: one that is empty for everybody is not drawn."""
    spare = {PAUSED, "none"}
    return [each for each in COLOURS if each not in spare or board.total.counts[each]]


def rows_of(board: Board) -> list[Row]:
    """Return head, lines and total as the screen shows them; numbers as numbers."""
    colours = shown_colours(board)
    heads = {"office": gettext("单位"), "channel": gettext("渠道"), "rule": gettext("期限")}
    head = [heads[board.by], *(_colour(each) for each in colours)]
    head += [gettext("在办"), gettext("逾期率"), gettext("最久逾期")]
    lines = [_row(line, board, colours) for line in board.lines if line.open]
    return [head, *lines, [gettext("合计"), *_row(board.total, board, colours)[1:]]]


def _colour(colour: str) -> str:
    words = {"none": gettext("无期限"), PAUSED: gettext("暂停")}
    return words.get(colour) or term("colour", colour)


def _row(line: BoardLine, board: Board, colours: Sequence[str]) -> Row:
    counts = [line.counts[each] for each in colours]
    rate = f"{100 * line.counts['red'] / line.open if line.open else 0:.1f}%"
    return [board_words.line_name(line, board.by), *counts, line.open, rate, _worst(line)]


def _worst(line: BoardLine) -> str:
    if line.worst_workdays:
        return ngettext("%(num)d 个工作日", "%(num)d 个工作日", line.worst_workdays)
    return gettext("不足 1 个工作日") if line.counts["red"] else "—"


def trend_rows(days: Sequence[TrendDay]) -> list[Row]:
    """Return head, days and total of the trend as the screen shows them, the latest day first."""
    head = [gettext("工作日"), *(_colour(each) for each in TREND)]
    lines = [[str(day.day), *(getattr(day, each) for each in TREND)] for day in reversed(days)]
    total = [sum(getattr(day, each) for day in days) for each in TREND]
    return [head, *lines, [gettext("合计"), *total]]


def file_of(sections: Sequence[Section], form: str, what: str = "board") -> Response:
    """Return *sections* as a file to save; *form* is one of ``FORMS``."""
    name = f"heshi-{what}-{today()}.{form}"
    if form == CSV:
        first, *others = sections
        head, *lines = ([cell(each) for each in row] for row in first.rows)
        for section in others:
            lines += [[], [cell(section.name)]]
            lines += [[cell(each) for each in row] for row in section.rows]
        return sheet(name, head, lines)
    response = Response(_workbook(sections), mimetype=WORKBOOK)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _workbook(sections: Sequence[Section]) -> bytes:
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False})
    bold = book.add_format({"bold": True})
    for section in sections:
        page = book.add_worksheet(section.name[:31])
        _fill(page, section, bold)
    book.close()
    return written.getvalue()


def _fill(page: Worksheet, section: Section, bold: Format) -> None:
    """Write a section on a sheet: numbers as numbers, everything else as text."""
    last = len(section.rows) - 1
    for y, row in enumerate(section.rows):
        style = bold if y == 0 or (section.total and y == last) else None
        for x, value in enumerate(row):
            if isinstance(value, int):
                page.write_number(y, x, value, style)
            else:
                page.write_string(y, x, value, style)
    page.set_column(0, 0, FIRST_COLUMN)
    page.freeze_panes(1, 1)
