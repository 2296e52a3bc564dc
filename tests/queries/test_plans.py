"""What a village reads costs what a village holds: no list walks over the county's cases."""

from datetime import date

import pytest
from sqlalchemy import event, text

from engine.queries import cases, inbox, late, my_day, timeline, worklists
from engine.queries.filters import Filters
from tests.queries import build
from tests.queries.build import actor

BIG = ('"case"', "case", "work_item", "event", "message", "party", "clock")
BY_CODE, BY_DOCKET = Filters(text="2026-000001"), Filters(text="(2026)枫城人调字第1号")
LISTS = {
    "mine": lambda s, who, lens: worklists.work_lines(s, who, lens, ("mine", Filters())),
    "available": lambda s, who, lens: worklists.work_lines(s, who, lens, ("available", Filters())),
    "all": lambda s, who, lens: worklists.work_lines(s, who, lens, ("all", Filters())),
    "cases": cases.case_lines,
    "time left": lambda s, who, lens: cases.case_lines(s, who, lens, (Filters(), "time_left")),
    "count": lambda s, who, _: cases.count_cases(s, who, Filters()),
    "by code": lambda s, who, lens: cases.case_lines(s, who, lens, (BY_CODE, "newest")),
    "by docket": lambda s, who, lens: cases.case_lines(s, who, lens, (BY_DOCKET, "newest")),
    "late": late.late_cases,
    "my day": my_day.my_day,
    "inbox": lambda s, who, _: inbox.messages(s, who),
    "timeline": lambda s, who, _: timeline.timeline(s, who, "2026-000001"),
}


def explained(session, statement, parameters) -> list[str]:
    if session.get_bind().dialect.name == "sqlite":
        cursor = session.connection().connection.driver_connection.cursor()
        cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
        return [row[-1] for row in cursor.fetchall()]
    cursor = session.connection().connection.driver_connection.cursor()
    cursor.execute(f"EXPLAIN {statement}", parameters)
    return [row[0] for row in cursor.fetchall()]


@pytest.mark.parametrize("name", LISTS)
def test_no_list_of_a_village_reads_a_whole_table(county, lens, name):
    with county.database.write() as session:
        case = build.case(session)
        build.clock(session, case, date(2026, 3, 2), colour="red")
        build.item(session, case, due_at=case.due_at)
        build.told(session, case, 10, "k")
    sent: list[tuple[str, object]] = []

    def note(_connection, _cursor, statement, parameters, *_):
        if statement.lstrip().startswith("SELECT"):
            sent.append((statement, parameters))

    with county.read() as session:
        if not county.database.is_sqlite:  # tables of a few rows are rightly read whole
            session.execute(text("SET enable_seqscan = off"))
        event.listen(county.database.engine, "before_cursor_execute", note)
        LISTS[name](session, actor("mediator"), lens)
        event.remove(county.database.engine, "before_cursor_execute", note)
        plans = [line for each in sent for line in explained(session, *each)]
        if not county.database.is_sqlite:
            session.execute(text("RESET enable_seqscan"))
    whole = [line for line in plans if any(
        line.strip(" ->").startswith((f"SCAN {table} ", f"Seq Scan on {table}"))
        or line == f"SCAN {table}" for table in BIG)]  # fmt: skip
    assert sent
    assert not whole
