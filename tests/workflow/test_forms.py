"""Forms: read strictly, and answers checked so that only declared, plain values get in."""

from contextlib import suppress

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.rules.errors import Invalid
from engine.workflow import Form, FormRefused, read_form
from engine.workflow.routing import freeze


def label(text: str) -> dict[str, str]:
    return {"zh": text, "en": text}


def field(key: str, type: str, **more: object) -> dict[str, object]:
    return {"key": key, "label": label(key), "type": type} | more


def options(*values: str) -> list[dict[str, object]]:
    return [{"value": value, "label": label(value)} for value in values]


def form(*fields: dict[str, object], **more: object) -> Form:
    raw = {"key": "f", "title": label("t"), "record": None, "fields": list(fields), "next": []}
    return read_form(orjson.dumps(raw | more), "forms/f.json")


def problems(raw: object) -> set[tuple[str, str]]:
    content = raw if isinstance(raw, bytes) else orjson.dumps(raw)
    with pytest.raises(FormRefused) as refused:
        read_form(content, "forms/f.json")
    return {(problem.place, problem.code) for problem in refused.value.problems}


RESULT = form(
    field("result", "choice", required=True, routing=True, options=options("agreed", "failed")),
    field("amount", "money", routing=True, required=True, min=0, shown_when='result = "agreed"'),
    field("reason", "long_text", required=True, shown_when='result = "failed"'),
    next=[
        {"when": 'result = "agreed"', "text": label("制作调解协议书")},
        {"when": "amount > 100000", "text": label("big")},
    ],
)


def test_money_is_given_in_yuan_and_kept_in_cents() -> None:
    answers = RESULT.validate({"result": "agreed", "amount": "38,600.50"}, {})
    assert answers.values == {"result": "agreed", "amount": 3_860_050}
    assert answers.routing == {"result": "agreed", "amount": 3_860_050}


def test_a_field_that_is_not_shown_is_ignored_and_never_required() -> None:
    answers = RESULT.validate({"result": "failed", "amount": "x", "reason": "分歧太大"}, {})
    assert answers.values == {"result": "failed", "reason": "分歧太大"}
    assert answers.routing == {"result": "failed", "amount": None}


def test_a_hidden_field_does_not_wipe_what_the_process_already_carries() -> None:
    answers = RESULT.validate({"result": "failed", "reason": "x"}, {"amount": 5})
    assert answers.routing == {"result": "failed"}


def test_a_field_nobody_declared_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        RESULT.validate({"result": "failed", "reason": "x", "approved": True}, {})
    assert refused.value.fields == {"approved": "unknown"}


def test_every_wrong_field_is_named_at_once() -> None:
    several = form(field("a", "integer", required=True), field("b", "date"), field("c", "yes_no"))
    with pytest.raises(Invalid) as refused:
        several.validate({"b": "31.3.2026", "c": "maybe"}, {})
    assert refused.value.fields == {"a": "required", "b": "not_date", "c": "not_yes_no"}


@pytest.mark.parametrize(
    ("type", "more", "sent", "kept"),
    [
        ("text", {}, " 王芳 ", "王芳"),
        ("long_text", {}, "one\r\ntwo", "one\ntwo"),
        ("integer", {}, "１２", 12),
        ("integer", {}, 12, 12),
        ("integer", {}, "1,200", 1200),
        ("decimal", {}, "2.50", 2.5),
        ("decimal", {}, "3.0", 3),
        ("money", {}, "0.01", 1),
        ("money", {}, "￥", "not_money"),
        ("money", {}, 12.34, 1234),
        ("date", {}, "2026-03-31", "2026-03-31"),
        ("datetime", {}, "2026-03-31T14:00", "2026-03-31T14:00"),
        ("yes_no", {}, "on", True),
        ("yes_no", {}, False, False),
        ("choices", {"options": options("a", "b")}, ["b", "a"], ["b", "a"]),
        ("choices", {"options": options("a", "b")}, "a", ["a"]),
        ("choices", {"options": options("a", "b")}, [], []),
        ("user", {}, "17", 17),
        ("text", {}, "", None),
        ("integer", {}, None, None),
    ],
)
def test_an_answer_is_read_as_its_type(
    type: str, more: dict[str, object], sent: object, kept: object
) -> None:
    asked = form(field("x", type, **more))
    if kept == "not_money":
        with pytest.raises(Invalid):
            asked.validate({"x": sent}, {})
        return
    found = asked.validate({"x": sent}, {}).values["x"]
    assert (found, found.__class__) == (kept, kept.__class__)


@pytest.mark.parametrize(
    ("type", "more", "sent", "code"),
    [
        ("text", {}, 5, "not_text"),
        ("text", {}, "a\nb", "bad_text"),
        ("text", {}, "a\x00b", "bad_text"),
        ("text", {}, "\ud800", "bad_text"),
        ("text", {"max_length": 3}, "四个字啊", "too_long"),
        ("integer", {}, "1.5", "not_integer"),
        ("integer", {}, True, "not_integer"),
        ("integer", {}, "9" * 5000, "not_integer"),
        ("integer", {"min": 1}, "0", "too_small"),
        ("integer", {"max": 9}, "10", "too_large"),
        ("integer", {}, "9999999999999999", "too_large"),
        ("decimal", {}, "1e5", "not_number"),
        ("decimal", {}, float("nan"), "not_number"),
        ("decimal", {}, float("inf"), "not_number"),
        ("money", {}, "1.005", "not_money"),
        ("money", {"max": 100}, "100.01", "too_large"),
        ("date", {}, "2026-02-30", "not_date"),
        ("date", {}, "0001-01-01", "not_date"),
        ("date", {"min": "2026-01-01"}, "2025-12-31", "too_small"),
        ("datetime", {}, "2026-03-31", "not_datetime"),
        ("choice", {"options": options("a")}, "b", "not_an_option"),
        ("choice", {"options": options("a")}, ["a"], "not_an_option"),
        ("choices", {"options": options("a", "b")}, ["a", "a"], "repeated"),
        ("choices", {"options": options("a", "b")}, [{"a": 1}], "not_an_option"),
        ("user", {}, "-1", "not_an_id"),
        ("office", {}, {"id": 1}, "not_an_id"),
    ],
)
def test_a_wrong_answer_is_named_by_its_code(
    type: str, more: dict[str, object], sent: object, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        form(field("x", type, **more)).validate({"x": sent}, {})
    assert refused.value.fields == {"x": code}


@pytest.mark.parametrize("key", ["typename", "len", "self", "data", "id"])
def test_a_field_may_have_any_word_as_its_key(key: str) -> None:
    asked = form(field(key, "text", routing=True))
    assert asked.validate({key: "UUID"}, {}).routing == {key: "UUID"}


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=300, deadline=None)
@given(
    sent=st.dictionaries(st.sampled_from("abcdefghijkl"), ANYTHING, max_size=12),
    text=st.text(max_size=30),
)
def test_whatever_is_sent_in_is_either_refused_or_becomes_plain_routing(
    sent: dict[str, object], text: str
) -> None:
    kinds = ["text", "integer", "decimal", "money", "date", "datetime", "yes_no", "user", "office"]
    asked = form(
        *(field(key, kind, routing=True) for key, kind in zip("abcdefghi", kinds, strict=True)),
        field("j", "choice", routing=True, options=options("x")),
        field("k", "choices", routing=True, options=options("x", "y")),
        field("l", "long_text"),
    )
    for values in (sent, dict.fromkeys("abcdefghijkl", text)):
        with suppress(Invalid):
            freeze(asked.validate(values, {}).routing)


def test_what_is_shown_and_what_comes_next_follow_the_answers_so_far() -> None:
    assert [shown.key for shown in RESULT.shown({}, {})] == ["result"]
    half = {"result": "agreed", "amount": "not yet"}
    assert [shown.key for shown in RESULT.shown(half, {})] == ["result", "amount"]
    assert [line.zh for line in RESULT.upcoming(half, {})] == ["制作调解协议书"]
    assert len(RESULT.upcoming(half | {"amount": "2000"}, {})) == 2


def test_a_form_file_is_refused_with_every_mistake_and_its_place() -> None:
    raw = {
        "key": "other",
        "title": {"zh": ""},
        "colour": "red",
        "fields": [
            field("a", "text", min=3, shown_when="b = 1", defualt="x"),
            field("a", "choice"),
            field("B", "wish"),
            field("c", "integer", max="5", default="x", routing="yes", max_length=3),
            field("b", "long_text", routing=True, shown_when="b ="),
            field("d", "choices", options=[*options("x", "x"), {"value": "a b"}]),
            7,
        ],
        "next": [{"when": "1 +", "text": label("x")}],
    }
    found = problems(raw)
    assert found >= {
        ("key", "form.key_not_file"),
        ("title.zh", "form.bad_label"),
        ("colour", "form.unknown_key"),
        ("fields[0].min", "form.bound_not_wanted"),
        ("fields[0].shown_when", "form.looks_ahead"),
        ("fields[0].defualt", "form.unknown_key"),
        ("fields[1].key", "form.key_twice"),
        ("fields[1].options", "form.no_options"),
        ("fields[2].key", "form.bad_key"),
        ("fields[2].type", "form.unknown_type"),
        ("fields[3].max", "form.bad_bound"),
        ("fields[3].default", "form.bad_default"),
        ("fields[3].routing", "form.not_yes_no"),
        ("fields[3].max_length", "form.bad_length"),
        ("fields[4].routing", "form.routing_long_text"),
        ("fields[4].shown_when", "form.bad_expression"),
        ("fields[5].options[1].value", "form.option_twice"),
        ("fields[5].options[2].value", "form.bad_option"),
        ("fields[6]", "form.not_object"),
        ("next[0].when", "form.bad_expression"),
    }


@settings(max_examples=200, deadline=None)
@given(content=st.binary(max_size=200) | ANYTHING)
def test_reading_any_file_gives_a_form_or_a_list_of_mistakes(content: object) -> None:
    try:
        raw = content if isinstance(content, bytes) else orjson.dumps(content)
    except TypeError:
        return
    with pytest.raises(FormRefused) as refused:
        read_form(raw, "forms/f.json")
    assert refused.value.problems
