"""From the syntax tree to closures. No `eval`, no attribute of a Python object is ever reached."""

from collections.abc import Callable
from functools import singledispatch
from typing import Final

from engine.feel.arithmetic import combine, negative
from engine.feel.errors import FeelError
from engine.feel.fields import field_of, item_of
from engine.feel.functions import FUNCTIONS, PRESENT
from engine.feel.limits import MAX_TEXT
from engine.feel.run import Run
from engine.feel.scope import Scope, truth
from engine.feel.tree import (
    Asked,
    Between,
    Call,
    Chain,
    Comparison,
    Conditional,
    Constant,
    ContextOf,
    Defined,
    Index,
    ListOf,
    Logic,
    Name,
    Negative,
    Node,
    Operation,
    Path,
    Power,
)
from engine.feel.values import compare, list_within, text_within

Closure = Callable[[Run], object]


def compile_node(node: Node, scope: Scope) -> Closure:
    """The closure of a node: given a run, its value.

    An error raised without a position inside it gets the node's.
    """
    scope.size += 1
    closure, position = _closure(node, scope), node.position

    def placed(run: Run) -> object:
        try:
            return closure(run)
        except FeelError as error:
            if error.position is not None:
                raise
            raise error.at(position) from None

    return closure if isinstance(node, _SURE) else placed


_SURE: Final = (Asked, Chain, Conditional, Constant, Defined, Logic)
"""Nodes that never fail themselves, or place their errors more exactly."""


@singledispatch
def _closure(node: Node, scope: Scope) -> Closure:
    raise TypeError(type(node).__name__)


register = _closure.register
"""Decorator: how nodes of one more type are compiled."""


@register
def _constant(node: Constant, scope: Scope) -> Closure:
    value = text_within(node.value) if isinstance(node.value, str) else node.value
    return lambda run: value


@register
def _name(node: Name, scope: Scope) -> Closure:
    slot = scope.slots.get(node.name)
    if slot is not None:
        return lambda run: run.bound[slot]
    scope.names.add(node.name)
    path = (node.name,)
    return lambda run: run.look(path)


@register
def _asked(node: Asked, scope: Scope) -> Closure:
    scope.asked = True
    return lambda run: run.asked


@register
def _path(node: Path, scope: Scope) -> Closure:
    keys = node.keys
    if isinstance(node.base, Name) and node.base.name not in scope.slots:
        scope.names.add(node.base.name)
        path = (node.base.name, *keys)
        return lambda run: run.look(path)
    base = compile_node(node.base, scope)

    def read(run: Run) -> object:
        value = base(run)
        for key in keys:
            value = field_of(value, key)
        return value

    return read


@register
def _index(node: Index, scope: Scope) -> Closure:
    base, index = compile_node(node.base, scope), compile_node(node.index, scope)
    return lambda run: item_of(base(run), index(run))


@register
def _list(node: ListOf, scope: Scope) -> Closure:
    list_within(len(node.items))
    items = [compile_node(item, scope) for item in node.items]
    return lambda run: [item(run) for item in items]


@register
def _context(node: ContextOf, scope: Scope) -> Closure:
    entries = [(key, compile_node(value, scope)) for key, value in node.entries]
    return lambda run: {key: value(run) for key, value in entries}


@register
def _negative(node: Negative, scope: Scope) -> Closure:
    operand = compile_node(node.operand, scope)
    return lambda run: negative(operand(run))


@register
def _chain(node: Chain, scope: Scope) -> Closure:
    first = compile_node(node.first, scope)
    rest = [_term(operation, scope) for operation in node.rest]

    def work(run: Run) -> object:
        value = first(run)
        for sign, position, operand in rest:
            try:
                value = combine(sign, value, operand(run))
            except FeelError as error:
                raise error.at(position) from None
            if type(value) is str:
                run.tick(1 + len(value) * 10 // MAX_TEXT)
        return value

    return work


def _term(operation: Operation, scope: Scope) -> tuple[str, int, Closure]:
    return operation.sign, operation.position, compile_node(operation.operand, scope)


@register
def _power(node: Power, scope: Scope) -> Closure:
    base, exponent = compile_node(node.base, scope), compile_node(node.exponent, scope)
    return lambda run: combine("**", base(run), exponent(run))


@register
def _comparison(node: Comparison, scope: Scope) -> Closure:
    sign = node.sign
    left, right = compile_node(node.left, scope), compile_node(node.right, scope)
    return lambda run: compare(sign, left(run), right(run))


@register
def _between(node: Between, scope: Scope) -> Closure:
    value = compile_node(node.value, scope)
    low, high = compile_node(node.low, scope), compile_node(node.high, scope)

    def test(run: Run) -> object:
        middle = value(run)
        above = compare(">=", middle, low(run))
        below = compare("<=", middle, high(run))
        return False if above is False or below is False else above and below

    return test


@register
def _logic(node: Logic, scope: Scope) -> Closure:
    decisive = node.sign == "or"
    operands = [(compile_node(operand, scope), operand.position) for operand in node.operands]

    def decide(run: Run) -> object:
        unknown = False
        for operand, position in operands:
            answer = truth(operand(run), position)
            if answer is decisive:
                return decisive
            unknown = unknown or answer is None
        return None if unknown else not decisive

    return decide


@register
def _conditional(node: Conditional, scope: Scope) -> Closure:
    condition = compile_node(node.condition, scope)
    then, otherwise = compile_node(node.then, scope), compile_node(node.otherwise, scope)
    position = node.condition.position
    return lambda run: (then if truth(condition(run), position) else otherwise)(run)


@register
def _defined(node: Defined, scope: Scope) -> Closure:
    slot = scope.slots.get(node.root)
    if slot is not None:
        return lambda run: Run({node.root: run.bound[slot]}, None).defines((node.root, *node.keys))
    scope.names.add(node.root)
    path = (node.root, *node.keys)
    return lambda run: run.defines(path)


@register
def _call(node: Call, scope: Scope) -> Closure:
    apply = FUNCTIONS[node.name].apply
    scope.present = scope.present or node.name in PRESENT
    arguments = [compile_node(argument, scope) for argument in node.arguments]

    def call(run: Run) -> object:
        run.tick(1)
        return apply(run, *[argument(run) for argument in arguments])

    return call
