"""The warning board as a file: the lines and numbers of the screen, as CSV or as a workbook.

Text stays text and nothing is run: in CSV by ``webui.sheet``, in a workbook by the kind of cell.
"""

import io
from collections.abc import Sequence

import xlsxwriter
from flask import Response

from engine.queries.board import COLOURS, Board, BoardLine
from engine.queries.late import TrendDay
from engine.queries.standing import PAUSED
from webui import board_words
from webui.frame import today
from webui.sheet import cell, sheet
from webui.terms import term
from webui.translate import gettext, ngettext

CSV, XLSX = "csv", "xlsx"
FORMS = (CSV, XLSX)
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TREND = ("red", "orange", "yellow")
Row = Sequence[str | int]


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


def file_of(rows: Sequence[Row], form: str, what: str = "board") -> Response:
    """Return *rows* as a file to save; *form* is one of ``FORMS``."""
    name = f"heshi-{what}-{today()}.{form}"
    if form == CSV:
        cells = [[cell(each) for each in row] for row in rows]
        return sheet(name, cells[0], cells[1:])
    response = Response(_workbook(rows), mimetype=WORKBOOK)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _workbook(rows: Sequence[Row]) -> bytes:
    written = io.BytesIO()
    book = xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False})
    page = book.add_worksheet()
    bold = book.add_format({"bold": True})
    for y, row in enumerate(rows):
        for x, value in enumerate(row):
            style = bold if y in {0, len(rows) - 1} else None
            if isinstance(value, int):
                page.write_number(y, x, value, style)
            else:
                page.write_string(y, x, value, style)
    page.set_column(0, 0, 28)
    page.freeze_panes(1, 1)
    book.close()
    return written.getvalue()
