"""Which robot may say a message, and what the address of one looks like."""

import pytest

from engine.rules.addresses import Allowed
from engine.rules.robots import Robot, Spoken, nearest
from engine.usecases.webhooks import webhook_fault

COUNTY, TOWN, VILLAGE, OTHER = "/1/", "/1/2/", "/1/2/3/", "/1/9/"
NOTHING = Allowed()


def robot(number, path, kind="wecom", tellings=()):
    return Robot(number, kind, path, frozenset(tellings))


def spoken(held_by=VILLAGE, posts=(VILLAGE,), telling="ColourChanged", kind="wecom"):
    return Spoken(kind, telling, held_by, posts)


def chosen(message, *robots):
    found = nearest(robots, message)
    return found and found.robot_id


def test_the_lowest_robot_above_both_case_and_person_says_it():
    all_three = robot(1, COUNTY), robot(2, TOWN), robot(3, VILLAGE)
    assert chosen(spoken(), *all_three) == 3
    assert chosen(spoken(posts=(TOWN,)), *all_three) == 2
    assert chosen(spoken(posts=(COUNTY,)), *all_three) == 1
    assert chosen(spoken(held_by=COUNTY), *all_three) == 1


def test_no_group_hears_of_an_office_that_is_not_its_own():
    assert chosen(spoken(), robot(9, OTHER)) is None
    assert chosen(spoken(held_by=OTHER), robot(3, VILLAGE), robot(2, TOWN)) is None
    assert chosen(spoken(held_by="/1/21/", posts=("/1/21/",)), robot(2, "/1/2/")) is None


def test_what_concerns_no_case_needs_a_group_of_all_the_person_s_offices():
    below = robot(2, TOWN), robot(1, COUNTY)
    assert chosen(spoken(held_by=None), *below) == 2
    assert chosen(spoken(held_by=None, posts=(VILLAGE, OTHER)), *below) == 1
    assert chosen(spoken(held_by=None, posts=()), *below) is None


def test_a_robot_of_some_kinds_leaves_the_others_to_the_next():
    few = robot(3, VILLAGE, tellings=["OrderIssued"])
    assert chosen(spoken(), few) is None
    assert chosen(spoken(), few, robot(2, TOWN)) == 2
    assert chosen(spoken(telling="OrderIssued"), few, robot(2, TOWN)) == 3


def test_a_robot_says_nothing_of_another_kind_and_the_first_of_two_says_it():
    assert chosen(spoken(kind="feishu"), robot(1, COUNTY)) is None
    assert chosen(spoken(), robot(5, VILLAGE), robot(4, VILLAGE)) == 4


@pytest.mark.parametrize(
    ("kind", "webhook", "fault"),
    [
        ("wecom", "https://qyapi.example/cgi-bin/webhook/send?key=abc", None),
        ("dingtalk", "https://oapi.example/robot/send?access_token=abc", None),
        ("feishu", "https://open.example/open-apis/bot/v2/hook/abc", None),
        ("wecom", "https://qyapi.example/cgi-bin/webhook/send", "robot.webhook_word"),
        ("wecom", "https://qyapi.example/cgi-bin/webhook/send?key=", "robot.webhook_word"),
        ("dingtalk", "https://oapi.example/robot/send?key=abc", "robot.webhook_word"),
        ("feishu", "https://open.example/open-apis/bot/v2/hook/", "robot.webhook_word"),
        ("wecom", "ftp://qyapi.example/send?key=abc", "robot.webhook"),
        ("wecom", "qyapi.example/send?key=abc", "robot.webhook"),
        ("wecom", "https://me:pass@qyapi.example/send?key=abc", "robot.webhook"),
        ("wecom", "https://qyapi.example:0/send?key=abc", "robot.webhook"),
        ("wecom", "https://qyapi.example:x/send?key=abc", "robot.webhook"),
        ("wecom", "https://[::1/send?key=abc", "robot.webhook"),
        ("wecom", "https://qyapi.example/send?key=a b", "robot.webhook"),
        ("wecom", "https://127.0.0.1/send?key=abc", "robot.webhook_inside"),
        ("wecom", "http://10.8.0.3/send?key=abc", "robot.webhook_inside"),
        ("wecom", "http://[::ffff:10.8.0.3]/send?key=abc", "robot.webhook_inside"),
    ],
)
def test_the_address_of_a_robot_is_looked_at_when_it_is_set(kind, webhook, fault):
    assert webhook_fault(kind, webhook, NOTHING) == fault


def test_an_address_inside_may_be_allowed():
    allowed = Allowed.read("10.8.0.0/16")
    assert webhook_fault("wecom", "http://10.8.0.3/send?key=abc", allowed) is None
