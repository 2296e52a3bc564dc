"""A row of a decision table is read once, however many clocks come with it."""

from collections.abc import Callable, Mapping
from functools import lru_cache, wraps
from typing import TypeVar

Read = TypeVar("Read")
Row = Mapping[str, object]
MOST = 1_000  # rows kept of each kind


def once_per_row(read: Callable[[Row], Read]) -> Callable[[Row], Read]:
    """Return *read*, whose answer for equal rows is kept; what it refuses is refused each time."""

    @lru_cache(maxsize=MOST)
    def known(line: tuple[tuple[str, type, object], ...]) -> Read:
        return read({column: value for column, _, value in line})

    @wraps(read)
    def ask(outputs: Row) -> Read:
        # by type as well: 1 and True are equal, and only one of them is a truth
        line = tuple([(column, type(value), value) for column, value in outputs.items()])
        try:
            hash(line)
        except TypeError:  # a list, say: it will be refused by its name
            return read(outputs)
        return known(line)

    return ask
