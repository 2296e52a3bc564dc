"""People in the hands of administrators: posts, leaving, absence; always an administrator left."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from engine.queries.accounts import account, account_of_token
from engine.rules.errors import Conflict, Invalid, NotAllowed
from engine.storage.models import AbsenceRow, GrantRow, UserRow
from engine.usecases.absences import Away, end_absence, set_absence
from engine.usecases.accounts import issue_token
from engine.usecases.staffing import (
    Post,
    change_user,
    deactivate_user,
    grant_role,
    reactivate_user,
    withdraw_role,
)
from engine.usecases.steps import assign_step
from tests.journeys.test_posts import offices_of
from tests.journeys.world import County


def user_id(county: County, login: str) -> int:
    with county.desk.read() as session:
        return session.scalars(select(UserRow.id).where(UserRow.login == login)).one()


def grant_id(county: County, login: str) -> int:
    with county.desk.read() as session:
        query = select(GrantRow.id).where(GrantRow.user_id == user_id(county, login))
        return session.scalars(query).first()


@pytest.mark.parametrize("login", ["cl", "cs", "vm", "boss"])
def test_only_an_administrator_changes_people(county, login):
    desk, actor, person = county.desk, county.actor(login), user_id(county, "vm")
    for act in (
        lambda: change_user(desk, actor, person, {"name": "新名"}),
        lambda: grant_role(desk, actor, person, Post("mediator", 1)),
        lambda: withdraw_role(desk, actor, grant_id(county, "vm")),
        lambda: deactivate_user(desk, actor, person),
        lambda: reactivate_user(desk, actor, person),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_facts_of_a_person_change_on_record_and_wrong_ones_are_refused(county):
    admin, person = county.actor("admin"), user_id(county, "vm")
    change_user(county.desk, admin, person, {"name": "王新", "email": "wang@example.test"})
    with county.desk.read() as session:
        user = session.get(UserRow, person)
        assert (user.name, user.email) == ("王新", "wang@example.test")
    with pytest.raises(Invalid) as refused:
        change_user(county.desk, admin, person, {"name": " ", "email": "x", "active": "0"})
    assert refused.value.fields == {"name": "required", "email": "malformed", "active": "unknown"}


def test_a_post_is_granted_for_a_time_given_new_days_and_withdrawn(county):
    admin, person = county.actor("admin"), user_id(county, "em")
    village = county.office_id("village")
    tomorrow = county.today + timedelta(days=1)
    grant_role(county.desk, admin, person, Post("mediator", village, None, county.today))
    assert village in offices_of(county, "em")
    grant_role(county.desk, admin, person, Post("mediator", village, tomorrow, None))
    assert village not in offices_of(county, "em")
    county.pass_days(1)
    assert village in offices_of(county, "em")
    past = Post("king", village, None, county.today - timedelta(days=1))
    with pytest.raises(Invalid) as refused:
        grant_role(county.desk, admin, person, past)
    assert refused.value.fields == {"role": "unknown_option", "until_on": "in_the_past"}


def test_who_leaves_hands_open_steps_and_cases_on_and_is_shut_out_at_once(county):
    admin = county.actor("admin")
    code = county.register()
    county.take("vm", code, "sign_for")
    person, successor = user_id(county, "vm"), user_id(county, "vl")
    grant_role(county.desk, admin, successor, Post("mediator", county.office_id("village")))
    item = next(county.item(code, each) for each in county.open_steps(code))
    if item.assignee_id is None:
        assign_step(county.desk, county.actor("vl"), item.id, person)
    token, _ = issue_token(county.desk, county.actor("vm"))

    handed = deactivate_user(county.desk, admin, person, successor)

    assert (handed.steps_given, handed.steps_released) == (1, 0)
    assert county.item(code, item.element).assignee_id == successor
    with county.desk.read() as session:
        assert account(session, person, county.today) is None
        assert account_of_token(session, token, county.desk.now()) is None
    with pytest.raises(Conflict, match="inactive"):
        deactivate_user(county.desk, admin, person)
    reactivate_user(county.desk, admin, person)
    with county.desk.read() as session:
        assert account(session, person, county.today) is not None
        assert account_of_token(session, token, county.desk.now()) is None, "tokens stay ended"


def test_steps_nobody_takes_over_go_back_to_their_office(county):
    code = county.register()
    county.take("vm", code, "sign_for")
    person = user_id(county, "vm")
    item = next(county.item(code, each) for each in county.open_steps(code))
    if item.assignee_id is None:
        assign_step(county.desk, county.actor("vl"), item.id, person)
    stranger = user_id(county, "em")
    handed = deactivate_user(county.desk, county.actor("admin"), person, stranger)
    assert (handed.steps_given, handed.steps_released) == (0, 1)
    assert county.item(code, item.element).assignee_id is None


def test_the_last_administrator_cannot_be_locked_out_in_any_way(county):
    admin = county.actor("admin")
    for act in (
        lambda: deactivate_user(county.desk, admin, admin.user_id),
        lambda: withdraw_role(county.desk, admin, grant_id(county, "admin")),
        lambda: grant_role(
            county.desk, admin, admin.user_id,
            Post("administrator", county.office_id("county"), None, county.today),
        ),
    ):  # fmt: skip
        with pytest.raises(Conflict, match="last_administrator"):
            act()
    assert "administrator" in {str(role) for role in county.actor("admin").roles}
    second = user_id(county, "cl")
    grant_role(county.desk, admin, second, Post("administrator", county.office_id("county")))
    deactivate_user(county.desk, admin, admin.user_id)


def test_absence_is_set_by_oneself_or_ones_leader_and_taken_back(county):
    person, today = user_id(county, "vm"), county.today
    away = Away(today, today + timedelta(days=3), "年休假", user_id(county, "vl"))
    with pytest.raises(NotAllowed):
        set_absence(county.desk, county.actor("em"), person, away)
    number = set_absence(county.desk, county.actor("vl"), person, away)
    with pytest.raises(Conflict, match="overlaps"):
        set_absence(county.desk, county.actor("vm"), person, away)
    end_absence(county.desk, county.actor("vm"), number)
    with pytest.raises(Conflict, match="over"):
        end_absence(county.desk, county.actor("vm"), number)
    with county.desk.read() as session:
        assert session.get(AbsenceRow, number).ended_at is not None
    back = Away(today, today - timedelta(days=1), "", user_id(county, "em"))
    with pytest.raises(Invalid) as refused:
        set_absence(county.desk, county.actor("vm"), person, back)
    assert refused.value.fields == {
        "to_on": "in_the_past", "reason": "required", "substitute_id": "unknown_option",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("first", "last", "meets"),
    [(-3, -1, False), (-3, 0, True), (0, 0, True), (2, 2, True), (2, 5, True), (3, 5, False),
     (1, 1, True), (-3, 9, True)],
)  # fmt: skip
def test_absences_may_follow_one_another_and_share_no_day(county, first, last, meets):
    person, begin = user_id(county, "vm"), county.today + timedelta(days=10)

    def away(first: int, last: int) -> Away:
        return Away(begin + timedelta(days=first), begin + timedelta(days=last), "年休假")

    number = set_absence(county.desk, county.actor("vm"), person, away(0, 2))
    if meets:
        with pytest.raises(Conflict, match=r"absence\.overlaps"):
            set_absence(county.desk, county.actor("vm"), person, away(first, last))
        end_absence(county.desk, county.actor("vm"), number)
    assert set_absence(county.desk, county.actor("vm"), person, away(first, last)) != number
    other = user_id(county, "vl")
    assert set_absence(county.desk, county.actor("vl"), other, away(first, last)), "of others"
