"""The board as a file: equal to the screen, text as text, nothing run, put on record."""

import csv
import io
import re
import zipfile
from html import unescape

import pytest
from lxml import etree
from sqlalchemy import select, update

from engine.queries.paging import Page, Turn
from engine.storage.models import EventRow, OfficeRow
from tests.conftest import database
from tests.journeys.conftest import county
from tests.journeys.points import order, signed_for
from tests.webui.counter import Counter, open_counter
from webui.board_file import MOST, every

__all__ = ["county", "database"]
CELLS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


@pytest.fixture
def counter(county) -> Counter:
    county.register(title="通道纠纷")
    county.take("vm", county.register(title="排水纠纷"), "sign_for")
    county.pass_days(3)
    county.register(by="er", office="estate", title="噪声纠纷")
    return open_counter(county)


def tables(page: str, css: str) -> list[etree._Element]:
    found = re.findall(rf'<table class="table table-hover dense{css}">.*?</table>', page, re.S)
    return [etree.HTML(each) for each in found]


def cells(tree: etree._Element) -> list[list[str]]:
    """Return the cells of a table as the page has them, without what only is spoken."""
    for hidden in tree.iterfind(".//span[@class='visually-hidden']"):
        hidden.text = ""
    named = {each.getparent(): each.get("title") for each in tree.iter("th") if each.get("title")}
    rows = []
    for line in tree.iter("tr"):
        words = [unescape("".join(each.itertext())).strip() for each in line]
        rows.append([named.get(line, words[0]), *words[1:]])
    return rows


def on_screen(counter: Counter, login: str, by: str) -> list[list[str]]:
    """Return the cells of the matrix as the page has them, without the totals' names."""
    [matrix] = tables(counter.page(login, f"/board?by={by}"), " matrix")
    return cells(matrix)


def in_csv(counter: Counter, login: str, asked: str) -> list[list[list[str]]]:
    """Return the sections of the file, each with its lines; the second on begin with a name."""
    answer = counter.as_(login).get(f"/board.csv?{asked}")
    text = answer.get_data(as_text=True)
    assert text.startswith("\ufeff")
    sections: list[list[list[str]]] = [[]]
    for line in csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")):
        if line:
            sections[-1].append(line)
        else:
            sections.append([])
    return sections


def in_workbook(counter: Counter, login: str, asked: str) -> list[list[list[str]]]:
    """Return the sheets of the workbook, each with its lines."""
    content = counter.as_(login).get(f"/board.xlsx?{asked}").data
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        shared = etree.fromstring(book.read("xl/sharedStrings.xml"))
        names = sorted(each for each in book.namelist() if each.startswith("xl/worksheets/sheet"))
        pages = [etree.fromstring(book.read(each)) for each in names]
    words = ["".join(each.itertext()) for each in shared.iterfind("m:si", CELLS)]
    assert not [page for page in pages if page.findall(".//m:f", CELLS)]  # no formula
    return [
        [
            [
                words[int(each.findtext("m:v", None, CELLS))]
                if each.get("t") == "s"
                else each.findtext("m:v", None, CELLS)
                for each in row
            ]
            for row in page.iterfind(".//m:row", CELLS)
        ]
        for page in pages
    ]


@pytest.mark.parametrize("by", ["office", "channel", "rule"])
@pytest.mark.parametrize("login", ["cs", "ts", "vl", "boss"])
def test_both_files_say_what_the_screen_says(counter, login, by):
    screen = on_screen(counter, login, by)
    assert len(screen) >= 3
    assert in_csv(counter, login, f"by={by}")[0] == screen
    assert in_workbook(counter, login, f"by={by}")[0] == screen


@pytest.mark.parametrize("login", ["cs", "vl"])
def test_both_files_go_on_with_what_is_acknowledged_and_what_is_late(counter, login):
    county = counter.county
    order(county, signed_for(county), "yellow")
    county.pass_days(12)
    page = counter.page(login, "/board")
    [pressing] = tables(page, "")
    [late] = tables(page, " late")
    stories = late.iterfind(".//tr[@class='why-row']/td")
    whys = [unescape("".join(each.itertext())) for each in stories]
    links = [each.get("href") for each in late.iter("a") if "data-open" in each.attrib]
    assert len(links) > 1
    for sections in (in_csv(counter, login, ""), in_workbook(counter, login, "")):
        acknowledged, red = sections[-2], sections[-1]
        acknowledged = acknowledged[-len(cells(pressing)) :]
        assert acknowledged == cells(pressing)
        head = next(number for number, line in enumerate(red) if line[-1] == "编码")
        assert [f"/cases/{line[-1]}" for line in red[head + 1 :]] == links
        for line, why in zip(red[head + 1 :], whys, strict=True):
            assert line[-2] in why


def test_the_files_list_the_colour_that_is_open_on_the_screen(counter):
    assert in_csv(counter, "cs", "colour=yellow")[-1][0] == ["将到期"]
    assert in_csv(counter, "cs", "")[-1][0] == ["已逾期"]
    assert "/board.csv?colour=yellow" in counter.page("cs", "/board?colour=yellow")
    counter.page("cs", "/board.csv?colour=green", 422)


def test_a_file_lists_every_page_of_the_late_up_to_a_bound():
    def page_of(turn: Turn) -> Page[str]:
        start = int(turn.cursor or 0)
        rows = tuple(str(each) for each in range(start, min(start + turn.size, 4500)))
        return Page(rows, str(start + turn.size) if start + turn.size < 4500 else None)

    assert every(page_of) == [str(each) for each in range(MOST)]
    assert every(lambda turn: Page(("only",))) == ["only"]


def test_an_office_named_like_a_formula_runs_nowhere(counter):
    evil = '=HYPERLINK("http://x","y")'
    with counter.county.desk.work(None) as work:
        work.session.execute(update(OfficeRow).where(OfficeRow.code == "village").values(name=evil))
    assert f"'{evil}" in [row[0] for row in in_csv(counter, "vl", "")[0]]
    assert evil in [row[0] for row in in_workbook(counter, "vl", "")[0]]


def test_taking_the_board_away_is_put_on_record(counter):
    in_csv(counter, "cs", "by=rule")
    with counter.county.desk.read() as session:
        rows = session.scalars(select(EventRow).where(EventRow.kind == "BoardExported")).all()
    assert [(row.actor_id, row.facts["by"], row.facts["form"]) for row in rows] == [
        (counter.county.actor("cs").user_id, "rule", "csv")
    ]


def test_there_are_no_other_files_and_none_for_who_oversees_nothing(counter):
    counter.page("cs", "/board.pdf", 404)
    counter.page("cs", "/board.csv?by=weather", 422)
    counter.page("vm", "/board.xlsx", 403)
