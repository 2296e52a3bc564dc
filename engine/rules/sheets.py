"""A table somebody keeps in a spreadsheet, read strictly: text goes in, rows and faults come out.

Pure. A fault names file, line, column and what is wrong, so that it can be mended; nothing is
guessed. Headings and words may be codes or Chinese (``登录名``, ``调解员``).
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from engine.rules.roster_words import HEADINGS

ENCODINGS = ("utf-8-sig", "gb18030")
_SEVERAL = re.compile(r"[、;；,，/\s]+")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Fault:
    """One cell that cannot be accepted; ``line`` counts from 1, the heading included."""

    file: str
    line: int
    column: str
    code: str
    value: str = ""
    allowed: tuple[str, ...] = ()


@dataclass(slots=True)
class Sheet:
    """A table as it was read: rows by column code, with the faults found so far."""

    file: str
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def refuse(self, line: int, column: str, code: str, value: str = "") -> None:
        """Note a fault of this file."""
        self.faults.append(Fault(self.file, line, column, code, value[:60]))

    def sound(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Yield the rows no fault has been found in."""
        bad = {fault.line for fault in self.faults}
        return ((line, row) for line, row in self.rows if line not in bad)


def read_sheet(file: str, content: bytes, columns: Mapping[str, bool]) -> Sheet:
    """Return the table in *content*: CSV, UTF-8 with or without mark, or GB18030.

    *columns* are the codes of all columns, True for those that must be filled in.
    """
    sheet = Sheet(file)
    text = _decoded(content)
    if text is None or "\0" in text:
        sheet.refuse(1, "", "roster.not_text")
        return sheet
    first = text.partition("\n")[0]
    delimiter = "\t" if first.count("\t") > first.count(",") else ","
    try:
        lines = list(_lines(text, delimiter))
    except csv.Error as error:
        sheet.refuse(1, "", "roster.not_text", str(error))
        return sheet
    if not lines:
        sheet.refuse(1, "", "roster.no_rows")
        return sheet
    _, heading = lines[0]
    names = [HEADINGS.get(cell.strip(), cell.strip()) for cell in heading]
    _check_heading(sheet, names, columns)
    if not sheet.faults:
        _take_rows(sheet, names, lines[1:])
        _check_cells(sheet, columns)
    return sheet


def _decoded(content: bytes) -> str | None:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _lines(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (line on which the row begins, cells); empty lines are left out."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield line, cells
        line = reader.line_num + 1


def _check_heading(sheet: Sheet, names: Sequence[str], columns: Mapping[str, bool]) -> None:
    for name in names:
        if name and name not in columns:
            sheet.refuse(1, name, "roster.unknown_column")
        elif names.count(name) > 1 and name:
            sheet.refuse(1, name, "roster.column_twice")
    for name, needed in columns.items():
        if needed and name not in names:
            sheet.refuse(1, name, "roster.missing_column")


def _take_rows(sheet: Sheet, names: Sequence[str], lines: Sequence[tuple[int, list[str]]]) -> None:
    if not lines:
        sheet.refuse(1, "", "roster.no_rows")
    for line, cells in lines:
        if any(cell.strip() for cell in cells[len(names) :]):
            sheet.refuse(line, "", "roster.too_many_cells")
            continue
        row = {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name}
        sheet.rows.append((line, row))


def _check_cells(sheet: Sheet, columns: Mapping[str, bool]) -> None:
    for line, row in sheet.rows:
        for name, needed in columns.items():
            if needed and not row.get(name):
                sheet.refuse(line, name, "roster.empty")
            elif len(row.get(name, "")) > _LONGEST:
                sheet.refuse(line, name, "roster.too_long", row[name])


class Cells:
    """One row being read: every verb returns a value or notes a fault."""

    def __init__(self, sheet: Sheet, line: int, row: Mapping[str, str]) -> None:
        self._sheet, self._line, self._row = sheet, line, row
        self._before = len(sheet.faults)

    @property
    def sound(self) -> bool:
        """Whether nothing of this row has been refused."""
        return len(self._sheet.faults) == self._before

    def text(self, column: str) -> str:
        """Return a cell, empty if it is not there."""
        return self._row.get(column, "")

    def shaped(self, column: str, shape: re.Pattern[str], code: str) -> str:
        """Return a cell that is empty or has that shape."""
        value = self.text(column)
        if value and not shape.fullmatch(value):
            self.refuse(column, code, value)
        return value

    def word(self, column: str, words: Mapping[str, str], default: str = "") -> str:
        """Return the code of a cell's word."""
        value = self.text(column) or default
        return self._known(column, value, words)

    def several(self, column: str, words: Mapping[str, str]) -> tuple[str, ...]:
        """Return the codes of all words in a cell."""
        given = [part for part in _SEVERAL.split(self.text(column)) if part]
        return tuple(self._known(column, value, words) for value in given)

    def refuse(self, column: str, code: str, value: str, allowed: tuple[str, ...] = ()) -> None:
        """Note what is wrong with a cell."""
        sheet = self._sheet
        sheet.faults.append(Fault(sheet.file, self._line, column, code, value[:60], allowed))

    def _known(self, column: str, value: str, words: Mapping[str, str]) -> str:
        if value in words.values():
            return value
        if value not in words:
            self.refuse(column, "roster.unknown_word", value, tuple(words))
        return words.get(value, "")
