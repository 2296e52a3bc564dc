"""The book of permissions is the table the program asks, and every page keeps to it."""

import pytest

from docs.permission_table import WORDS, page, sign
from engine.rules.permissions import Action, Role
from tests.architecture.tree import ROOT


def test_the_book_of_permissions_is_the_table_itself():
    written = (ROOT / "docs" / "permissions.md").read_text("utf-8")
    assert written == page(), "write it again: python -m docs.permission_table"


def test_every_action_has_a_name_and_somebody_who_may():
    assert set(WORDS) == set(Action)
    assert not [action for action in Action if not any(sign(role, action) for role in Role)]


@pytest.mark.parametrize(
    ("role", "action", "expected"),
    [
        (Role.MEDIATOR, Action.READ_CASE, "己"),
        (Role.OFFICE_LEADER, Action.ASSIGN, "本"),
        (Role.SUPERVISOR, Action.READ_PARTIES, "下"),
        (Role.LIAISON, Action.WORK_ON_STEP, "步"),
        (Role.ADMINISTRATOR, Action.ADMINISTER, "全"),
        (Role.ADMINISTRATOR, Action.READ_PARTIES, ""),
        (Role.LEADER, Action.WORK_ON_STEP, ""),
    ],
)
def test_the_signs_mean_what_the_legend_says(role, action, expected):
    assert sign(role, action) == expected
