"""The year, played in order: a queue of acts in time, the engine's own clocks running between.

Nothing is written past the engine: people act through the use cases, due clocks through the
sweep, each at its own instant.
"""

import heapq
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import cast

from sqlalchemy import bindparam, func, select

from engine.clock import FixedClock
from engine.demo.casefile import CaseFile
from engine.demo.directory import Directory
from engine.demo.hours import OfficeHours
from engine.desk import Desk
from engine.rules.errors import EngineError, WorkflowFault
from engine.storage.models import ClockRow, WorkItemRow
from engine.storage.published import newest_bundle
from engine.usecases.sweep import sweep_next
from engine.workflow import Form, read_form

log = logging.getLogger(__name__)

MOST_AT_ONCE = 5_000  # due clocks of one instant

# Columns, not objects: they are looked at and let go.
OPENED = (
    select(WorkItemRow.__table__)
    .where(WorkItemRow.id > bindparam("after"))
    .order_by(WorkItemRow.id)
)
NEWEST_AND_NEXT = select(
    select(func.max(WorkItemRow.id)).scalar_subquery(),
    select(func.min(ClockRow.next_at)).scalar_subquery(),
)

Act = Callable[[], None]
Opened = Callable[[CaseFile, WorkItemRow], None]
Told = Callable[[datetime], None]


@dataclass(slots=True)
class Simulation:
    """The county at work on a clock that only the queue moves.

    ``when_opened`` is asked for every step that opens; ``refused`` keeps what the engine refused.
    """

    desk: Desk
    clock: FixedClock
    directory: Directory
    hours: OfficeHours
    forms: Mapping[str, Form]
    files: dict[int, CaseFile] = field(default_factory=dict)
    refused: list[tuple[str, str]] = field(default_factory=list)
    _queue: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _numbers: Iterable[int] = field(default_factory=count)
    _last_item: int = 0
    _ticks: int = 0
    _ticked_at: datetime | None = None
    _next_due: datetime | None = None  # when the engine's own clocks want something next

    def plan(self, at: datetime, act: Act) -> None:
        """Queue an act for an aware instant; acts of one instant keep their order."""
        heapq.heappush(self._queue, (at, next(iter(self._numbers)), act))

    def run(self, until: datetime, when_opened: Opened, told: Told) -> None:
        """Play everything up to *until*; what is planned for later stays undone."""
        while True:
            planned = self._queue[0][0] if self._queue else None
            at = min((each for each in (self._next_due, planned) if each), default=None)
            if at is None or at > until:
                self.clock.set(until)
                return
            self.clock.set(max(at, self.clock.now()))
            if at == self._next_due:
                self._tick()
            else:
                self._do(heapq.heappop(self._queue)[2])
            self._look(when_opened)
            told(at)

    def _tick(self) -> None:
        """Let the engine do what is due now; refuse to wait for a clock that never moves on."""
        sweep_next(self.desk)
        now = self.clock.now()
        self._ticks = self._ticks + 1 if now == self._ticked_at else 1
        self._ticked_at = now
        if self._ticks > MOST_AT_ONCE:
            raise WorkflowFault("demo.clock_stuck", at=now.isoformat())

    def _do(self, act: Act) -> None:
        try:
            act()
        except EngineError as error:
            self.refused.append((getattr(act, "__name__", "act"), f"{error.code} {error.facts}"))
            log.debug("the engine refused an act of the demo: %s", error.code)

    def _look(self, when_opened: Opened) -> None:
        """Look what the engine has opened, and when it wants to act next."""
        with self.desk.read() as session:
            newest, self._next_due = session.connection().execute(NEWEST_AND_NEXT).one()
            found: list[WorkItemRow] = []
            if (newest or 0) > self._last_item:
                asked = {"after": self._last_item}
                found += cast(
                    "list[WorkItemRow]", session.connection().execute(OPENED, asked).all()
                )
        for item in found:
            self._last_item = item.id
            file = self.files.get(item.case_id)
            if file is not None and item.status == "open":
                when_opened(file, item)


def read_forms(desk: Desk) -> dict[str, Form]:
    """Return every form of the newest bundle by key."""
    with desk.read() as session:
        files = newest_bundle(session).files
    return {
        form.key: form
        for path, content in sorted(files.items())
        if path.startswith("forms/")
        for form in (read_form(content, path),)
    }
