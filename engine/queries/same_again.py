"""A query that a person's pages ask again and again is put together once.

What SQLAlchemy makes of a query depends on who asks and what is asked only; putting it together
costs about as much as running it. Queries are never changed, and made ready for many threads.
What people type is not kept: it may be a name or a number.
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

from engine.queries.filters import Filters
from engine.storage.alias import shared

Asked = ParamSpec("Asked")
Made = TypeVar("Made")
MOST = 512  # some 20 kB each


def same_again(build: Callable[Asked, Made]) -> Callable[Asked, Made]:
    """Return *build*, whose answers are kept for the same arguments; these must be hashable.

    Only for what is told by its arguments alone: no clock, no database.
    """

    def make(*asked: Asked.args, **named: Asked.kwargs) -> Made:
        return shared(build(*asked, **named))

    kept: Callable[Asked, Made] = lru_cache(maxsize=MOST)(make)  # type: ignore[assignment]

    @wraps(build)
    def ask(*asked: Asked.args, **named: Asked.kwargs) -> Made:
        if any(isinstance(each, Filters) and each.text for each in asked):
            return build(*asked, **named)
        return kept(*asked, **named)

    return ask
