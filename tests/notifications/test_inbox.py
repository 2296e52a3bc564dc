"""A person's inbox: counted, opened, never by somebody else."""

import pytest

from engine.rules.errors import NotFound
from engine.rules.permissions import Actor
from engine.storage.models import MessageRow
from engine.storage.work import Message
from engine.usecases.inbox import mark_all_read, mark_read, unread_count
from tests.notifications.post_office import person, warn


def _told(desk, to: int, number: int) -> int:
    with desk.work(None) as work:
        work.queue(None, Message(to, "inbox", "StepOpened", f"{to}:{number}"))
        return work.session.query(MessageRow.id).filter_by(key=f"{to}:{number}").scalar()


def test_what_is_opened_is_no_longer_new(desk):
    li = Actor(person(desk, "li"), "李", ())
    first, _ = _told(desk, li.user_id, 1), _told(desk, li.user_id, 2)
    warn(desk, li.user_id, "red")  # an e-mail is not in the inbox
    assert unread_count(desk, li) == 2
    mark_read(desk, li, first)
    mark_read(desk, li, first)
    assert unread_count(desk, li) == 1
    assert mark_all_read(desk, li) == 1
    assert unread_count(desk, li) == 0


def test_nobody_opens_what_is_for_another(desk):
    li, wang = Actor(person(desk, "li"), "李", ()), Actor(person(desk, "wang"), "王", ())
    message = _told(desk, li.user_id, 1)
    with pytest.raises(NotFound):
        mark_read(desk, wang, message)
    assert mark_all_read(desk, wang) == 0
    assert unread_count(desk, li) == 1
