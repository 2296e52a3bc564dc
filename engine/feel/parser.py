"""Signs, cells and precedence: the upper half of the parser."""

from typing import Final, Literal

from engine.feel.errors import FeelError
from engine.feel.lexer import Token
from engine.feel.terms import Terms
from engine.feel.tree import (
    Between,
    Cell,
    Chain,
    Comparison,
    Equals,
    Holds,
    Logic,
    Membership,
    Node,
    Operation,
    Ordered,
    Power,
    Range,
)

_COMPARING: Final = ("=", "!=", "<", "<=", ">", ">=")
_OR, _AND, _COMPARE, _ADD, _MULTIPLY, _POWER = 1, 2, 3, 4, 5, 6
_LEVELS: Final = {
    "or": _OR,
    "and": _AND,
    **dict.fromkeys((*_COMPARING, "between", "in"), _COMPARE),
    "+": _ADD,
    "-": _ADD,
    "*": _MULTIPLY,
    "/": _MULTIPLY,
    "**": _POWER,
}


class Parser(Terms):
    """Reads one text, an expression or a cell, by precedence climbing."""

    def whole_expression(self) -> Node:
        """The tree of the whole text."""
        node = self.expression()
        self.finish()
        return node

    def whole_cell(self) -> Cell:
        """The tree of the whole text read as unary tests."""
        start = self.peek()
        if start.kind == "end" or (start.marks("-") and self.peek(1).kind == "end"):
            return Cell(start.position, (), negated=False)
        if start.marks("not") and self.peek(1).marks("("):
            return self._negated(start)
        return self._plain(start)

    def _plain(self, start: Token) -> Cell:
        tests = self._tests()
        self.finish()
        return Cell(start.position, tests, negated=False)

    def _negated(self, start: Token) -> Cell:
        """`not("a", "b")`; where more follows, `not(…)` was the beginning of a condition."""
        try:
            self.take()
            self.take()
            tests = self._tests()
            self.need(")")
            self.finish()
        except FeelError as error:
            self.rewind()
            try:
                return self._plain(start)
            except FeelError:
                raise error from None
        return Cell(start.position, tests, negated=True)

    # --- cells -----------------------------------------------------------------------------

    def _tests(self) -> tuple[Node, ...]:
        tests = [self._test()]
        while self.eat(","):
            tests.append(self._test())
        return tuple(tests)

    def _test(self) -> Node:
        token = self.peek()
        if token.marks(*_COMPARING):
            self.take()
            return Ordered(token.position, token.text, self.expression(_COMPARE))
        if self.opens_range():
            return self._range()
        asked = self._asked
        node = self.expression()
        return (Holds if self._asked > asked else Equals)(token.position, node)

    def _range(self) -> Range:
        opening = self.take()
        low = self.expression(_COMPARE)
        self.need("..")
        high = self.expression(_COMPARE)
        closing = self.take()
        if not closing.marks("]", ")", "["):
            raise FeelError("区间要以 ] 或 ) 结束", closing.position)
        return Range(opening.position, low, opening.text == "[", high, closing.text == "]")

    def _membership(self, value: Node, position: int) -> Node:
        if self.opens_range() or self.peek().marks(*_COMPARING):
            return Membership(position, value, (self._test(),))
        if self.eat("("):
            with self.deeper():
                tests = self._tests()
            self.need(")")
            return Membership(position, value, tests)
        operand = self.expression(_COMPARE)
        return Membership(position, value, (Equals(operand.position, operand),))

    # --- signs between values --------------------------------------------------------------

    def expression(self, floor: int = 0) -> Node:
        """The longest expression whose signs all bind tighter than `floor`."""
        left = self.prefix()
        while True:
            token = self.peek()
            level = _LEVELS.get(token.text, 0) if token.kind in ("symbol", "name") else 0
            if level <= floor:
                return left
            left = self._infix(left, token, level)

    def _infix(self, left: Node, token: Token, level: int) -> Node:
        if token.text in ("or", "and"):
            return self._logic(left, "or" if level == _OR else "and", level)
        if level in (_ADD, _MULTIPLY):
            return self._chain(left, level)
        self.take()
        if level == _POWER:
            return self._power(left, token)
        node = self._comparison(left, token)
        if self.peek().marks(*_COMPARING, "between", "in"):
            raise FeelError("比较不能连写，用 and 连接", self.peek().position, "feel.spelling")
        return node

    def _logic(self, left: Node, sign: Literal["and", "or"], level: int) -> Node:
        position, operands = self.peek().position, [left]
        while self.eat(sign):
            operands.append(self.expression(level))
        return Logic(position, sign, tuple(operands))

    def _chain(self, left: Node, level: int) -> Node:
        rest = []
        while _LEVELS.get(self.peek().text) == level and self.peek().kind == "symbol":
            sign = self.take()
            rest.append(Operation(sign.text, sign.position, self.expression(level)))
        return Chain(rest[0].position, left, tuple(rest))

    def _power(self, base: Node, token: Token) -> Node:
        exponent = self.prefix()
        self.refuse_power()
        return Power(token.position, base, exponent)

    def _comparison(self, left: Node, token: Token) -> Node:
        if token.text == "in":
            return self._membership(left, token.position)
        right = self.expression(_COMPARE)
        if token.text != "between":
            return Comparison(token.position, token.text, left, right)
        self.need("and")
        return Between(token.position, left, right, self.expression(_COMPARE))
