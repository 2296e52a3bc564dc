"""The syntax tree. Every node knows the zero-based character where its sign or word stands."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Node:
    """What all nodes share."""

    position: int


@dataclass(frozen=True, slots=True)
class Constant(Node):
    """A number, text, `true`, `false`, `null`."""

    value: object


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A variable."""

    name: str


@dataclass(frozen=True, slots=True)
class Asked(Node):
    """`?`: the value a cell is asked about."""


@dataclass(frozen=True, slots=True)
class Path(Node):
    """`base.key.key`."""

    base: Node
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Index(Node):
    """`base[number]`, counted from 1."""

    base: Node
    index: Node


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """`base[condition on item]`."""

    base: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class ListOf(Node):
    """`[a, b]`."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ContextOf(Node):
    """`{a: 1, "b": 2}`."""

    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Negative(Node):
    """`-a`."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Operation:
    """One further term of a chain: its sign, where the sign stands, and the term."""

    sign: str
    position: int
    operand: Node


@dataclass(frozen=True, slots=True)
class Chain(Node):
    """`a + b - c` or `a * b / c`, worked from the left; flat, so that it cannot nest deeply."""

    first: Node
    rest: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class Power(Node):
    """`a ** b`."""

    base: Node
    exponent: Node


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    """`a = b`, `a < b` and their kin."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Between(Node):
    """`a between b and c`, both ends included."""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class Logic(Node):
    """`a and b and c` or `a or b or c`."""

    sign: Literal["and", "or"]
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Conditional(Node):
    """`if a then b else c`."""

    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """`some a in xs, b in ys satisfies …`, or `every`."""

    kind: Literal["some", "every"]
    rounds: tuple[tuple[str, Node], ...]
    body: Node


@dataclass(frozen=True, slots=True)
class For(Node):
    """`for a in xs return …`."""

    rounds: tuple[tuple[str, Node], ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """`starts with(a, b)`."""

    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Defined(Node):
    """`is defined(a.b)`."""

    root: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Equals(Node):
    """A cell or a member of `in (…)` that must be equal, or contain, the value."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Ordered(Node):
    """`> 5`, `!= "a"`."""

    sign: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Range(Node):
    """`[1..10]`, `(1..10)`, `]1..10[`."""

    low: Node
    low_closed: bool
    high: Node
    high_closed: bool


@dataclass(frozen=True, slots=True)
class Holds(Node):
    """A condition about `?`."""

    condition: Node


@dataclass(frozen=True, slots=True)
class Cell(Node):
    """A whole cell: any of its tests (none at all: every value), or none of them if negated."""

    tests: tuple[Node, ...]
    negated: bool


@dataclass(frozen=True, slots=True)
class Membership(Node):
    """`a in …`: any of the tests."""

    value: Node
    tests: tuple[Node, ...]
