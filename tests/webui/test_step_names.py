"""Steps are called what the reader's language calls them, on every page and in every message."""

import re

import pytest
from sqlalchemy import select

from engine.queries.diagrams import diagrams_of
from engine.queries.step_names import english_steps, in_english
from engine.storage.models import WorkItemRow
from engine.storage.published import bundle_of, newest_bundle
from notifications.texts import TextBook
from tests.conftest import database
from tests.journeys.conftest import county
from tests.webui.counter import Counter, open_counter
from webui.message_words import TEXTS

__all__ = ["county", "database"]


@pytest.fixture
def counter(county) -> Counter:
    opened = open_counter(county)
    opened.app.extensions[TEXTS] = TextBook()
    return opened


def names_of(county, code: str) -> dict[str, str]:
    """Return the open steps of a case by their Chinese names, with the English ones."""
    with county.desk.read() as session:
        english = english_steps(session)
        query = select(WorkItemRow.name).where(WorkItemRow.case_id == county.case(code).id)
        return {name: english[name] for name in session.scalars(query)}


def said(page: str) -> str:
    """Return what a page says, without what only addresses and attributes of ours hold."""
    return re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)


@pytest.mark.parametrize(
    "path", ["/queue?tab=all", "/", "/supervision", "/cases/{code}", "/steps/{step}", "/inbox",
             "/cases/{code}/graph", "/cases/{code}/timeline", "/queue"],
)  # fmt: skip
def test_a_page_in_english_names_no_step_in_chinese(counter, path):
    code = counter.county.register()
    counter.county.take("vm", code, "sign_for")
    names = names_of(counter.county, code)
    assert names
    step = counter.county.item(code, counter.county.open_steps(code)[-1]).id
    browser = counter.as_("vm")
    where = path.format(code=code, step=step)
    chinese = browser.get(where, follow_redirects=True)
    if chinese.status_code == 404:
        pytest.fail(f"{where} is no page")
    browser.post("/language", {"locale": "en"})
    page = said(browser.get(where, follow_redirects=True).get_data(as_text=True))
    assert 'lang="en"' in page
    assert [name for name in names if name in page] == []


def test_the_pages_of_a_case_say_the_english_name(counter):
    code = counter.county.register()
    counter.county.take("vm", code, "sign_for")
    browser = counter.as_("vm")
    browser.post("/language", {"locale": "en"})
    open_now = counter.county.open_steps(code)[-1]
    step = counter.county.item(code, open_now)
    english = names_of(counter.county, code)[step.name]
    for where in (f"/cases/{code}", f"/steps/{step.id}", "/queue"):
        assert english in browser.get(where).get_data(as_text=True), where
    done = counter.as_("registrar")
    assert step.name in done.get(f"/cases/{code}").get_data(as_text=True), "Chinese stays Chinese"


def test_a_message_in_english_names_the_step_in_english(county):
    code = county.register()
    with county.desk.read() as session:
        [(_, facts), *_] = county.told(code, "StepOpened")
        english = TextBook().render("StepOpened", in_english(session, facts), "en")
    assert facts["name"] not in english.subject + english.body
    assert "Sign for" in english.subject


def test_every_step_that_is_shipped_has_an_english_name(county):
    with county.desk.read() as session:
        english = english_steps(session)
        bundle = bundle_of(session, newest_bundle(session).version)
    missing = {
        zh
        for diagram in diagrams_of(bundle).values()
        for element, (zh, en) in diagram.names.items()
        if f'<bpmn:userTask id="{element}"' in diagram.xml and not en
    }
    assert missing == set()
    assert len(english) > 60
