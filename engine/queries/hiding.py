"""Which condition of an empty list hides most, so that the page can offer to lift it."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace

from engine.queries.filters import Filters

NONE = Filters()
NOT_CONDITIONS = frozenset({"below"})  # says how another one is meant


@dataclass(frozen=True, slots=True)
class Hiding:
    """The condition ``name`` (a field of Filters): without it the list holds ``count``."""

    name: str
    count: int


def active(filters: Filters) -> tuple[str, ...]:
    """Return the names of the conditions that are set, in the order of Filters."""
    return tuple(
        field.name
        for field in fields(Filters)
        if field.name not in NOT_CONDITIONS
        and getattr(filters, field.name) != getattr(NONE, field.name)
    )


def hides_most(filters: Filters, count: Callable[[Filters], int]) -> Hiding | None:
    """Return the condition whose lifting shows most; None if no single one shows anything.

    *count* is asked once per condition set.
    """
    found = [
        Hiding(name, count(replace(filters, **{name: getattr(NONE, name)})))
        for name in active(filters)
    ]
    best = max(found, key=lambda hiding: hiding.count, default=None)
    return best if best and best.count else None
