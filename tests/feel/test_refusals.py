"""Everything that is not said plainly is refused: with a code, a place and a way out."""

import time
from datetime import datetime
from decimal import Decimal

import pytest

from engine.feel import FeelError, compile_expression, compile_unary

CASE = {
    "amount": 5200,
    "case": {"days": 12},
    "parties": [{"age": 30}],
    "approved": True,
    "a": "x",
    "blank": None,
}

HOSTILE = [
    "__import__('os').system('id')",
    "().__class__",
    "a.__class__",
    "amount.__class__",
    "case.__class__",
    'case["__class__"]',
    "'{0.__class__}'.format(1)",
    "f'{1}'",
    "lambda: 1",
    "[x for x in parties]",
    "open('/etc/passwd')",
    'eval("1")',
    'exec("1")',
    "getattr(case, 'x')",
    "'a'*10**9",
    '"a" * 10 ** 9',
    "9**9**9",
    "9 ** 99 ** 99",
    "9 ** 99",
    "1<<10**10",
    "10**1000000000",
    "[0]*100",
    "'%s' % 1",
    "(" * 5000 + "1" + ")" * 5000,
    "(" * 100 + "1" + ")" * 100,
    "-" * 50000 + "1",
    "-" * 300 + "1",
    "+".join(["1"] * 100000),
    "a" + ".b" * 20000,
    "not(" * 300 + "approved",
    "[" * 2000 + "]" * 2000,
    "{a:" * 100 + "1" + "}" * 100,
    "if " * 3000,
    "x in (" * 60 + "1" + ")" * 60,
    "x := 1",
    "a;b",
    "import os",
    "amount\x00",
    "parties[1].__init__",
    "print(1)",
    "vars()",
    "globals()",
    "unknown_name",
    "count(unknown)",
    'amount > "x"',
    "1/0",
    "modulo(1, 0)",
    "0 ** 0",
    "case.nope",
    "parties[99]",
    "parties[0]",
    "parties[1.5]",
    "x.y",
    'date("x")',
    'date("2026-02-30")',
    "date(2026, 13, 1)",
    'date("20260101")',
    'date and time("2026-01-01T09:00:00")',
    'duration("P999999999Y")',
    'duration("P1M")',
    'duration("P")',
    'duration("P999999D") * 10',
    'date("9999-12-31") + duration("P1D")',
    'date("2026-01-01") + duration("PT1H")',
    "999999999999999*999999999999999",
    "1" * 30,
    "upper case(5)",
    "max([])",
    '"' + "a" * 5000 + '"',
    '"open',
    '"\\x41"',
    '"\\ud800"',
    "some p in parties satisfies some q in parties satisfies some r in parties satisfies true",
    "some p in parties, q in parties, r in parties satisfies true",
    "some p in parties satisfies p.age",
    "some item in parties satisfies true",
    "for p in amount return p",
    "amount[1]",
    "1 < amount < 3",
    "-2 ** 2",
    "?",
    "[1..10]",
    "5 in [10..]",
    "10元",
    "1e5",
    "ａmount > 1",
    "amount >= 5000 ， approved",
    "",
    "   ",
    "{a: 1, a: 2}",
    "{_a: 1}",
    "blank + 1",
    "blank.field",
    "amount and approved",
    'if "yes" then 1 else 2',
    'number("12,5")',
    "substring(a, 0)",
    "round half up(1, 99)",
    "starts with(a)",
    "is defined(1)",
    "date",
]


@pytest.mark.parametrize("text", HOSTILE, ids=[text[:40] for text in HOSTILE])
def test_a_hostile_or_broken_expression_is_refused_quickly(text: str) -> None:
    begun = time.perf_counter()
    with pytest.raises(FeelError) as caught:
        compile_expression(text).evaluate(CASE)
    assert time.perf_counter() - begun < 1
    assert caught.value.message
    assert caught.value.mend
    assert caught.value.code.startswith("feel.")


SPELLINGS = [
    ("amount == 1", 7, "="),
    ("amount <> 1", 7, "!="),
    ("blank is None", 6, "= null"),
    ("blank = None", 8, "null"),
    ("approved = True", 11, "true"),
    ("not approved", 0, "not("),
    ("a not in b", 2, "not("),
    ("a && b", 2, "and"),
    ("a || b", 2, "or"),
    ("!approved", 0, "not("),
    ("amount % 2", 7, "modulo"),
    ("a = 'x'", 4, '"'),
    ('a.startswith("x")', 2, "starts with("),
    ("len(parties)", 0, "count("),
    ("parties.size()", 8, "count("),
    ("${amount}", 0, "${"),
    ("1 if approved else 2", 2, ""),
    ("= amount", 0, "开头"),
    ("amount # note", 7, "注释"),
    ("amount，1", 6, "半角"),
]


@pytest.mark.parametrize(("text", "position", "hint"), SPELLINGS)
def test_foreign_spelling_is_told_what_to_write(text: str, position: int, hint: str) -> None:
    with pytest.raises(FeelError) as caught:
        compile_expression(text)
    assert caught.value.position == position
    assert hint in caught.value.message


PLACES = [
    ("amount +", 8, "feel.syntax"),
    ("amount + + 1", 9, "feel.syntax"),
    ("(amount", 7, "feel.syntax"),
    ("amount )", 7, "feel.syntax"),
    ("1 + unheard", 4, "feel.unknown_name"),
    ("case.days + case.owner", 17, "feel.unknown_name"),
    ("1 + frob(2)", 4, "feel.unknown_function"),
    ("1 + 2 / 0", 6, "feel.arithmetic"),
    ('1 + 2 - "x"', 6, "feel.type"),
    ('true and amount > "x"', 16, "feel.type"),
    ("true and amount", 9, "feel.type"),
    ("1 + blank", 2, "feel.null"),
    ("true and upper case(5) = 1", 9, "feel.type"),
    ("parties[3].age", 7, "feel.index"),
]


@pytest.mark.parametrize(("text", "position", "code"), PLACES)
def test_an_error_says_where_and_what(text: str, position: int, code: str) -> None:
    with pytest.raises(FeelError) as caught:
        compile_expression(text).evaluate(CASE)
    assert (caught.value.position, caught.value.code) == (position, code)
    assert f"第 {position + 1} 个字符" in str(caught.value)


def test_the_template_and_facts_let_the_sentence_be_told_in_another_language() -> None:
    with pytest.raises(FeelError) as caught:
        compile_expression("unheard").evaluate({})
    assert caught.value.template == "没有“%(name)s”"
    assert caught.value.facts == {"name": "unheard"}
    assert caught.value.message == "没有“unheard”"


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        Decimal("NaN"),
        10**19,
        Decimal("1." + "1" * 40),
        datetime(2026, 1, 1),  # noqa: DTZ001
        "x" * 20_001,
        list(range(2_001)),
        {1: "a"},
        object(),
        b"bytes",
        {1, 2},
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_value_that_is_none_of_ours_is_refused(value: object) -> None:
    with pytest.raises(FeelError):
        compile_expression("v").evaluate({"v": value})


def test_a_value_that_contains_itself_is_refused() -> None:
    circle: list[object] = []
    circle.append(circle)
    with pytest.raises(FeelError) as caught:
        compile_expression("v").evaluate({"v": circle})
    assert caught.value.code == "feel.limit"


@pytest.mark.parametrize(
    "text",
    [
        "every a in xs satisfies every b in xs satisfies a != b + 5000",
        "count(for a in xs, b in xs return a)",
        "every a in xs satisfies count(distinct values(xs)) > 0",
        "every a in xs satisfies list contains(xs, -1) = false",
        "count(xs[count(xs) > 0 and item > 0]) > 0 and count(for a in xs return sum(xs)) > 0",
    ],
)
def test_too_much_work_is_stopped(text: str) -> None:
    begun = time.perf_counter()
    with pytest.raises(FeelError) as caught:
        compile_expression(text).evaluate({"xs": list(range(2_000))})
    assert caught.value.code == "feel.limit"
    assert time.perf_counter() - begun < 2


def test_a_text_cannot_be_grown_without_bound() -> None:
    with pytest.raises(FeelError) as caught:
        compile_expression("+".join(["s"] * 50)).evaluate({"s": "x" * 1_000})
    assert caught.value.code == "feel.limit"


def test_a_list_cannot_be_grown_without_bound() -> None:
    with pytest.raises(FeelError) as caught:
        compile_expression("concatenate(xs, xs)").evaluate({"xs": list(range(1_500))})
    assert caught.value.code == "feel.limit"


@pytest.mark.parametrize("text", [None, 5, b"1"])
def test_what_is_no_text_is_no_expression(text: object) -> None:
    with pytest.raises(FeelError):
        compile_expression(text)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[10..1]", "feel.range"),
        ("> 1/0", "feel.arithmetic"),
        ('1, "a"', "feel.type"),
        ("> true", "feel.type"),
        ('[1.."a"]', "feel.type"),
        ('"a",', "feel.syntax"),
        ('not("a"', "feel.syntax"),
        ("- 5 -", "feel.syntax"),
        ("== 5", "feel.spelling"),
        ("“a”", "feel.spelling"),
        ("? " * 3_000, "feel.limit"),
    ],
)
def test_a_cell_that_could_never_work_is_refused_when_it_is_read(text: str, code: str) -> None:
    with pytest.raises(FeelError) as caught:
        compile_unary(text)
    assert caught.value.code == code
