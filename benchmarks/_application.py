"""The application as a contender: its own use case, with all it does besides."""

from time import perf_counter
from zoneinfo import ZoneInfo

from benchmarks._figures import MONDAY
from benchmarks._sides import Parts
from engine.clock import FixedClock
from engine.desk import Desk
from engine.settings import Settings
from engine.storage.database import Database
from engine.usecases.steps import complete_step
from engine.workflow import Runner
from tests.journeys.world import County


class Application:
    """Signs for cases by the real use case, with all it does besides."""

    worked = 0.0

    def __init__(self, url: str, cases: int) -> None:
        settings = Settings(database_url=url, secret_key="b" * 32)
        clock, zone = FixedClock(MONDAY), ZoneInfo("Asia/Shanghai")
        self._desk = Desk(settings, clock, Database(url, wait_ms=60_000), Runner(), zone)
        self._county = County(self._desk, clock)
        self._actor = self._county.actor("vm")
        codes = [self._county.register() for _ in range(cases)]
        self._items = iter([self._county.item(code, "sign_for").id for code in codes])

    def take(self) -> Parts:
        """Sign for one of them."""
        item, began = next(self._items), perf_counter()
        complete_step(self._desk, self._actor, item, {})
        return Parts(advance=perf_counter() - began)
