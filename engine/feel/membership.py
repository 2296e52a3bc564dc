"""Unary tests: what may stand in a cell and behind `in`. Answers are yes, no or null."""

from collections.abc import Callable
from functools import singledispatch

from engine.feel.errors import FeelError
from engine.feel.evaluation import Closure, compile_node, register
from engine.feel.run import Run
from engine.feel.scope import Scope, truth
from engine.feel.tree import Cell, Equals, Holds, Membership, Node, Ordered, Range
from engine.feel.values import compare, equal

Test = Callable[[Run, object], bool | None]
"""Given a run and the subject, whether the subject passes; null: cannot be said."""


def compile_test(node: Node, scope: Scope) -> Test:
    """The closure of one test; an error without a position gets the test's."""
    scope.size += 1
    test, position = _test(node, scope), node.position

    def placed(run: Run, subject: object) -> bool | None:
        try:
            return test(run, subject)
        except FeelError as error:
            raise error.at(position) from None

    return placed


@singledispatch
def _test(node: Node, scope: Scope) -> Test:
    raise TypeError(type(node).__name__)


@_test.register
def _equals(node: Equals, scope: Scope) -> Test:
    operand = compile_node(node.operand, scope)

    def test(run: Run, subject: object) -> bool | None:
        wanted = operand(run)
        # A list in a cell means any of its items, unless the subject is a list itself.
        if isinstance(wanted, list) and not isinstance(subject, list):
            run.tick(len(wanted))
            return any(equal(subject, item) for item in wanted)
        return equal(subject, wanted)

    return test


@_test.register
def _ordered(node: Ordered, scope: Scope) -> Test:
    sign, operand = node.sign, compile_node(node.operand, scope)
    return lambda run, subject: compare(sign, subject, operand(run))


@_test.register
def _range(node: Range, scope: Scope) -> Test:
    low, high = compile_node(node.low, scope), compile_node(node.high, scope)
    above, below = ">=" if node.low_closed else ">", "<=" if node.high_closed else "<"

    def test(run: Run, subject: object) -> bool | None:
        over, under = compare(above, subject, low(run)), compare(below, subject, high(run))
        return False if over is False or under is False else over and under

    return test


@_test.register
def _holds(node: Holds, scope: Scope) -> Test:
    condition, position = compile_node(node.condition, scope), node.condition.position
    return lambda run, subject: truth(condition(run), position)


@_test.register
def _cell(node: Cell, scope: Scope) -> Test:
    if not node.tests:
        return lambda run, subject: True
    test = _any_of([compile_test(inner, scope) for inner in node.tests])
    if not node.negated:
        return test

    def none_of(run: Run, subject: object) -> bool | None:
        answer = test(run, subject)
        return None if answer is None else not answer

    return none_of


def _any_of(tests: list[Test]) -> Test:
    if len(tests) == 1:
        return tests[0]

    def any_of(run: Run, subject: object) -> bool | None:
        unknown = False
        for test in tests:
            answer = test(run, subject)
            if answer:
                return True
            unknown = unknown or answer is None
        return None if unknown else False

    return any_of


@register
def _membership(node: Membership, scope: Scope) -> Closure:
    value = compile_node(node.value, scope)
    test = _any_of([compile_test(inner, scope) for inner in node.tests])
    return lambda run: test(run, value(run))
