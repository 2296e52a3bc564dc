"""A list as a CSV file that a spreadsheet opens as it was meant: text as text, nothing run."""

import csv
import io
from collections.abc import Iterable, Sequence

from flask import Response

BOM = "\ufeff"  # spreadsheets read UTF-8 as something else without it
RUN = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def cell(value: object) -> str:
    """Return a value as a cell. One a spreadsheet would run as a formula gets an apostrophe."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(RUN) else text


def text_cell(value: object) -> str:
    """Return a number that is a name (a case's code) so that no spreadsheet makes a date of it.

    A tab in front keeps it text; it is not seen.
    """
    return "" if value is None else f"\t{value}"


def sheet(name: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> Response:
    """Return a CSV file to save under *name*; cells come from ``cell`` and ``text_cell``."""
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, quoting=csv.QUOTE_ALL)
    writer.writerow([cell(word) for word in head])
    writer.writerows(rows)
    response = Response(BOM + lines.getvalue(), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
