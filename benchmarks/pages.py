"""What pages cost with much on record: 10,000 cases, half of them with an open step of mine.

Each page is asked for by a signed-in person through the whole of the web layer (Flask's test
client): statements and milliseconds. Beside it the query alone. Cases are one real case written
down many times, spread over offices, colours and due days.

Run: ``python -m benchmarks.pages``; about twenty seconds.
"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from time import perf_counter
from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select, text, update
from sqlalchemy.orm import Session

from benchmarks._figures import Statements, spread, sqlite_county
from engine.desk import Desk
from engine.queries.board import board
from engine.queries.filters import Filters
from engine.queries.lens import Lens, lens_of
from engine.queries.overview import case_overview
from engine.queries.worklists import work_lines
from engine.rules.permissions import Actor
from engine.storage.models import (
    CaseRow,
    ClockRow,
    OfficeRow,
    PartyRow,
    ProcessRow,
    UserRow,
    WorkItemRow,
)
from tests.journeys.world import County
from webui.app import create_app

CASES, OPEN = 10_000, 5_000
COLOURS = ("green", "green", "green", "green", "yellow", "orange", "red")
PASSWORD = "plum rain in the courtyard"  # noqa: S105  # of a database that is thrown away
ROUNDS = 15
Row = dict[str, Any]


def fill(desk: Desk, code: str) -> None:
    """Write the case *code* down again until there are ``CASES``."""
    with desk.work(None) as work:
        case = work.case(code)
        offices = list(work.session.scalars(select(OfficeRow.id).order_by(OfficeRow.id)))
        patterns = {
            table: list(work.session.scalars(select(table).where(table.case_id == case.id)))
            for table in (PartyRow, ProcessRow, ClockRow, WorkItemRow)
        }
        lots: dict[Any, list[Row]] = {CaseRow: [], **{table: [] for table in patterns}}
        for number in range(1, CASES):
            for table, row in copies(case, patterns, number, offices):
                lots[table].append(row)
        for table, lot in lots.items():
            for start in range(0, len(lot), 5_000):
                work.session.execute(insert(table.__table__), lot[start : start + 5_000])
    with desk.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as link:
        link.execute(text("ANALYZE"))


def copies(
    case: CaseRow, patterns: dict[Any, list[Any]], number: int, offices: list[int]
) -> Iterator[tuple[Any, Row]]:
    """Yield the rows of copy *number* of *case*: every table and a row for it."""
    shift = number * 100
    colour, later = COLOURS[number % len(COLOURS)], timedelta(hours=number % 700)
    own = {"holder_id": offices[number % len(offices)], "colour": colour, "request_key": None}
    numbered = {"id": case.id + shift, "code": f"B{number:07}", "docket_no": f"测{number}"}
    clock_id = case.clock_id + shift if case.clock_id else None
    due_at = case.due_at + later if case.due_at else None
    yield CaseRow, plain(case) | own | numbered | {"clock_id": clock_id, "due_at": due_at}
    for table, rows in patterns.items():
        for row in rows:
            made = plain(row) | {"id": row.id + shift, "case_id": case.id + shift}
            if table is PartyRow:
                made["name"] = f"{row.name}{number}"
            if table in {ClockRow, WorkItemRow}:
                made["process_id"] = row.process_id + shift if row.process_id else None
                made["due_at"] = row.due_at + later if row.due_at else None
            if table is ClockRow:
                made["colour"] = colour
            if table is WorkItemRow:
                made["status"] = "open" if number < OPEN else "done"
                made["clock_id"] = row.clock_id + shift if row.clock_id else None
            yield table, made


def plain(row: Any) -> Row:
    """Return a row's columns by name."""
    return {column.key: getattr(row, column.key) for column in row.__mapper__.columns}


def sign_in(desk: Desk, app: Flask, login: str) -> FlaskClient:
    """Return the browser of a signed-in person."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with desk.work(None) as work:
        work.session.execute(
            update(UserRow).where(UserRow.login == login).values(password_hash=cheap)
        )
    client = app.test_client()
    page = client.get("/sign-in").get_data(as_text=True)
    token = re.search(r'name="csrf-token" content="([^"]+)"', page)
    assert token
    sent = {"csrf_token": token[1], "login": login, "password": PASSWORD}
    assert client.post("/sign-in", data=sent).status_code == 303
    return client


def report(name: str, statements: Statements, act: Callable[[], object]) -> None:
    """Do *act* some times; print its statements and milliseconds."""
    act()
    before, spent = statements.count, []
    for _ in range(ROUNDS):
        began = perf_counter()
        act()
        spent.append(perf_counter() - began)
    count = (statements.count - before) / ROUNDS
    print(f"  {name:34} {count:4.0f} statements   {spread(spent)}")


def page(client: FlaskClient, path: str) -> Callable[[], None]:
    """Return the act of asking for a page."""

    def ask() -> None:
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)

    return ask


def query(county: County, login: str, ask: Callable[[Any, Any, Lens], object]) -> Callable[[], Any]:
    """Return the act of asking the query behind a page."""

    def act() -> object:
        with county.desk.read() as session:
            return ask(session, county.actor(login), lens_of(county.desk))

    return act


def queue(session: Session, actor: Actor, lens: Lens) -> object:
    """Read the first page of all steps of one's offices."""
    return work_lines(session, actor, lens, ("all", Filters()))


def measure(county: County, code: str, login: str) -> None:
    """Ask for every page and its query as *login*."""

    def overview(session: Session, actor: Actor, lens: Lens) -> object:
        return case_overview(session, actor, lens, code)

    app = create_app(county.desk, wall=county.desk.clock)
    client, statements = sign_in(county.desk, app, login), Statements(county.desk.database.engine)
    paths = {str(rule) for rule in app.url_map.iter_rules()}
    acts = {f"query {name}": query(county, login, ask) for name, ask in QUERIES[login].items()}
    acts |= {f"page {path}": page(client, path) for path in PAGES[login]}
    acts["query case_overview"] = query(county, login, overview)
    if "/cases/<code>" in paths:
        acts["page /cases/<code>"] = page(client, f"/cases/{code}")
    print(f"{login}: {CASES:,} cases, {OPEN:,} open steps")
    for name, act in acts.items():
        report(name, statements, act)


QUERIES: dict[str, dict[str, Callable[[Any, Any, Lens], object]]] = {
    "vm": {"work_lines": queue},
    "cs": {"work_lines": queue, "board": board},
}
PAGES = {"vm": ("/queue?tab=all", "/", "/cases?q=甲某4321"), "cs": ("/queue?tab=all", "/board")}


def main() -> None:
    """Measure for a village's mediator and for the county's supervisor."""
    with sqlite_county() as county:
        code = county.register()
        fill(county.desk, code)
        measure(county, code, "vm")
        measure(county, code, "cs")


if __name__ == "__main__":
    main()
