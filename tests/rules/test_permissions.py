"""The permission table, read as sentences."""

from dataclasses import replace

import pytest

from engine.rules.permissions import MAY, Action, Actor, Grant, Place, Role, may, reach, stands_in

COUNTY, TOWN, VILLAGE, OTHER = "/1/", "/1/2/", "/1/2/3/", "/1/20/"


def somebody(role: Role, path: str, user_id: int = 7) -> Actor:
    return Actor(user_id, "某", (Grant(role, int(path.strip("/").split("/")[-1]), path),))


def test_every_action_stands_in_the_table():
    assert {action for _, action in MAY} == set(Action)


def test_every_role_may_do_something():
    assert {role for role, _ in MAY} == set(Role)


def test_what_is_not_in_the_table_is_refused():
    refused = {(role, action) for role in Role for action in Action} - set(MAY)
    assert refused
    for role, action in refused:
        assert not may(somebody(role, COUNTY), action, Place((COUNTY, TOWN, VILLAGE), (7,)))


@pytest.mark.parametrize("role", [Role.DISPATCHER, Role.SUPERVISOR, Role.LEADER])
def test_the_subtree_is_seen_from_above_and_no_other(role):
    actor = somebody(role, TOWN)
    assert may(actor, Action.READ_CASE, Place((VILLAGE,)))
    assert not may(actor, Action.READ_CASE, Place((COUNTY,)))
    assert not may(actor, Action.READ_CASE, Place((OTHER,)))  # "/1/2/" is no prefix of "/1/20/"


def test_a_mediator_sees_the_own_office_and_what_was_given_to_them():
    actor = somebody(Role.MEDIATOR, VILLAGE)
    assert may(actor, Action.READ_CASE, Place((VILLAGE,)))
    assert not may(actor, Action.READ_CASE, Place((TOWN,)))
    assert may(actor, Action.READ_CASE, Place((TOWN,), (7,)))


def test_an_administrator_sees_cases_but_never_parties():
    actor = somebody(Role.ADMINISTRATOR, COUNTY)
    assert may(actor, Action.READ_CASE, Place((VILLAGE,)))
    assert not may(actor, Action.READ_PARTIES, Place((VILLAGE,)))


def test_a_step_is_for_its_role_in_its_office_or_its_assignee():
    place = Place((VILLAGE,), (), frozenset({Role.MEDIATOR}), VILLAGE)
    assert may(somebody(Role.MEDIATOR, VILLAGE), Action.WORK_ON_STEP, place)
    assert not may(somebody(Role.REGISTRAR, VILLAGE), Action.WORK_ON_STEP, place)
    assert not may(somebody(Role.MEDIATOR, TOWN), Action.WORK_ON_STEP, place)
    given = Place((VILLAGE,), (7,), frozenset({Role.MEDIATOR}), VILLAGE)
    assert may(somebody(Role.MEDIATOR, TOWN), Action.WORK_ON_STEP, given)


def test_a_substitute_may_do_the_absents_steps_in_their_own_office_alone():
    place = Place((VILLAGE,), (9,), frozenset({Role.MEDIATOR}), VILLAGE)
    for role, path, absent, allowed in (
        (Role.REGISTRAR, VILLAGE, {9}, True),
        (Role.REGISTRAR, VILLAGE, {8}, False),
        (Role.REGISTRAR, TOWN, {9}, False),
        (Role.ADMINISTRATOR, VILLAGE, {9}, False),
        (Role.LEADER, VILLAGE, {9}, False),
    ):
        actor = replace(somebody(role, path), stands_for=frozenset(absent))
        assert may(actor, Action.WORK_ON_STEP, place) is allowed
        assert stands_in(actor, place) is allowed
    nobody_holds_it = replace(place, people=())
    substitute = replace(somebody(Role.REGISTRAR, VILLAGE), stands_for=frozenset({9}))
    assert not may(substitute, Action.WORK_ON_STEP, nobody_holds_it)


def test_grants_add_up():
    actor = Actor(7, "某", (Grant(Role.MEDIATOR, 3, VILLAGE), Grant(Role.SUPERVISOR, 2, TOWN)))
    assert may(actor, Action.READ_CASE, Place((TOWN,)))
    own, roots = reach(actor, Action.READ_CASE)
    assert own == {3}
    assert roots == (TOWN,)
