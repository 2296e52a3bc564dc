"""What model authors really write, and what it amounts to."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from engine.feel import FeelError, compile_expression, to_plain

OFFICE = timezone(timedelta(hours=8))
NOW = datetime(2026, 3, 5, 9, 30, tzinfo=OFFICE)
CASE = {
    "amount": 5200,
    "level": "town",
    "parties": [{"name": "张三", "age": 30}, {"name": "李四", "age": 16}],
    "case": {"type": "土地纠纷", "days": 12, "urgent": True, "tags": ["群体", "重复"]},
    "approved": True,
    "score": 7.5,
    "due": "2026-03-01",
    "opened_on": date(2026, 2, 28),
    "opened_at": NOW,
    "blank": None,
    "金额": 100,
    "mark": "ABC-001",
    "nothing": 0,
    "left_over": timedelta(days=3),
}

ROWS = [
    ("amount > 5000", True),
    ('amount >= 5000 and level = "town"', True),
    ('level = "county" or level = "village"', False),
    ('level != "county"', True),
    ("not(approved)", False),
    ("case.urgent and case.days > 10", True),
    ('case.type in ("土地纠纷", "邻里纠纷")', True),
    ('case.type in ["土地纠纷", "邻里纠纷"]', True),
    ('list contains(case.tags, "群体")', True),
    ('"群体" in case.tags', True),
    ('not(level in ("county", "village"))', True),
    ("amount between 5000 and 6000", True),
    ("amount in [5000..6000]", True),
    ("amount in (5200..6000]", False),
    ("amount in ]5199..5201[", True),
    ("amount in (< 100, > 5000)", True),
    ("amount in > 5000", True),
    ('if amount > 5000 then "大额" else "小额"', "大额"),
    ('if blank then "是" else "否"', "否"),
    ("count(parties) = 2", True),
    ("some p in parties satisfies p.age < 18", True),
    ("every p in parties satisfies p.age >= 18", False),
    ("some a in [1, 2], b in [2, 3] satisfies a = b", True),
    ("for p in parties return p.name", ["张三", "李四"]),
    ("for a in [1, 2], b in [10, 20] return a + b", [11, 21, 12, 22]),
    ("for a in [[1], [2, 3]], b in a return b", [1, 2, 3]),
    ("parties[1].name", "张三"),
    ("parties[-1].name", "李四"),
    ("count(parties[item.age < 18])", 1),
    ('starts with(mark, "ABC")', True),
    ('ends with(mark, "001")', True),
    ('contains(case.type, "土地")', True),
    ('upper case("abc") + lower case("DEF")', "ABCdef"),
    ('string length("和事")', 2),
    ('substring("人民调解", 3)', "调解"),
    ('substring("人民调解", -2, 1)', "调"),
    ('substring before("2026-03", "-")', "2026"),
    ('substring after("2026-03", "-")', "03"),
    ('string join(["甲", "乙"], "、")', "甲、乙"),
    ('trim("  甲 ")', "甲"),
    ("days between(date(due), today()) > 3", True),
    ("date(due) < today()", True),
    ('today() + duration("P15D")', "2026-03-20"),
    ("today() - opened_on", "P5D"),
    ("now() - opened_at", "PT0S"),
    ('now() + duration("PT72H")', "2026-03-08T09:30:00+08:00"),
    ('date and time("2026-03-05T01:30:00Z") = now()', True),
    ("date(opened_at)", "2026-03-05"),
    ("date(2026, 2, 28) = opened_on", True),
    ('@"2026-02-28" = opened_on', True),
    ('@"P3D" = left_over', True),
    ("opened_on.year", 2026),
    ("opened_on.weekday", 6),
    ("opened_at.hour", 9),
    ("left_over.days", 3),
    ("left_over * 2", "P6D"),
    ('left_over / duration("P1D")', 3),
    ("blank = null", True),
    ("amount != null", True),
    ("blank > 5", None),
    ("blank > 5 or approved", True),
    ("blank > 5 and approved", None),
    ("not(blank > 5)", None),
    ("is defined(case.owner)", False),
    ("is defined(unheard_of)", False),
    ("is defined(blank)", False),
    ("is defined(case.type)", True),
    ('get or else(get value(case, "owner"), "无")', "无"),
    ("金额 * 2 + 1", 201),
    ("1 + 2 * 3 - 4 / 2", 5),
    ("(1 + 2) * 3", 9),
    ("2 ** 10", 1024),
    ("2 ** -1", "0.5"),
    ("(-2) ** 2", 4),
    ("-amount", -5200),
    ("10 - 3 - 2", 5),
    ("score / 2", "3.75"),
    ("0.1 + 0.2 = 0.3", True),
    ("1 / 3 * 3 = 1", False),
    ("max(amount, 100)", 5200),
    ("min([3, 1, 2])", 1),
    ("sum([1, 2, 3])", 6),
    ("sum([])", 0),
    ("mean(1, 2)", "1.5"),
    ("round half up(2.5, 0)", 3),
    ("round half up(-2.5, 0)", -3),
    ("decimal(2.5, 0)", 2),
    ("round up(1.21, 1)", "1.3"),
    ("round down(-1.29, 1)", "-1.2"),
    ("floor(-1.5)", -2),
    ("ceiling(1.2)", 2),
    ("abs(-3)", 3),
    ("modulo(amount, 100) = 0", True),
    ("modulo(-12, 5)", 3),
    ("even(4) and odd(3)", True),
    ('string(amount) + "元"', "5200元"),
    ("string(1.50)", "1.5"),
    ('number("12.50")', "12.5"),
    ("distinct values([1, 2, 1])", [1, 2]),
    ("index of([1, 2, 1], 1)", [1, 3]),
    ("append([1], 2, 3)", [1, 2, 3]),
    ("concatenate([1], [2])", [1, 2]),
    ("reverse([1, 2])", [2, 1]),
    ("sublist([1, 2, 3], 2)", [2, 3]),
    ("is empty([])", True),
    ("all([true, blank = null])", True),
    ("any([false, null])", None),
    ('{a: 1, "b c": [true]}', {"a": 1, "b c": [True]}),
    ("{a: {b: 2}}.a.b", 2),
    ('"第\\u4e00行\\n\\"引\\""', '第一行\n"引"'),
    ("true", True),
    ("null", None),
    (" amount\n >\u3000 5000 ", True),
]


@pytest.mark.parametrize(("text", "wanted"), ROWS, ids=[text for text, _ in ROWS])
def test_an_expression_amounts_to(text: str, wanted: object) -> None:
    assert to_plain(compile_expression(text).evaluate(CASE, NOW)) == wanted


def test_the_names_are_the_variables_taken_from_the_context() -> None:
    text = "some p in parties satisfies p.age > limit and is defined(case.owner)"
    assert compile_expression(text).names == {"parties", "limit", "case"}


def test_an_expression_without_names_is_constant_unless_it_asks_for_the_present() -> None:
    assert compile_expression('date("2026-01-01")').constant
    assert not compile_expression("today()").constant
    assert not compile_expression("amount").constant


def test_today_is_the_day_in_the_zone_of_now() -> None:
    late = datetime(2026, 3, 4, 17, 0, tzinfo=UTC)
    today = compile_expression("today()")
    assert today.evaluate({}, late) == date(2026, 3, 4)
    assert today.evaluate({}, late.astimezone(OFFICE)) == date(2026, 3, 5)


def test_the_present_is_never_taken_from_a_clock() -> None:
    with pytest.raises(FeelError) as caught:
        compile_expression("today()").evaluate({})
    assert caught.value.code == "feel.now"
    with pytest.raises(FeelError):
        compile_expression("now()").evaluate({}, datetime(2026, 3, 5))  # noqa: DTZ001


def test_a_condition_holds_only_when_it_is_true() -> None:
    assert compile_expression("amount > 1").holds(CASE)
    assert not compile_expression("blank > 1").holds(CASE)
    with pytest.raises(FeelError):
        compile_expression("amount").holds(CASE)


def test_a_bound_variable_hides_one_of_the_context_and_then_gives_it_back() -> None:
    text = "(some amount in [1] satisfies amount = 1) and amount = 5200"
    assert compile_expression(text).evaluate(CASE) is True


def test_an_iteration_inside_another_reads_both_variables() -> None:
    text = "some p in parties satisfies every q in parties satisfies p.age >= q.age"
    assert compile_expression(text).evaluate(CASE) is True


def test_numbers_are_exact_and_floats_mean_the_digits_they_are_shown_with() -> None:
    assert compile_expression("a + b").evaluate({"a": 0.1, "b": 0.2}) == Decimal("0.3")
    assert compile_expression("a").evaluate({"a": Decimal("1.10")}) == Decimal("1.1")
    assert type(compile_expression("a").evaluate({"a": 3})) is Decimal


def test_a_boolean_is_not_a_number() -> None:
    with pytest.raises(FeelError):
        compile_expression("a + 1").evaluate({"a": True})
    with pytest.raises(FeelError):
        compile_expression("a = 1").evaluate({"a": True})


def test_the_caller_gets_no_part_of_the_context_itself() -> None:
    tags = ["a"]
    found = compile_expression("tags").evaluate({"tags": tags})
    assert found == tags
    assert found is not tags


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (Decimal("3.00"), 3),
        (Decimal("3.50"), "3.5"),
        (Decimal("1E+3"), 1000),
        (date(2026, 1, 2), "2026-01-02"),
        (timedelta(hours=-26), "-P1DT2H"),
        (timedelta(milliseconds=1500), "PT1.5S"),
        ([Decimal(1), {"a": None}], [1, {"a": None}]),
        (True, True),
    ],
)
def test_plain_values_are_json_without_floats(value: object, plain: object) -> None:
    assert to_plain(value) == plain
    assert type(to_plain(value)) is type(plain)
