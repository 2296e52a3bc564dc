"""Where it happens: one database, one clock all programs share, one gateway, and what they note."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select

from engine.clock import SystemClock
from engine.cluster import lay_queue
from engine.desk import Desk
from engine.resources import shipped_workflows
from engine.settings import Settings
from engine.storage import calendars
from engine.storage.database import database_of
from engine.storage.migrations import migrate
from engine.storage.models import ReachRow, UserRow
from engine.storage.published import publish
from engine.workflow import Bundle, Runner, read_folder
from tests.conftest import MONDAY_MORNING
from tests.journeys.world import settle_county

FILES = read_folder(shipped_workflows())
RUNNER = Runner()
REFUSED = 3  # the exit code of a server whose place is taken


class WallClock:
    """The machine's clock moved by what stands in a file: all programs see it jump at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        if not path.exists():
            self.set(MONDAY_MORNING)

    def now(self) -> datetime:
        return SystemClock().now() + timedelta(seconds=float(self._path.read_text("ascii")))

    def set(self, now: datetime) -> None:
        self._move((now - SystemClock().now()).total_seconds())

    def step(self, **by: float) -> None:
        self._move(float(self._path.read_text("ascii")) + timedelta(**by).total_seconds())

    advance = step

    def _move(self, seconds: float) -> None:
        beside = self._path.with_suffix(f".{os.getpid()}")
        beside.write_text(f"{seconds:.3f}", "ascii")
        beside.replace(self._path)


@dataclass(frozen=True, slots=True)
class Place:
    """All a program has to know to take part; goes to it as JSON."""

    url: str
    var: str
    gateway: str = ""
    cluster: bool = False

    @property
    def folder(self) -> Path:
        return Path(self.var)

    @property
    def clock(self) -> WallClock:
        return WallClock(self.folder / "clock")

    @property
    def settings(self) -> Settings:
        return Settings(
            database_url=self.url, var_dir=self.var, tick_seconds=1, lock_seconds=1,
            gateway_url=self.gateway and f"{self.gateway}/sms", gateway_per_minute=0,
            allow_private_addresses="127.0.0.1", base_url="http://heshi.example",
            secret_key="s" * 32,
        )  # fmt: skip

    def desk(self) -> Desk:
        settings = self.settings
        zone = ZoneInfo("Asia/Shanghai")
        return Desk(settings, self.clock, database_of(settings), RUNNER, zone)

    def spell(self) -> dict[str, object]:
        return asdict(self)


def settle(place: Place) -> None:
    """Make the tables and the small county; everybody wants to be told by the gateway."""
    desk = place.desk()
    migrate(desk.database)
    if place.cluster:
        lay_queue(desk.database)
    with desk.work(None) as work:
        calendars.seed(work)
        publish(work, FILES)
        settle_county(work)
        for number, user in enumerate(work.session.scalars(select(UserRow.id)).all()):
            work.session.add(
                ReachRow(user_id=user, channel="gateway", address=f"139{number:08}", wanted=True)
            )
    desk.database.dispose()


def warm() -> None:
    """Read all diagrams once: what is forked afterwards has them."""
    own = {path: content for path, content in FILES.items() if not path.startswith("law/")}
    RUNNER.library.program(Bundle.of(own, 1))


class Mark:
    """One byte of a file that says whether its program is in the middle of something."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_CREAT | os.O_RDWR)

    @contextmanager
    def busy(self) -> Iterator[None]:
        os.pwrite(self._file, b"1", 0)
        try:
            yield
        finally:
            os.pwrite(self._file, b"0", 0)


class Notes:
    """What the database has answered to one program, line by line: it may not be lost any more."""

    def __init__(self, place: Place, words: Mapping[str, object]) -> None:
        path = place.folder / f"journal-{words['number']}"
        self._file = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY)

    def add(self, line: str) -> None:
        os.write(self._file, f"{line}\n".encode())


def was_busy(path: Path) -> bool:
    """Say whether the program whose mark this is stopped in the middle of something."""
    return path.exists() and path.read_bytes()[:1] == b"1"


__all__ = ["Mark", "Notes", "Place", "WallClock", "settle", "warm", "was_busy"]
