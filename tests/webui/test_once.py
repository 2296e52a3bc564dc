"""What a page says many times is worked out once for it, and never shown to another page."""

import pytest
from flask import url_for
from markupsafe import Markup

from webui.once import drawn, once, options_drawn
from webui.row_addresses import row_url


@pytest.fixture
def calls():
    return []


def test_a_page_works_the_same_thing_out_once_and_the_next_page_anew(app, calls):
    double = once(lambda number: calls.append(number) or number * 2)
    with app.test_request_context():
        assert [double(2), double(3), double(2)] == [4, 6, 4]
    with app.test_request_context():
        assert double(2) == 4
    assert calls == [2, 3, 2]


def test_two_functions_do_not_take_each_others_answers(app):
    double, treble = once(lambda number: number * 2), once(lambda number: number * 3)
    with app.test_request_context():
        assert (double(2), treble(2)) == (4, 6)


def test_a_sign_is_drawn_once_and_stays_escaped(app):
    text = "{% macro sign(word) %}<b>{{ word }}</b>{% endmacro %}"
    sign = drawn(app.jinja_env.from_string(text).module.sign)
    with app.test_request_context():
        first = sign("<i>")
        assert first == Markup("<b>&lt;i&gt;</b>")
        assert sign("<i>") is first
        assert sign("a") != first


def test_options_are_escaped_and_the_current_one_is_chosen():
    made = options_drawn("属地：", [(1, "<b>"), ("a", "B & C")], "a")
    assert made == (
        '<option value="1">属地：&lt;b&gt;</option>'
        '<option value="a" selected>属地：B &amp; C</option>'
    )


def test_a_select_drawn_again_has_another_option_chosen_or_none():
    options = [(1, "1"), (10, 'value="1"'), ("", "—")]
    assert options_drawn("", options, 1).count(" selected>") == 1
    assert '<option value="10" selected>' in options_drawn("", options, 10)
    assert " selected" not in options_drawn("", options, 0)
    assert '<option value="" selected>' in options_drawn("", options, "")


def test_an_address_of_a_row_is_that_of_url_for(app):
    with app.test_request_context():
        for item in (1, 987_654_321):
            own = {"item_id": item, "next": "/queue?tab=all&q=甲 乙"}
            assert row_url("steps.ask_assign", "item_id", item, next=own["next"]) == url_for(
                "steps.ask_assign", **own
            )
        assert row_url("case.show", "code", "2026/1 ?") == url_for(
            "case.show", code="2026-1"
        ).replace("2026-1", "2026%2F1%20%3F")
