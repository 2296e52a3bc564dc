"""One evaluation under way: the facts it may read, the instant it may ask for, the work it did."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from engine.feel.errors import FeelError
from engine.feel.fields import field_of, unknown_name
from engine.feel.limits import MAX_STEPS
from engine.feel.values import admit

_MISSING: Final = object()


class Run:
    """What a compiled expression is given. Made for one evaluation, then thrown away.

    Attributes:
        asked: The value of `?` while a cell is tested.
        bound: Values of `some`, `every`, `for` and `item` variables by their slot.
    """

    __slots__ = ("_context", "_limit", "_now", "_read", "_steps", "asked", "bound")

    def __init__(
        self, context: Mapping[str, object], now: datetime | None, limit: int = MAX_STEPS
    ) -> None:
        self._context = context
        self._now = now
        self._limit = limit
        self._steps = 0
        self._read: dict[tuple[str, ...], object] = {}
        self.asked: object = None
        self.bound: dict[int, object] = {}

    def tick(self, steps: int) -> None:
        """Count work done."""
        self._steps += steps
        if self._steps > self._limit:
            raise FeelError("计算量过大", code="feel.limit")

    @property
    def now(self) -> datetime:
        """The instant the caller gave, in the caller's time zone; never the clock."""
        if self._now is None:
            raise FeelError("这里没有给出当前时间", code="feel.now")
        if self._now.utcoffset() is None:
            raise FeelError("当前时间缺少时区", code="feel.now")
        return self._now

    def look(self, path: tuple[str, ...]) -> object:
        """The value of a variable or of a field below it.

        Only the value at the end of the path is converted, and a list or context only once.
        """
        if path in self._read:
            return self._read[path]
        found: object = self._context
        for depth, key in enumerate(path):
            if not isinstance(found, Mapping):
                # Below a date or a duration: its parts.
                found = field_of(admit(found, self.tick), key)
                continue
            found = found.get(key, _MISSING)
            if found is _MISSING:
                raise unknown_name(".".join(path[: depth + 1]))
        value = admit(found, self.tick)
        if isinstance(value, list | dict):
            self._read[path] = value
        return value

    def defines(self, path: tuple[str, ...]) -> bool:
        """Whether there is such a variable or field, and it is not null."""
        found: object = self._context
        for key in path:
            if not isinstance(found, Mapping):
                return False
            found = found.get(key)
        return found is not None
