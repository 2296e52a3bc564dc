"""Values, brackets and words: everything that stands between two signs."""

from typing import Final, Literal

from engine.feel.cursor import Cursor
from engine.feel.errors import FeelError
from engine.feel.functions import FUNCTIONS
from engine.feel.lexer import KEYWORDS, Token, written_number
from engine.feel.limits import MAX_ARGUMENTS, MAX_TRAIL
from engine.feel.spelling import (
    FOREIGN_WORDS,
    foreign_word,
    method_call,
    misplaced,
    unknown_function,
)
from engine.feel.tree import (
    Asked,
    Call,
    Conditional,
    Constant,
    ContextOf,
    Defined,
    Filter,
    For,
    Index,
    ListOf,
    Name,
    Negative,
    Node,
    Path,
    Quantified,
)

_LITERALS: Final = {"true": True, "false": False, "null": None}
_AFTER_RANGE: Final = (",", ")", "]", "}", "and", "or", "then", "else", "satisfies", "return")
_LONGEST_NAME: Final = 4
"""Words in the longest function name."""


class Terms(Cursor):
    """The lower half of the parser. `asking` allows `?`, which only cells may use."""

    def __init__(self, text: str, *, asking: bool = False) -> None:
        super().__init__(text)
        self._asking = asking
        self._asked = 0
        self._items = 0

    def expression(self, floor: int = 0) -> Node:
        """One expression; the upper half says how."""
        raise NotImplementedError

    def prefix(self) -> Node:
        """One value with what is in front of it and behind it."""
        with self.deeper():
            sign = self.eat("-")
            if sign is not None:
                negative = Negative(sign.position, self.prefix())
                self.refuse_power()
                return negative
            token = self.take()
            return self._trail(self._primary(token), token)

    def _trail(self, node: Node, start: Token) -> Node:
        for _ in range(MAX_TRAIL + 1):
            if self.eat("."):
                node = self._field(node)
            elif self.peek().marks("[") and not self._ends_range():
                node = self._bracket(node)
            elif self.peek().marks("("):
                raise misplaced(self.peek())
            else:
                return node
        raise FeelError("取值链过长", start.position, "feel.limit")

    def refuse_power(self) -> None:
        """Refuse a further `**`: FEEL and mathematics disagree on -2 ** 2 and a ** b ** c."""
        if self.peek().marks("**"):
            raise FeelError("乘方请加括号写明先后", self.peek().position, "feel.spelling")

    def _ends_range(self) -> bool:
        # In `]1..10[` the last bracket closes; in `xs[1]` it opens.
        after = self.peek(1)
        return after.kind == "end" or after.marks(*_AFTER_RANGE)

    def _field(self, base: Node) -> Node:
        token = self.take()
        if token.kind != "name":
            raise misplaced(token)
        if self.peek().marks("("):
            raise method_call(token)
        if token.text.startswith("_"):
            raise FeelError("名字不能以下划线开头", token.position, "feel.spelling")
        if isinstance(base, Path):
            return Path(base.position, base.base, (*base.keys, token.text))
        return Path(token.position, base, (token.text,))

    def _bracket(self, base: Node) -> Node:
        bracket, items = self.take(), self._items
        inner = self.expression()
        self.need("]")
        if self._items == items:
            return Index(bracket.position, base, inner)
        self._items = items
        return Filter(bracket.position, base, inner)

    def _primary(self, token: Token) -> Node:
        match token.kind:
            case "number":
                return Constant(token.position, written_number(token))
            case "text":
                return Constant(token.position, token.text)
            case "name":
                return self._word(token)
        return self._mark(token)

    def _mark(self, token: Token) -> Node:
        match token.text if token.kind == "symbol" else "":
            case "(":
                node = self.expression()
                self.need(")")
                return node
            case "[":
                return ListOf(token.position, self._list("]"))
            case "{":
                return self._context(token)
            case "?" if self._asking:
                self._asked += 1
                return Asked(token.position)
            case "@":
                return Call(token.position, "@", (self._primary(self.take()),))
        raise misplaced(token)

    def _list(self, closing: str) -> tuple[Node, ...]:
        items: list[Node] = []
        while not self.eat(closing):
            if items:
                self.need(",")
            items.append(self.expression())
        return tuple(items)

    def _context(self, opening: Token) -> Node:
        entries: dict[str, Node] = {}
        while not self.eat("}"):
            if entries:
                self.need(",")
            key = self.take() if self.peek().kind == "text" else self.need_name()
            if key.text in entries:
                raise FeelError("名字“%(name)s”重复", key.position, name=key.text[:40])
            self.need(":")
            entries[key.text] = self.expression()
        return ContextOf(opening.position, tuple(entries.items()))

    # --- words -----------------------------------------------------------------------------

    def _word(self, token: Token) -> Node:
        if token.text in _LITERALS:
            return Constant(token.position, _LITERALS[token.text])
        if token.text == "if":
            return self._conditional(token)
        if token.text in ("some", "every", "for") and self.peek().kind == "name":
            return self._iteration(token)
        name = self._function_name(token)
        if name is not None:
            return self._call(name, token)
        return self._variable(token)

    def _variable(self, token: Token) -> Node:
        if token.text in FOREIGN_WORDS:
            raise foreign_word(token)
        if token.text in KEYWORDS:
            raise misplaced(token)
        if token.text.startswith("_"):
            raise FeelError("名字不能以下划线开头", token.position, "feel.spelling")
        if self.peek().marks("("):
            raise unknown_function(token.text, token.position)
        self._items += token.text == "item"
        return Name(token.position, token.text)

    def _function_name(self, token: Token) -> str | None:
        # The longest name wins: `date and time(` before `date`.
        for length in range(_LONGEST_NAME, 0, -1):
            words = [token, *(self.peek(ahead) for ahead in range(length - 1))]
            name = " ".join(word.text for word in words)
            if name in FUNCTIONS and self.peek(length - 1).marks("("):
                self._at += length - 1
                return name
        return None

    def _call(self, name: str, token: Token) -> Node:
        self.need("(")
        if name == "is defined":
            return self._defined(token)
        arguments = self._list(")")
        least, most = FUNCTIONS[name].least, min(FUNCTIONS[name].most, MAX_ARGUMENTS)
        if not least <= len(arguments) <= most:
            raise FeelError(
                "%(function)s 的参数个数应为 %(least)s 至 %(most)s 个",
                token.position,
                function=name,
                least=least,
                most=most,
            )
        return Call(token.position, name, arguments)

    def _defined(self, token: Token) -> Node:
        root, keys = self.need_name(), []
        while self.eat("."):
            keys.append(self.need_name().text)
        self.need(")")
        return Defined(token.position, root.text, tuple(keys))

    def _conditional(self, token: Token) -> Node:
        condition = self.expression()
        self.need("then")
        then = self.expression()
        self.need("else")
        return Conditional(token.position, condition, then, self.expression())

    def _iteration(self, token: Token) -> Node:
        rounds: list[tuple[str, Node]] = []
        with self.iterating():
            self._round(rounds)
            if not self.eat(","):
                return self._body(token, tuple(rounds))
            with self.iterating():
                self._round(rounds)
                return self._body(token, tuple(rounds))

    def _round(self, rounds: list[tuple[str, Node]]) -> None:
        name = self.need_name()
        if name.text == "item":
            raise FeelError("item 只用在 列表[条件] 里，请换一个名字", name.position)
        self.need("in")
        rounds.append((name.text, self.expression()))

    def _body(self, token: Token, rounds: tuple[tuple[str, Node], ...]) -> Node:
        if token.text == "for":
            self.need("return")
            return For(token.position, rounds, self.expression())
        self.need("satisfies")
        kind: Literal["some", "every"] = "some" if token.text == "some" else "every"
        return Quantified(token.position, kind, rounds, self.expression())
