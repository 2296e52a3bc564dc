"""确认与督办 on the board: every number opens as many, by a fixed number of questions."""

import re
from html import unescape

import pytest
from sqlalchemy import event, select

from engine.queries.lens import lens_of
from engine.queries.pressing import pressing
from engine.storage.models import WarningRow
from tests.conftest import database
from tests.journeys.conftest import county
from tests.journeys.points import order, signed_for
from tests.webui.counter import Counter, open_counter

__all__ = ["county", "database"]
NUMBER = re.compile(
    r'<a href="(/board/behind\?[^"]+)"><span class="visually-hidden">[^<]*</span>(\d+)</a>'
)
LISTED = re.compile(r'<li class="bar \w+" data-row>')


@pytest.fixture
def counter(county) -> Counter:
    """Two cases nobody signs for, one with a yellow card that is not answered."""
    order(county, signed_for(county), "yellow")
    for _ in range(2):
        county.register()
    county.register(by="er", office="estate")
    county.pass_days(5)
    order(county, signed_for(county), "ordinary")
    with county.desk.work(None) as work:
        first = work.session.scalars(
            select(WarningRow).where(WarningRow.withdrawn_at.is_(None)).order_by(WarningRow.id)
        ).first()
        first.acknowledged_at, first.acknowledged_note = work.now, "已安排"
    return open_counter(county)


@pytest.mark.parametrize("login", ["vl", "ts", "cs", "cd", "boss"])
def test_every_number_opens_as_many(counter, login):
    found = NUMBER.findall(counter.page(login, "/board"))
    figures = {re.search(r"figure=(\w+)", address).group(1) for address, _ in found}
    assert {"unacknowledged", "orders_open", "orders_overdue"} <= figures
    for address, number in found:
        listed = LISTED.findall(counter.page(login, unescape(address)))
        assert len(listed) == int(number), address


def test_what_was_acknowledged_says_by_whom_and_when(counter):
    found = [address for address, _ in NUMBER.findall(counter.page("cs", "/board"))
             if "figure=acknowledged" in address]  # fmt: skip
    assert "已安排" in counter.page("cs", unescape(found[0]))


def test_the_list_says_whose_it_is_and_which_limit_has_turned(counter):
    village = counter.county.office_id("village")
    text = counter.page("cs", f"/board/behind?office={village}&figure=unacknowledged")
    assert "后岭村调委会" in text
    assert "签收" in text


def test_an_orders_reply_is_due_by_the_end_of_its_last_day(counter):
    village = counter.county.office_id("village")
    text = counter.page("cs", f"/board/behind?office={village}&figure=orders_open")
    assert re.search(r"最迟 [^<]* 24:00回复", text)
    assert "00:00回复" not in text


def test_another_office_and_another_figure_open_nothing(counter):
    village = counter.county.office_id("village")
    address = f"/board/behind?office={village}&figure=orders_open"
    assert LISTED.findall(counter.page("cs", address))
    counter.page("sl", address, 404)
    counter.page("cs", "/board/behind?office=987654&figure=orders_open", 404)
    counter.page("cs", f"/board/behind?office={village}&figure=weather", 422)
    counter.page("cs", "/board/behind?office=x&figure=orders_open", 422)


def test_three_questions_however_many_offices(counter):
    county = counter.county
    asked: list[str] = []
    engine = county.desk.database.read_engine
    with county.desk.read() as session:
        listener = lambda *args: asked.append(args[2])  # noqa: E731
        event.listen(engine, "before_cursor_execute", listener)
        lines = pressing(session, county.actor("cs"), lens_of(county.desk))
        event.remove(engine, "before_cursor_execute", listener)
    assert len(lines) >= 2
    assert len([each for each in asked if each.lstrip().startswith("SELECT")]) == 3
