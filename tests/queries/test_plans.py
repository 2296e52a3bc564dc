"""What a village reads costs what a village holds: no list walks over the county's cases."""

from datetime import date

import pytest
from sqlalchemy import event, text

from engine.queries import belonging, board, cases, health, inbox, late, my_day, timeline, worklists
from engine.queries.filters import Filters
from engine.queries.paging import Turn
from tests.databases import renew
from tests.queries import build
from tests.queries.build import actor


@pytest.fixture
def database(database):
    """Tables as new: what earlier tests have left in the files would steer PostgreSQL's plans."""
    if not database.is_sqlite:
        renew(database)
    return database


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


BEGUN_CODE, BEGUN_DOCKET = Filters(text="2026-00005"), Filters(text="（2026）枫测字第5")
# by what index (or, with few rows, one as good) those who see the whole county find their rows
WALKS = {
    "queue": (("ix_work_item_waiting", "ix_work_item_office_open"),
              lambda s, who, lens: worklists.work_lines(
                  s, who, lens, ("all", Filters()), Turn(size=3))),
    "steps": (("ix_work_item_element",), lambda s, who, _: belonging.waiting_steps(s, who)),
    "red cases": (("ix_case_shown",), late.late_cases),
    "board": (("ix_case_red",), board.board),
    "set aside": (("ix_process_set_aside",), lambda s, _, lens: health.set_aside_count(s)),
    "a code begun": (("uq_case_code", "sqlite_autoindex_case_1"),
                     lambda s, who, _: cases.count_cases(s, who, BEGUN_CODE)),
    "a docket begun": (("ix_case_docket_no",),
                       lambda s, who, _: cases.count_cases(s, who, BEGUN_DOCKET)),
}  # fmt: skip


def plans_of(county, act) -> list[str]:
    """Return the plans of all that *act* asks; PostgreSQL may read no table whole."""
    sent: list[tuple[str, object]] = []

    def note(_connection, _cursor, statement, parameters, *_):
        if statement.lstrip().startswith(("SELECT", "WITH")):
            sent.append((statement, parameters))

    with county.read() as session:
        if not county.database.is_sqlite:  # tables of a few rows are rightly read whole
            session.execute(text("SET enable_seqscan = off"))
        event.listen(county.database.engine, "before_cursor_execute", note)
        act(session)
        event.remove(county.database.engine, "before_cursor_execute", note)
        plans = [line for each in sent for line in explained(session, *each)]
        if not county.database.is_sqlite:
            session.execute(text("RESET enable_seqscan"))
    assert sent
    return plans


@pytest.mark.parametrize("name", LISTS)
def test_no_list_of_a_village_reads_a_whole_table(county, lens, name):
    with county.database.write() as session:
        case = build.case(session)
        build.clock(session, case, date(2026, 3, 2), colour="red")
        build.item(session, case, due_at=case.due_at)
        build.told(session, case, 10, "k")
    plans = plans_of(county, lambda session: LISTS[name](session, actor("mediator"), lens))
    whole = [line for line in plans if any(
        line.strip(" ->").startswith((f"SCAN {table} ", f"Seq Scan on {table}"))
        or line == f"SCAN {table}" for table in BIG)]  # fmt: skip
    assert not whole


@pytest.mark.parametrize("name", WALKS)
def test_who_sees_the_county_walks_along_an_index(county, lens, name):
    with county.database.write() as session:
        for number in range(60):
            case = build.case(session, f"2026-{number:06}", docket_no=f"（2026）枫测字第{number}号")
            build.clock(session, case, date(2026, 3, 2), colour="red")
            build.item(session, case, due_at=case.due_at)
        session.execute(text("ANALYZE"))
    indexes, act = WALKS[name]
    plans = plans_of(county, lambda session: act(session, actor("county_supervisor"), lens))
    assert any(index in line for line in plans for index in indexes), plans


@pytest.mark.parametrize("filters", [Filters(), Filters(colours=("red",))])
def test_a_village_takes_its_soonest_cases_from_an_index(county, lens, filters):
    with county.database.write() as session:
        for number in range(600):
            holder = 17 if number % 20 == 0 else 41
            case = build.case(session, f"2026-{number:06}", holder_id=holder,
                              registered_office_id=holder)  # fmt: skip
            build.clock(session, case, date(2026, 3, 2), colour="red")
        session.execute(text("ANALYZE"))
    wanted = (filters, "time_left")
    plans = plans_of(
        county, lambda session: cases.case_lines(session, actor("mediator"), lens, wanted)
    )
    kinds = ["ix_case_body", "ix_case_registered"]
    if county.database.is_sqlite:  # PostgreSQL sorts these few rows rather
        kinds.append("ix_case_holder_due")
    assert [kind for kind in kinds if not any(kind in line for line in plans)] == [], plans
    assert not any("ix_case_due" in line or "ix_case_shown" in line for line in plans), plans
