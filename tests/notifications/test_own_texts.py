"""Texts an office wrote itself: read strictly, saved as revisions, used by the next message."""

import time

import pytest

from engine.rules.errors import Invalid, NotAllowed, NotFound, Stale
from engine.usecases.telling_texts import Wording, restore_text, revisions, save_text
from notifications.texts import TextBook
from notifications.texts.samples import SAMPLES
from tests.journeys.conftest import county

__all__ = ["county"]
KIND = "ColourChanged"
NEW = """案件 {{ facts.code }} 提醒
{% if facts.colour == 'red' %}已逾期{% else %}将到期{% endif %}，最迟{{ day(facts.due_on) }}。
"""
HOSTILE = {
    "{% for a in facts.code %}{% for b in facts.code %}x{% endfor %}{% endfor %}": "text.not_read",
    "{{ facts.code.__class__.__mro__ }}": "text.not_read",
    "{{ facts.__init__.__globals__ }}": "text.not_read",
    "{{ 'a' * 1000000000 }}": "text.not_read",
    "{{ 9 ** 9 ** 9 }}": "text.not_read",
    "{{ 'a' ~ 'b' }}": "text.not_read",
    "{{ [1, 2] }}": "text.not_read",
    "{{ facts }}": "text.fact",
    "{{ self }}": "text.fact",
    "{{ range(100000) }}": "text.not_read",
    "{{ lipsum(1000) }}": "text.not_read",
    "{{ word('colour', facts.colour).upper() }}": "text.not_read",
    "{{ word(facts.colour, 'colour') }}": "text.words",
    "{{ day() }}": "text.not_read",
    "{% set a = 1 %}": "text.not_read",
    "{% macro a() %}{% endmacro %}": "text.not_read",
    "{% include '_mail/zh.txt' %}": "text.not_read",
    "{% import '_mail/zh.txt' as a %}": "text.not_read",
    "{% extends '_mail/zh.txt' %}": "text.not_read",
    "{{ facts.code | attr('__class__') }}": "text.filter",
    "{{ facts.code | format(1) }}": "text.filter",
    "{{ facts['code'] }}": "text.not_read",
    "{{ facts.party }}": "text.fact",
    "{{ facts.reason }}": "text.fact",
    "{{ facts.code": "text.syntax",
    "{% if %}": "text.syntax",
    "{{ " + "(" * 900 + "1": "text.too_deep",
    "x" * 2001: "text.too_long",
    " \n ": "text.empty",
    "{{ none | default('', true) }}": "text.says_nothing",
}


def save(county, content=NEW, spoken="zh", seen=0, who="admin", reason="统一说法"):
    wording = Wording(KIND, spoken, content, reason, seen)
    save_text(county.desk, county.actor(who), TextBook(), wording)


def told(county, spoken="zh_CN", facts=SAMPLES, book=None):
    book = book or TextBook()
    with county.desk.read() as session:
        book.refresh(session)
    return book.render(KIND, facts, spoken)


@pytest.mark.parametrize("content", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_text_is_refused_in_words_and_in_time(content):
    began = time.process_time()
    found = TextBook().faults(KIND, content)
    assert found[0].code == HOSTILE[content]
    assert time.process_time() - began < 1


def test_a_fault_names_its_line_and_what_it_is_about():
    fault = TextBook().faults(KIND, "一\n二\n{{ facts.phone }}")[0]
    assert (fault.code, fault.line, fault.about) == ("text.fact", 3, "phone")


def test_every_text_of_the_program_could_have_been_written_by_an_office():
    book = TextBook()
    for kind in book.kinds():
        for spoken in ("zh", "en"):
            assert book.faults(kind, book.shipped(kind, spoken)) == (), kind
            assert book.try_out(kind, {spoken: book.shipped(kind, spoken)}).texts[spoken].subject


def test_no_text_may_tell_more_than_the_programs_own():
    book = TextBook()
    for kind in book.kinds():
        assert not set(book.names(kind)) & {"party", "party_name", "phone", "id_number", "summary"}


def test_an_own_text_words_the_next_message_in_its_language_alone(county):
    book = TextBook()
    before = told(county, "en", book=book)
    save(county)
    assert told(county, book=book).subject == "案件 2026-000001 提醒"
    assert "已逾期，最迟2026年4月7日 周二。" in told(county, book=book).body
    assert told(county, "en", book=book) == before


def test_a_substitute_is_still_named(county):
    save(county)
    facts = {**SAMPLES, "stands_for": "邱琳"}
    assert told(county, facts=facts).subject == "案件 2026-000001 提醒（代 邱琳）"


def test_an_own_text_that_does_not_fit_the_facts_gives_way_to_the_programs(county):
    save(county)
    facts = {"code": "2026-000009", "rule": "PM-01", "colour": "red", "due_on": None}
    assert "PM-01" in told(county, facts=facts).subject


def test_every_text_can_be_gone_back_to(county):
    shipped = told(county)
    save(county)
    save(county, "案件 {{ facts.code }} 请办理\n请办理。", seen=1)
    admin, book = county.actor("admin"), TextBook()
    restore_text(county.desk, admin, book, Wording(KIND, "zh", "", "换回", 2), 1)
    assert told(county).subject == "案件 2026-000001 提醒"
    restore_text(county.desk, admin, book, Wording(KIND, "zh", "", "换回", 3), 0)
    assert told(county) == shipped
    with county.desk.read() as session:
        past = revisions(session, admin, KIND)
    assert [each.revision for each in past] == [4, 3, 2, 1]
    assert past[0].content is None


def test_an_unchanged_text_is_no_revision(county):
    save(county, TextBook().shipped(KIND, "zh"), reason="")
    with county.desk.read() as session:
        assert revisions(session, county.actor("admin"), KIND) == ()


def test_who_saw_an_older_text_is_told(county):
    save(county)
    with pytest.raises(Stale, match=r"text\.changed"):
        save(county, "另一份\n正文", seen=0)


def test_a_text_needs_a_reason_a_place_and_a_right(county):
    with pytest.raises(Invalid) as refused:
        save(county, reason=" ")
    assert refused.value.fields == {"reason": "required"}
    with pytest.raises(NotFound):
        save(county, spoken="fr")
    with pytest.raises(NotAllowed):
        save(county, who="vm")
    admin = county.actor("admin")
    with pytest.raises(NotFound):
        restore_text(county.desk, admin, TextBook(), Wording(KIND, "zh", "", "换", 0), 7)
