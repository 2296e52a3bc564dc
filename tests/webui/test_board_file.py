"""The board as a file: equal to the screen, text as text, nothing run, put on record."""

import csv
import io
import re
import zipfile
from html import unescape

import pytest
from lxml import etree
from sqlalchemy import select, update

from engine.storage.models import EventRow, OfficeRow
from tests.conftest import database
from tests.journeys.conftest import county
from tests.webui.counter import Counter, open_counter

__all__ = ["county", "database"]
CELLS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


@pytest.fixture
def counter(county) -> Counter:
    county.register(title="通道纠纷")
    county.take("vm", county.register(title="排水纠纷"), "sign_for")
    county.pass_days(3)
    county.register(by="er", office="estate", title="噪声纠纷")
    return open_counter(county)


def on_screen(counter: Counter, login: str, by: str) -> list[list[str]]:
    """Return the cells of the matrix as the page has them, without the totals' names."""
    text = counter.page(login, f"/board?by={by}")
    table = re.search(r'<table class="table table-hover dense matrix">.*?</table>', text, re.S)
    tree = etree.HTML(table.group(0))
    for hidden in tree.iterfind(".//span[@class='visually-hidden']"):
        hidden.text = ""
    named = {each.getparent(): each.get("title") for each in tree.iter("th") if each.get("title")}
    rows = []
    for line in tree.iter("tr"):
        words = [unescape("".join(each.itertext())).strip() for each in line]
        rows.append([named.get(line, words[0]), *words[1:]])
    return rows


def in_csv(counter: Counter, login: str, by: str) -> list[list[str]]:
    answer = counter.as_(login).get(f"/board.csv?by={by}")
    text = answer.get_data(as_text=True)
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def in_workbook(counter: Counter, login: str, by: str) -> list[list[str]]:
    content = counter.as_(login).get(f"/board.xlsx?by={by}").data
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        shared = etree.fromstring(book.read("xl/sharedStrings.xml"))
        page = etree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    assert not page.findall(".//m:f", CELLS)  # no formula
    words = ["".join(each.itertext()) for each in shared.iterfind("m:si", CELLS)]
    return [
        [
            words[int(each.findtext("m:v", None, CELLS))]
            if each.get("t") == "s"
            else each.findtext("m:v", None, CELLS)
            for each in row
        ]
        for row in page.iterfind(".//m:row", CELLS)
    ]


@pytest.mark.parametrize("by", ["office", "channel", "rule"])
@pytest.mark.parametrize("login", ["cs", "ts", "vl", "boss"])
def test_both_files_say_what_the_screen_says(counter, login, by):
    screen = on_screen(counter, login, by)
    assert len(screen) >= 3
    assert in_csv(counter, login, by) == screen
    assert in_workbook(counter, login, by) == screen


def test_an_office_named_like_a_formula_runs_nowhere(counter):
    evil = '=HYPERLINK("http://x","y")'
    with counter.county.desk.work(None) as work:
        work.session.execute(update(OfficeRow).where(OfficeRow.code == "village").values(name=evil))
    assert f"'{evil}" in [row[0] for row in in_csv(counter, "vl", "office")]
    assert evil in [row[0] for row in in_workbook(counter, "vl", "office")]


def test_taking_the_board_away_is_put_on_record(counter):
    in_csv(counter, "cs", "rule")
    with counter.county.desk.read() as session:
        rows = session.scalars(select(EventRow).where(EventRow.kind == "BoardExported")).all()
    assert [(row.actor_id, row.facts["by"], row.facts["form"]) for row in rows] == [
        (counter.county.actor("cs").user_id, "rule", "csv")
    ]


def test_there_are_no_other_files_and_none_for_who_oversees_nothing(counter):
    counter.page("cs", "/board.pdf", 404)
    counter.page("cs", "/board.csv?by=weather", 422)
    counter.page("vm", "/board.xlsx", 403)
