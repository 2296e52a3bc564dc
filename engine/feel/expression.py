"""An expression, compiled once and asked as often as one likes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from engine.feel import iteration, membership
from engine.feel.errors import FeelError
from engine.feel.evaluation import Closure, compile_node
from engine.feel.parser import Parser
from engine.feel.run import Run
from engine.feel.scope import Scope, truth

_ = iteration, membership  # they teach the compiler their nodes
_CACHED = 4_096


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression; immutable, safe to share between threads.

    Attributes:
        text: As written.
        names: The variables it takes from the context, also those only asked by `is defined`.
        constant: Whether its value is always the same (no variable, no `today()`, no `now()`).
    """

    text: str
    names: frozenset[str]
    constant: bool
    closure: Closure = field(repr=False, compare=False)

    def evaluate(self, context: Mapping[str, object], now: datetime | None = None) -> object:
        """The value in this context.

        Args:
            context: Variables by name; plain Python values, converted where they are read.
            now: The present for `today()` and `now()`, aware, in the office's time zone:
                `today()` is its calendar day.

        Raises:
            FeelError: Whatever cannot be said without guessing.
        """
        return self.work_out(Run(context, now))

    def holds(self, context: Mapping[str, object], now: datetime | None = None) -> bool:
        """Whether the condition is met; null is not (as behind `if`), other kinds are errors."""
        return truth(self.evaluate(context, now), 0) is True

    def work_out(self, run: Run) -> object:
        """The value within a run that may have done other work before."""
        try:
            return self.closure(run)
        except RecursionError:
            raise FeelError("表达式嵌套过深", code="feel.limit") from None


def compile_expression(text: str) -> Expression:
    """The expression written in `text`. Compiled ones are remembered.

    Raises:
        FeelError: `feel.syntax`, `feel.spelling`, `feel.unknown_function`, `feel.limit`.
    """
    if not isinstance(text, str):
        raise FeelError("表达式不是文本")
    return _compiled(text)


@lru_cache(maxsize=_CACHED)
def _compiled(text: str) -> Expression:
    if not text.strip():
        raise FeelError("表达式为空", 0)
    scope = Scope()
    try:
        closure = compile_node(Parser(text).whole_expression(), scope)
    except RecursionError:
        raise FeelError("表达式嵌套过深", code="feel.limit") from None
    return Expression(text, frozenset(scope.names), scope.constant, closure)
