"""消息: in words, unread until read, and a bell that counts."""

import pytest

from notifications.texts import TextBook
from tests.conftest import database
from tests.journeys.conftest import county
from tests.webui.counter import Counter, open_counter
from webui.message_words import TEXTS

__all__ = ["county", "database"]


@pytest.fixture
def counter(county) -> Counter:
    """A case nobody signed for: the mediator and others have been told."""
    county.register(title="通道纠纷")
    county.pass_days(3)
    counter = open_counter(county)
    counter.app.extensions[TEXTS] = TextBook()
    return counter


def first_id(text: str) -> str:
    return text.partition('id="message-')[2].partition('"')[0]


def test_a_message_is_told_in_words_with_its_case(counter):
    text = counter.page("vm", "/inbox")
    assert "案件 2026-000001：" in text
    assert "已逾期" in text
    assert "甲某 — 乙某" in text


def test_a_message_is_told_in_the_readers_language(counter):
    counter.as_("vm").post("/language", {"locale": "en"})
    assert "Case 2026-000001" in counter.page("vm", "/inbox")


def test_opening_a_message_reads_it_and_leads_to_the_case(counter):
    vm = counter.as_("vm")
    text = counter.page("vm", "/inbox")
    message = first_id(text)
    target = {"to": "/cases/2026-000001"}
    answer = vm.post(f"/inbox/{message}/open", target)
    assert (answer.status_code, answer.location) == (303, "/cases/2026-000001")
    assert f'id="message-{message}"' not in counter.page("vm", "/inbox")
    assert f'id="message-{message}"' in counter.page("vm", "/inbox?show=all")


def test_a_message_leads_nowhere_outside(counter):
    message = first_id(counter.page("vm", "/inbox"))
    answer = counter.as_("vm").post(f"/inbox/{message}/open", {"to": "https://example.test/"})
    assert answer.location == "/inbox"


def test_all_are_read_at_once_and_the_bell_falls_silent(counter):
    assert 'class="cnt"' in counter.page("vm", "/inbox/bell")
    assert counter.as_("vm").post("/inbox/read").status_code == 303
    assert "没有未读的消息" in counter.page("vm", "/inbox")
    assert 'data-unread="0"' in counter.page("vm", "/inbox/bell")


def test_the_bell_asks_for_itself_without_keeping_anybody_in(counter):
    bell = counter.page("vm", "/inbox/bell")
    assert "<html" not in bell
    assert 'hx-trigger="every 30s"' in bell
    assert "data-quiet" in bell
    assert "X-Heshi-Quiet" in bell


def test_somebody_elses_message_is_none(counter):
    message = first_id(counter.page("vl", "/inbox"))
    assert counter.as_("em").post(f"/inbox/{message}/read").status_code == 404
    assert f'id="message-{message}"' in counter.page("vl", "/inbox")


def test_an_administrator_reads_no_names(counter):
    text = counter.page("admin", "/inbox?show=all")
    assert "甲某" not in text


def test_without_a_messenger_the_kind_is_named(county):
    county.register(title="通道纠纷")
    assert "2026-000001" in open_counter(county).page("vm", "/inbox")
