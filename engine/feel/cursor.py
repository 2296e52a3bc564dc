"""A place in the row of tokens, with the bounds that keep parsing finite."""

from collections.abc import Iterator
from contextlib import contextmanager

from engine.feel.errors import FeelError
from engine.feel.lexer import KEYWORDS, Token, tokenize
from engine.feel.limits import MAX_DEPTH, MAX_ITERATIONS
from engine.feel.spelling import FOREIGN_WORDS, foreign_word, misplaced

_OPENERS = ("(", "[", "{")
_CLOSERS = (")", "]", "}")


class Cursor:
    """Reads tokens one by one; knows how deep the reader is."""

    def __init__(self, text: str) -> None:
        self._tokens = tokenize(text)
        self._at = 0
        self._depth = 0
        self._rounds = 0

    def peek(self, ahead: int = 0) -> Token:
        """The token `ahead` of the current one; the closing token for ever after the end."""
        return self._tokens[min(self._at + ahead, len(self._tokens) - 1)]

    def take(self) -> Token:
        """The current token; moves on."""
        token = self.peek()
        self._at += 1
        return token

    def eat(self, *words: str) -> Token | None:
        """The current token if it is one of these; moves on only then."""
        return self.take() if self.peek().marks(*words) else None

    def need(self, word: str) -> Token:
        """The current token, which must be this one."""
        token = self.eat(word)
        if token is not None:
            return token
        found = self.peek()
        if found.kind == "end":
            raise FeelError("缺少“%(wanted)s”", found.position, wanted=word)
        if found.kind == "name" and found.text in FOREIGN_WORDS:
            raise foreign_word(found)
        raise FeelError(
            "这里应为“%(wanted)s”，而不是“%(found)s”",
            found.position,
            wanted=word,
            found=found.text[:40],
        )

    def need_name(self) -> Token:
        """The current token, which must be a name of our own."""
        token = self.take()
        if token.kind != "name" or token.text in KEYWORDS:
            raise misplaced(token)
        if token.text.startswith("_"):
            raise FeelError("名字不能以下划线开头", token.position, "feel.spelling")
        return token

    def finish(self) -> None:
        """Insist that nothing is left."""
        if self.peek().kind != "end":
            raise misplaced(self.peek())

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """One level of nesting."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise FeelError(
                "嵌套超过 %(limit)s 层", self.peek().position, "feel.limit", limit=MAX_DEPTH
            )
        yield
        self._depth -= 1

    @contextmanager
    def iterating(self) -> Iterator[None]:
        """One level of iteration."""
        self._rounds += 1
        if self._rounds > MAX_ITERATIONS:
            raise FeelError(
                "循环嵌套超过 %(limit)s 层",
                self.peek().position,
                "feel.limit",
                limit=MAX_ITERATIONS,
            )
        yield
        self._rounds -= 1

    def opens_range(self) -> bool:
        """Whether the bracket here begins `[a..b]`: looks ahead, so nothing is read twice."""
        if not self.peek().marks("[", "(", "]"):
            return False
        depth = 0
        for token in self._tokens[self._at + 1 :]:
            if depth == 0 and token.marks("..", ",", *_CLOSERS):
                return token.text == ".."
            depth += token.marks(*_OPENERS) - token.marks(*_CLOSERS)
        return False

    def rewind(self) -> None:
        """Back to the first token."""
        self._at = self._depth = self._rounds = 0
