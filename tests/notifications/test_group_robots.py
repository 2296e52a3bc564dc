"""Several robots of a kind: each group hears of its own offices, on both databases."""

from dataclasses import replace

import pytest
from sqlalchemy import select, text

from engine.rules.errors import Conflict, Invalid, NotAllowed, NotFound
from engine.rules.retry import wait_after
from engine.storage.models import EventRow, MessageRow, RobotRow
from engine.usecases.robots import Description, lines, set_robot, try_robot
from notifications.channels.set_up import carriers
from notifications.deliver import deliver
from notifications.texts import TextBook
from tests.journeys.world import County
from tests.notifications.gateway_house import says
from tests.notifications.outgoing import want

TEXTS = TextBook()
KINDS = ("ColourChanged", "OrderIssued", "HandoffSent")


@pytest.fixture
def county(desk, clock, settled, house) -> County:
    """The small county; the house inside may be called."""
    wide = replace(desk.settings, allow_private_addresses="127.0.0.1", wecom_per_minute=0)
    open_desk = replace(desk, settings=wide)
    settled.settle(open_desk)
    return County(open_desk, clock)


def described(house, county, office: str, **more) -> Description:
    url = f"{house.url}/cgi-bin/webhook/send?key=word-of-{office}"
    given = {"name": f"{office} 群", "kind": "wecom", "office_id": county.office_id(office)}
    return Description(**{**given, "webhook": url, **more})


def made(house, county, office: str, **more) -> int:
    given = described(house, county, office, **more)
    return set_robot(county.desk, county.actor("admin"), given, KINDS)


def told(county, *logins: str) -> None:
    for login in logins:
        want(county.desk, county.actor(login).user_id, "wecom", login)


def sent_to(house) -> dict[str, str]:
    """Return what each group was told, by the word that opens it."""
    return {each.path.rpartition("=")[2]: each.json()["text"]["content"] for each in house.requests}


def run(county) -> int:
    return deliver(county.desk, carriers(county.desk.settings), TEXTS)


def waiting(county) -> dict[str, set[str]]:
    with county.desk.read() as session:
        found = session.execute(
            select(MessageRow.channel, MessageRow.state).where(MessageRow.channel != "inbox")
        )
        states: dict[str, set[str]] = {}
        for channel, state in found:
            states.setdefault(channel, set()).add(state)
        return states


@pytest.fixture
def two_cases(house, county):
    """A case of the village and one of the estate, both overdue; leaders want WeCom."""
    told(county, "vl", "el", "tl", "cs")
    codes = county.register(), county.register(by="er", office="estate")
    county.pass_days(9)
    return codes


def test_each_group_hears_of_its_own_cases_and_of_no_other(house, county, two_cases):
    for office in ("town", "street", "county"):
        made(house, county, office)
    assert run(county) > 0
    heard = sent_to(house)
    village, estate = two_cases
    assert village in heard["word-of-town"]
    assert estate not in heard["word-of-town"]
    assert estate in heard["word-of-street"]
    assert village not in heard["word-of-street"]
    robots = {name: states for name, states in waiting(county).items() if ":" in name}
    assert set(robots) == {"wecom:1", "wecom:2"}
    assert set.union(*robots.values()) <= {"sent", "superseded"}


def test_who_is_in_no_group_that_may_hear_it_is_told_in_the_inbox_alone(house, county, two_cases):
    made(house, county, "street")
    assert run(county) > 0
    village, _ = two_cases
    assert set(sent_to(house)) == {"word-of-street"}
    assert village not in str(sent_to(house))
    assert waiting(county)["wecom"] <= {"off", "superseded"}


def test_the_settings_own_robot_says_what_no_nearer_one_may(house, county, two_cases):
    wide = replace(county.desk.settings, wecom_url=house.url, wecom_key="word-of-all")
    county.desk = replace(county.desk, settings=wide)
    made(house, county, "street")
    assert run(county) > 0
    village, estate = two_cases
    heard = sent_to(house)
    assert village in heard["word-of-all"]
    assert estate in heard["word-of-street"]


def test_a_robot_that_is_off_says_nothing_and_what_waits_finds_another(house, county, two_cases):
    number = made(house, county, "street")
    made(house, county, "county")
    house.turns.append(says(200, b'{"errcode": -1}'))
    run(county)
    off = described(house, county, "street", webhook="", active=False)
    set_robot(county.desk, county.actor("admin"), off, KINDS, number)
    house.requests.clear()
    county.clock.advance(seconds=wait_after(1).total_seconds() * 2)
    run(county)
    assert "word-of-street" not in sent_to(house)
    assert waiting(county).get(f"wecom:{number}", set()) <= {"superseded"}
    assert "sent" in waiting(county)["wecom:2"]


def test_each_robot_has_its_own_pace(house, county, two_cases):
    slow = replace(county.desk.settings, wecom_per_minute=1)
    county.desk = replace(county.desk, settings=slow)
    made(house, county, "town"), made(house, county, "street")
    assert run(county) == 2, "one a minute for each group, not one for all"
    assert set(sent_to(house)) == {"word-of-town", "word-of-street"}


def test_what_a_robot_is_refused_is_listed_as_undelivered(house, county, two_cases):
    number = made(house, county, "street")
    house.answer = b'{"errcode": 93000, "errmsg": "invalid webhook url"}'
    assert run(county) == 0
    assert "dead" in waiting(county)[f"wecom:{number}"]


def test_a_robot_of_some_kinds_leaves_the_others(house, county, two_cases):
    made(house, county, "county", tellings=("OrderIssued",))
    assert run(county) == 0
    assert house.requests == []


def test_a_robot_inside_the_house_is_not_called_unless_allowed(house, county, two_cases):
    number = made(house, county, "county")
    shut = replace(county.desk.settings, allow_private_addresses="")
    county.desk = replace(county.desk, settings=shut)
    assert run(county) == 0
    assert house.requests == []
    with county.desk.read() as session:
        faults = select(MessageRow.fault).where(MessageRow.channel == f"wecom:{number}")
        assert "http.private_address" in set(session.scalars(faults))


def test_an_administrator_tries_a_robot_without_wanting_the_channel(house, county):
    number, admin = made(house, county, "town"), county.actor("admin")
    county.clock.advance(hours=14)  # at night
    try_robot(county.desk, admin, number)
    with pytest.raises(Conflict, match=r"reach\.test_again"):
        try_robot(county.desk, admin, number)
    assert run(county) == 1
    assert "城关镇调委会" in sent_to(house)["word-of-town"]
    assert waiting(county) == {f"wecom:{number}": {"sent"}}


def test_only_administrators_set_robots_up_and_every_change_is_on_record(house, county):
    given = described(house, county, "town")
    for login in ("cs", "safe", "vm"):
        with pytest.raises(NotAllowed):
            set_robot(county.desk, county.actor(login), given, KINDS)
    number = made(house, county, "town")
    same = described(house, county, "town", webhook="", name="城关镇群")
    set_robot(county.desk, county.actor("admin"), same, KINDS, number)
    with county.desk.read() as session:
        rows = session.scalars(
            select(EventRow).where(EventRow.kind == "RobotSet").order_by(EventRow.id)
        )
        assert [row.facts["rewritten"] for row in rows] == [True, False]
        assert "word-of" not in str([row.facts for row in session.scalars(select(EventRow))])
    assert lines(county.desk)[f"wecom:{number}"].webhook.endswith("word-of-town"), "kept"
    with pytest.raises(NotFound):
        set_robot(county.desk, county.actor("admin"), same, KINDS, number + 1)


def test_address_and_secret_lie_encrypted(house, county):
    made(house, county, "town", secret="SEC-of-town")
    with county.desk.read() as session:
        kept = str(session.execute(text("SELECT webhook, secret FROM robot")).all())
        assert "word-of" not in kept
        assert "SEC-of" not in kept
        row = session.scalars(select(RobotRow)).one()
        assert (row.secret, row.key_id is None) == ("SEC-of-town", False)


@pytest.mark.parametrize(
    ("wrong", "field", "fault"),
    [
        ({"name": " "}, "name", "required"),
        ({"name": "长" * 61}, "name", "too_long"),
        ({"kind": "email"}, "kind", "unknown_option"),
        ({"office_id": 4_000}, "office_id", "unknown_option"),
        ({"webhook": ""}, "webhook", "required"),
        ({"webhook": "http://10.0.0.1/x?key=a"}, "webhook", "robot.webhook_inside"),
        ({"secret": "two words"}, "secret", "robot.secret"),
        ({"tellings": ("Gossip",)}, "tellings", "unknown_option"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(house, county, wrong, field, fault):
    with pytest.raises(Invalid) as refused:
        made(house, county, "town", **wrong)
    assert refused.value.fields == {field: fault}
    with county.desk.read() as session:
        assert session.scalars(select(RobotRow)).all() == []


def test_two_robots_do_not_share_a_name(house, county):
    made(house, county, "town", name="群")
    with pytest.raises(Invalid) as refused:
        made(house, county, "street", name="群")
    assert refused.value.fields == {"name": "robot.name_taken"}
