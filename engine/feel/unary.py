"""A cell of a decision table, compiled once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from engine.feel import expression
from engine.feel.errors import FeelError
from engine.feel.membership import Test, compile_test
from engine.feel.parser import Parser
from engine.feel.run import Run
from engine.feel.scope import Scope
from engine.feel.spans import Coverage, coverage_of
from engine.feel.values import admit

_ = expression  # it completes the compiler
_CACHED = 4_096


@dataclass(frozen=True, slots=True)
class UnaryTest:
    """A compiled cell; immutable, safe to share between threads.

    Attributes:
        text: As written; `-` and nothing at all accept every value, null too.
        names: The variables it takes from the context besides the value.
        coverage: The values it accepts where that needs no case, else None.
    """

    text: str
    names: frozenset[str]
    coverage: Coverage | None
    closure: Test = field(repr=False, compare=False)

    def test(
        self,
        value: object,
        context: Mapping[str, object] | None = None,
        now: datetime | None = None,
    ) -> bool:
        """Whether the cell accepts the value; what cannot be said (null > 5) is not accepted.

        Raises:
            FeelError: The value has another kind than the cell; whatever an expression raises.
        """
        run = Run(context or {}, now)
        return self.accepts(run, admit(value, run.tick))

    def accepts(self, run: Run, value: object) -> bool:
        """The same within a run, for a value already admitted."""
        run.asked = value
        try:
            return self.closure(run, value) is True
        except RecursionError:
            raise FeelError("表达式嵌套过深", code="feel.limit") from None


def compile_unary(text: str | None) -> UnaryTest:
    """The cell written in `text`; None is an empty cell. Compiled ones are remembered.

    Raises:
        FeelError: As `compile_expression`; also what would fail in every case (`feel.range` …).
    """
    if text is not None and not isinstance(text, str):
        raise FeelError("表达式不是文本")
    return _compiled(text or "")


@lru_cache(maxsize=_CACHED)
def _compiled(text: str) -> UnaryTest:
    scope = Scope()
    try:
        cell = Parser(text, asking=True).whole_cell()
        closure = compile_test(cell, scope)
        coverage = coverage_of(cell)
    except RecursionError:
        raise FeelError("表达式嵌套过深", code="feel.limit") from None
    return UnaryTest(text, frozenset(scope.names), coverage, closure)
