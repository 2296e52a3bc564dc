"""An office closes with work in it: everything in motion goes to its successor, or nothing does."""

from datetime import date, timedelta

import pytest

from engine.queries.calendar_moves import Moves
from engine.queries.closing_moves import closing_moves
from engine.queries.lens import lens_of
from engine.rules.errors import Conflict, Invalid, NotAllowed
from engine.storage.models import OfficeRow, OrderRow, UserRow
from engine.usecases.calendars import Override, set_override
from engine.usecases.endings import reopen_case
from engine.usecases.orders import issue_order
from engine.usecases.premises import Closing, close_office, preview_closing, reopen_office
from engine.usecases.steps import complete_step
from tests.journeys.test_neighbours import settle_in_the_village
from tests.journeys.test_staffing import user_id
from tests.journeys.test_supervision import YELLOW
from tests.journeys.world import County

WHY = "撤村并居"


def close(county: County, to: str = "town", office: str = "village"):
    closing = Closing(WHY, county.office_id(to))
    return close_office(county.desk, county.actor("admin"), county.office_id(office), closing)


def test_a_case_goes_on_in_the_successor_to_its_end(county):
    code = county.register()
    county.take("vm", code, "sign_for")
    village, town = county.office_id("village"), county.office_id("town")
    left = close(county)
    assert (len(left.cases), left.steps) == (1, 1)
    case, item = county.case(code), county.item(code, "get_consent")
    assert {case.holder_id, case.body_id, case.registered_office_id, item.office_id} == {town}
    assert (case.assignee_id, item.assignee_id) == (None, None)
    handed = county.events(code, "CaseHandedOver")[0].facts
    assert (handed["from_office_id"], handed["to_office_id"]) == (village, town)
    assert handed["parts"] == ["holder", "body", "registered"]
    county.take("tm", code, "get_consent", rights_told="yes", asked_on=county.day(),
                asked_how="in_person", result="both_agree")  # fmt: skip
    item = county.item(code, "investigate")
    assert (item.office_id, item.assignee_id) == (town, user_id(county, "tm"))


def test_nobody_works_in_a_closed_office(county):
    code = county.register()
    vm = county.actor("vm")
    close(county)
    item = county.item(code, "sign_for")
    with pytest.raises(Exception, match="step"):
        complete_step(county.desk, vm, item.id, {})


def test_steps_that_nobody_could_take_are_refused_and_nothing_moves(county):
    code = county.register()
    with county.desk.work(None) as work:
        for login in ("tm", "tl", "tr"):
            work.session.get(UserRow, user_id(county, login)).active = False
    before = county.case(code).holder_id
    with pytest.raises(Conflict, match="unplaceable") as refused:
        close(county)
    assert refused.value.facts["count"] == 1
    with county.desk.read() as session:
        assert session.get(OfficeRow, county.office_id("village")).active
    assert county.case(code).holder_id == before


@pytest.mark.parametrize("to", ["medical", "court", "village"])
def test_a_successor_that_does_not_take_the_case_is_refused(county, to):
    county.register()
    with pytest.raises((Conflict, Invalid)):
        close(county, to)


def test_duties_of_supervision_go_along(county):
    code = county.register()
    county.take("vm", code, "sign_for")
    order = issue_order(county.desk, county.actor("ts"), code, YELLOW)
    left = close(county)
    assert left.duties["orders"] == 1
    with county.desk.read() as session:
        assert session.get(OrderRow, order).office_id == county.office_id("town")


def test_an_ended_case_stays_where_it_was_and_is_not_reopened_there(county):
    code = county.register()
    settle_in_the_village(county, code)
    assert close(county).cases == ()
    assert county.case(code).holder_id == county.office_id("village")
    with pytest.raises(Conflict, match="closed"):
        reopen_case(county.desk, county.actor("ts"), code, "当事人反悔")
    with pytest.raises(Conflict, match="office_closed"):
        issue_order(county.desk, county.actor("ts"), code, YELLOW)


def test_only_an_administrator_closes_and_reopens(county):
    for login in ("vl", "cs", "boss"):
        for act in (
            lambda actor: close_office(county.desk, actor, 3, Closing(WHY)),
            lambda actor: reopen_office(county.desk, actor, 3, WHY),
        ):
            with pytest.raises(NotAllowed):
                act(county.actor(login))


def test_a_closed_office_is_opened_again_and_its_people_act_there_again(county):
    close(county)
    admin, village = county.actor("admin"), county.office_id("village")
    with pytest.raises(Invalid):
        reopen_office(county.desk, admin, village, " ")
    reopen_office(county.desk, admin, village, "恢复建制")
    with pytest.raises(Conflict, match="open"):
        reopen_office(county.desk, admin, village, "恢复建制")
    county._actors.clear()
    code = county.register()
    county.take("vm", code, "sign_for")
    assert county.open_steps(code) == ["get_consent"]


def days_off(county, office: str, *days: date) -> None:
    for day in days:
        set_override(county.desk, None, Override(office, day, works=False, reason="庙会"))


def due(county, code: str) -> dict[str, date]:
    return {rule: clock.due_on for rule, clock in county.clocks(code).items() if not clock.ended_at}


def test_clocks_go_on_by_the_days_of_the_successor_and_say_so(county):
    code = county.register()
    county.take("vm", code, "sign_for")
    before = due(county, code)
    last = before["PM-01"]
    days_off(county, "village", last)
    assert due(county, code)["PM-01"] > last, "the village is off that day"
    moved = due(county, code)
    close(county)
    assert due(county, code) == before, "the town works on it"
    running = [each for each in county.clocks(code).values() if each.ended_at is None]
    assert {clock.office_id for clock in running} == {county.office_id("town")}
    told = [each.facts for each in county.events(code, "ClockRecomputed")][-1]
    assert (told["old_due_on"], told["new_due_on"], told["reason"]) == (
        moved["PM-01"].isoformat(), last.isoformat(), "handed_over"
    )  # fmt: skip
    case = county.case(code)
    assert case.due_at is not None


def test_a_successor_s_day_off_moves_the_last_day_and_takes_a_colour_back(county):
    code = county.register()
    duty = None
    while duty is None:
        county.pass_days(1 / 24)
        clocks = county.clocks(code).values()
        warned = [each for each in clocks if each.colour != "green" and not each.ended_at]
        duty = next((each for each in warned if each.fired_at is None), None)
    days = [duty.due_on + timedelta(days=each) for each in range(10)]
    days_off(county, "estate", *days)
    close(county, "estate")
    after = county.clocks(code)[duty.rule]
    assert after.due_on > duty.due_on
    assert after.colour == "green"
    changed = [each.facts for each in county.events(code, "ColourChanged")][-1]
    assert (changed["after"], changed["reason"]) == ("green", "handed_over")


def foreseen(county, office: str = "village", to: str = "town") -> Moves:
    admin, between = county.actor("admin"), (county.office_id(office), county.office_id(to))
    left = preview_closing(county.desk, admin, *between).cases
    with county.desk.read() as session:
        called = [(each.case_id, each.code) for each in left]
        return closing_moves(session, lens_of(county.desk), between, called)


def test_what_is_foreseen_is_what_moves(county):
    codes = [county.register() for _ in range(3)]
    for code in codes[:2]:
        county.take("vm", code, "sign_for")
    county.pass_days(1)
    last = due(county, codes[0])["PM-01"]
    days_off(county, "village", *(last + timedelta(days=each) for each in range(-3, 2)))
    moves = foreseen(county)
    assert moves.stuck == 0
    assert moves.cases >= 2
    assert len(moves.lines) == moves.count
    close(county)
    told = [
        (code, each.facts["rule"], each.facts["old_due_on"], each.facts["new_due_on"])
        for code in codes
        for each in county.events(code, "ClockRecomputed")
        if each.facts["reason"] == "handed_over"
    ]
    assert told
    assert sorted(told) == sorted(
        (each.code, each.rule, each.before.isoformat(), each.after.isoformat())
        for each in moves.lines
    )


def test_nothing_is_foreseen_where_both_work_alike(county):
    county.take("vm", county.register(), "sign_for")
    assert foreseen(county) == Moves(0, 0, ())


def test_the_first_fifty_are_listed_and_all_are_counted(county, monkeypatch):
    codes = [county.register() for _ in range(2)]
    for code in codes:
        county.take("vm", code, "sign_for")
    last = due(county, codes[0])["PM-01"]
    days_off(county, "village", last)
    whole = foreseen(county)
    monkeypatch.setattr("engine.queries.closing_moves.SHOWN", 1)
    part = foreseen(county)
    assert whole.count == part.count > 1
    assert part.lines == whole.lines[:1]


def test_where_both_work_alike_no_clock_moves_and_nothing_is_said_of_it(county):
    code = county.register()
    county.take("vm", code, "sign_for")
    before = due(county, code)
    close(county)
    assert due(county, code) == before
    assert county.events(code, "ClockRecomputed") == []


def test_a_clock_that_has_fired_stays_fired_in_the_successor(county):
    code = county.register()
    county.pass_days(9)
    fired = {each.id: each.fired_at for each in county.clocks(code).values() if each.fired_at}
    assert fired
    days_off(county, "estate", *(county.today + timedelta(days=each) for each in range(5)))
    close(county, "estate")
    after = {each.id: each.fired_at for each in county.clocks(code).values()}
    assert {key: after[key] for key in fired} == fired
