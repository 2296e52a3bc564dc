"""Texts made to hurt: deep, long, endless, disguised. Each is refused or answered, and soon."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.feel import FeelError, compile_expression, compile_unary
from engine.feel.literals import literal

ENOUGH = 2.0  # seconds of computing; a machine under load is no reason to fail
HOSTILE = (
    "(" * 5_000 + "1" + ")" * 5_000,
    "[" * 5_000,
    "not(" * 2_000 + "true" + ")" * 2_000,
    "if true then " * 500 + "1",
    "-" * 4_000 + "1",
    "1 + " * 900 + "1",
    "a." * 1_900 + "a",
    "a[1]" * 900,
    '"' + "\\" * 3_999,
    '"' + "\\u0000" * 600 + '"',
    "9" * 3_900,
    "9" * 900 + "**" + "9" * 900,
    "99999999 ** 99 ** 99",
    "for a in xs, b in xs return for c in xs, d in xs return a",
    "every a in xs satisfies some b in xs satisfies a = b",
    "string join(for a in xs, b in xs return string(a), string(xs))",
    "substring(string(xs), 1, 99999999)",
    "\u202e1 + 1\u202c",
    "a\u200bb",
    "1\u00a0+\u00a01",
    "\uff11 + \uff11",
    "\x00",
    "\ud800",
    "__import__('os').system('true')",
    "().__class__.__bases__",
    "{__class__: 1}.__class__",
    "${7*7}",
    "{{7*7}}",
    'date("9999-12-31") + duration("P3660000D")',
    'duration("P99999999999999999999D")',
    'date and time("2026-01-01T00:00:00+99:99")',
    "modulo(10 ** 17, 10 ** -17)",
    "decimal(1, 10 ** 17)",
)
FACTS = {"xs": list(range(2_000)), "a": 1}


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:24]))
def test_a_hostile_text_is_refused_or_answered_soon(text: str) -> None:
    began, refused = process_time(), []
    for compiled in (compile_expression, compile_unary):
        try:
            found = compiled(text)
            found.evaluate(FACTS) if compiled is compile_expression else found.test(1, FACTS)
        except FeelError as error:
            refused.append(error)
    assert all(error.message and error.mend for error in refused)
    assert process_time() - began < ENOUGH


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.text(max_size=12) | st.dates(),
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=12,
)


@given(PLAIN)
def test_a_value_written_read_and_written_again_is_the_same_text(value: object) -> None:
    try:
        text = literal(value)
        found = compile_expression(text).evaluate({})
    except FeelError:
        return  # deeper or longer than the language allows
    assert literal(found) == text
