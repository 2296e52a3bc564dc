"""流程热图: every number is what plain arithmetic over the rows says, on either database."""

from datetime import timedelta
from math import ceil
from statistics import median

import pytest
from sqlalchemy import select, text

from engine.clock import FixedClock
from engine.queries.filters import Filters
from engine.queries.heat import (
    FIGURES,
    OVERDUE,
    PASSES,
    Heat,
    Scope,
    arrows,
    heat,
    heat_lines,
)
from engine.queries.heat_reach import overseen, require_overseer, versions
from engine.queries.lens import lens_of
from engine.queries.paging import Turn
from engine.queries.worklists import work_lines
from engine.rules.calendar import local_day
from engine.rules.errors import Invalid, NotFound
from engine.storage.models import EventRow, OfficeRow, ProcessRow, WorkItemRow
from tests.journeys.acts import agree_to_mediate, sit
from tests.journeys.world import County
from tests.settled import Settled

LATE = ("all", Filters(colours=("red",)))


@pytest.fixture
def world(desk, clock: FixedClock, settled: Settled) -> County:
    """Six cases, each a little slower than the one before."""
    settled.settle(desk)
    county = County(desk, clock)
    for number in range(6):
        code = county.register()
        county.sleep(hours=7 * number or 30, seconds=number)
        if number < 5:
            county.take("vm", code, "sign_for")
        if number < 3:
            agree_to_mediate(county, "vm", code)
            sit(county, "vm", code, "go_on")
    return county


def everything(world) -> Scope:
    today = local_day(world.desk.now())
    return Scope(today - timedelta(days=60), today)


def rows(world):
    with world.desk.read() as session:
        return session.scalars(select(WorkItemRow)).all()


def asked(world, who="cs", **more):
    base = everything(world)
    scope = Scope(**{"since": base.since, "until": base.until, **more})
    with world.desk.read() as session:
        return heat(session, world.actor(who), scope), scope


def test_counts_and_times_are_those_of_plain_arithmetic(world):
    world.pass_days(30)
    found, _ = asked(world)
    elements = {row.element for row in rows(world) if row.status in {"open", "done"}}
    assert found.keys() == elements
    several = 0
    for element, heat_ in found.items():
        mine = [row for row in rows(world) if row.element == element]
        ended = [row for row in mine if row.status == "done"]
        took = sorted(
            int(row.ended_at.timestamp()) - int(row.opened_at.timestamp()) for row in ended
        )
        assert heat_.open == sum(row.status == "open" for row in mine)
        assert heat_.passes == len(took)
        assert heat_.median == (median(took) if took else None)
        assert heat_.ninetieth == (took[ceil(0.9 * len(took)) - 1] if took else None)
        several += len(set(took)) > 2
    assert several
    assert sum(each.overdue for each in found.values()) > 0


def test_what_is_late_is_what_the_queue_calls_late(world):
    world.pass_days(30)
    found, _ = asked(world)
    late = {}
    with world.desk.read() as session:
        page = work_lines(session, world.actor("cs"), lens_of(world.desk), LATE, Turn(None, 200))
    for line in page.rows:
        late[line.element] = late.get(line.element, 0) + 1
    assert late == {key: each.overdue for key, each in found.items() if each.overdue}


def test_the_database_itself_agrees_about_percentiles(world, database):
    if database.engine.dialect.name != "postgresql":
        [(number,)] = database.engine.connect().execute(text("SELECT count(*) FROM work_item"))
        assert number == len(rows(world))
        return
    found, _ = asked(world)
    query = """SELECT element, percentile_cont(0.5) WITHIN GROUP (ORDER BY taken),
      percentile_disc(0.9) WITHIN GROUP (ORDER BY taken) FROM (SELECT element,
      floor(extract(epoch FROM ended_at)) - floor(extract(epoch FROM opened_at)) AS taken
      FROM work_item WHERE status = 'done') AS t GROUP BY element"""
    with database.engine.connect() as connection:
        for element, middle, ninetieth in connection.execute(text(query)):
            assert (found[element].median, found[element].ninetieth) == (middle, int(ninetieth))


def test_period_version_and_office_cut_down(world):
    found, scope = asked(world)
    days = sorted({local_day(row.ended_at) for row in rows(world) if row.status == "done"})
    assert len(days) > 1
    first, _ = asked(world, until=days[0])
    expected = {}
    for row in rows(world):
        if row.status == "done" and local_day(row.ended_at) == days[0]:
            expected[row.element] = expected.get(row.element, 0) + 1
    assert {key: each.passes for key, each in first.items() if each.passes} == expected
    with world.desk.read() as session:
        assert versions(session) == (1,)
        offices = overseen(session, world.actor("cs"))
        busy = {row.office_id for row in rows(world)}
        by_office = [
            heat(session, world.actor("cs"), Scope(scope.since, scope.until, None, key))
            for key, _, path in offices
            if key in busy
        ]
    assert by_office
    assert asked(world, version=1)[0] == found
    assert asked(world, version=2)[0] == {}


def test_the_reader_sees_only_steps_of_offices_they_oversee(world):
    mine, _ = asked(world, "vl")
    village = {row.id for row in offices_of(world, "vl")}
    for element, each in mine.items():
        passed = [
            row
            for row in rows(world)
            if row.element == element and row.status == "done" and row.office_id in village
        ]
        assert each.passes == len(passed)
    with world.desk.read() as session:
        with pytest.raises(NotFound, match=r"page\.unknown"):
            require_overseer(session, world.actor("vm"), None)
        with pytest.raises(NotFound, match=r"office\.unknown"):
            require_overseer(session, world.actor("vl"), 1)
        require_overseer(session, world.actor("cs"), 1)


def offices_of(world, who):
    with world.desk.read() as session:
        keys = [key for key, _, _ in overseen(session, world.actor(who))]
        return session.scalars(select(OfficeRow).where(OfficeRow.id.in_(keys))).all()


def test_behind_every_number_stand_as_many_steps(world):
    world.pass_days(30)
    found, scope = asked(world)
    with world.desk.read() as session:
        for element, each in found.items():
            for figure in FIGURES:
                behind = (element, figure)
                page = heat_lines(session, world.actor("cs"), scope, behind, Turn(None, 100))
                number = each.figure(figure) if figure in {"open", OVERDUE} else each.passes
                assert len(page.rows) == number, behind
        with pytest.raises(Invalid):
            heat_lines(session, world.actor("cs"), scope, ("sign_for", "else"), Turn())


def test_arrows_are_counted_as_the_events_have_them(world):
    with world.desk.read() as session:
        found = arrows(session, world.actor("cs"), everything(world))
        facts = session.scalars(
            select(EventRow.facts).where(EventRow.kind.in_(("StepCompleted", "ProcessMoved")))
        ).all()
    expected = {}
    for each in facts:
        for key in each["walked"]:
            expected[key] = expected.get(key, 0) + 1
    assert found == expected
    assert found["get_consent__consented"] == 3
    scope = everything(world)
    with world.desk.read() as session:
        one = Scope(scope.since, scope.until, 1)
        assert arrows(session, world.actor("cs"), one) == expected
        none = Scope(scope.since, scope.until, 2)
        assert arrows(session, world.actor("cs"), none) == {}


def test_nothing_is_nothing(world):
    assert Heat().figure(PASSES) == 0
    assert Heat().figure("p90") is None
    with world.desk.read() as session:
        assert session.scalars(select(ProcessRow)).first() is not None
