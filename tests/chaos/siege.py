"""A place under siege: programs work, are killed and started anew; the world shakes; then peace.

Everything that is done is drawn from one seed and counted; nothing counts that did not happen.
"""

import os
import random  # noqa: TID251  # seeded: a siege can be laid again
import signal
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from sqlalchemy import func, select, text

from engine.desk import Desk
from engine.rules.errors import EngineError, Locked
from engine.storage.models import CaseRow, ProcessRow
from engine.storage.published import publish
from engine.storage.refusals import translated
from engine.usecases.sweep import oldest_due
from tests.chaos.gateway import Failing
from tests.chaos.nursery import Nursery
from tests.chaos.place import FILES, Place, was_busy
from tests.postgres import Cluster

STEPS = ({"hours": 1}, {"hours": -1}, {"days": 3}, {"hours": 7})
DAMAGES: tuple[Callable[[bytes], bytes], ...] = (
    lambda state: state[: len(state) // 2],
    lambda state: state[:60] + bytes([state[60] ^ 1]) + state[61:],
    lambda state: bytes([state[0] + 1]) + state[1:],
    lambda state: os.urandom(len(state)),
)
PATIENCE = 180.0
HELD = 2.4  # seconds; nobody waits longer than one for a lock
CASES = 5  # there before anything happens to them


def until(what: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Wait until *what* holds, or fail."""
    ends = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < ends, f"still not so after {seconds} s"
        time.sleep(0.02)  # noqa: TID251  # other processes, which tell us nothing


@dataclass
class Siege:
    """One place, the programs in it, and what was done to them."""

    place: Place
    seed: int
    nursery: Nursery
    failing: Failing
    cluster: Cluster | None = None
    living: dict[int, tuple[str, int]] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)
    damaged: set[int] = field(default_factory=set)
    numbers: int = 0

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)  # noqa: S311
        self.desk: Desk = self.place.desk()

    @property
    def server(self) -> str:
        return "work" if self.place.cluster else "serve"

    def start(self, part: str, **more: object) -> int:
        """Start a program; return its process id."""
        self.numbers += 1
        seed = self.random.randrange(1 << 30)
        words = {"number": self.numbers, "seed": seed, **more}
        pid = self.nursery.start(part, self.place.spell(), **words)
        self.living[pid] = (part, self.numbers)
        return pid

    def open(self, hands: int = 2, servers: int = 1) -> None:
        """Start everybody and wait until they work."""
        for part in ("serve", "work")[self.place.cluster :][:1] * servers + ("hand",) * hands:
            self.start(part)
        until(lambda: self.all_ready() and self.cases() >= CASES)

    def all_ready(self) -> bool:
        """Say whether everybody has begun; one who could not is started anew."""
        self.revive()
        names = [self.place.folder / f"ready-{number}" for _, number in self.living.values()]
        return all(name.exists() for name in names)

    def cases(self) -> int:
        with self.desk.read() as session:
            return session.scalar(select(func.count()).select_from(CaseRow)) or 0

    def kill(self, part: str) -> None:
        """End one program of a part as a power cut would, and start another."""
        number = None
        while number is None:  # one that had just ended by itself does not count
            victim = self.random.choice([pid for pid, who in self.living.items() if who[0] == part])
            number = self.end(victim)
        self.done[f"killed {part}"] += 1
        mark = self.place.folder / f"mark-{number}"
        self.done[f"killed {part} in the middle"] += was_busy(mark)
        if part == "serve":
            self.place.clock.step(minutes=2)  # a dead server's place is free after 90 s
        self.start(part)

    def end(self, pid: int) -> int | None:
        """Kill a program; return its number, or None (and another in its place) if it was dead."""
        os.kill(pid, signal.SIGKILL)
        code = self.nursery.wait(pid)
        part, number = self.living.pop(pid)
        if code == -signal.SIGKILL:
            return number
        self.done[f"{part} ended by itself with {code}"] += 1
        self.start(part)
        return None

    def kill_hand(self) -> None:
        self.kill("hand")

    def kill_server(self) -> None:
        """Give the server much to do at once, and kill it there."""
        self.place.clock.step(hours=9)
        number = max(n for part, n in self.living.values() if part == self.server)
        mark = self.place.folder / f"mark-{number}"
        with suppress(AssertionError):
            until(lambda: was_busy(mark), 1.5)
        self.pause(0.0, 0.1)
        self.kill(self.server)

    def step_clock(self) -> None:
        step = STEPS[self.done["stepped the clock"] % len(STEPS)]
        self.place.clock.step(**step)
        self.done["stepped the clock"] += 1

    def publish(self) -> None:
        """Publish another set of diagrams while everybody works by the old one."""
        number = self.done["published"] + 1
        path = "dispute.bpmn"
        changed = FILES[path] + f"<!-- {number} -->\n".encode()
        with self.desk.work(None) as work:
            assert publish(work, {**FILES, path: changed}).version == number + 1
        self.done["published"] += 1

    def damage(self) -> None:
        """Spoil the stored state of one process that runs."""
        running = select(ProcessRow.id, ProcessRow.case_id).where(ProcessRow.status == "running")
        with self.desk.read() as session:
            found = {key: case for key, case in session.execute(running.order_by(ProcessRow.id))}
        key = self.random.choice([each for each in found if each not in self.damaged])
        with self.desk.work(None) as work:
            work.get(CaseRow, found[key], lock=True)  # first, as everybody does
            row = work.get(ProcessRow, key)
            row.state = DAMAGES[self.done["damaged"] % len(DAMAGES)](row.state)
        self.damaged.add(key)
        self.done["damaged"] += 1

    def hold(self) -> None:
        """Keep the whole database locked for longer than anybody waits."""
        with translated(), self.desk.database.engine.connect() as other:
            if self.desk.database.is_sqlite:
                other.exec_driver_sql("ROLLBACK")
                other.exec_driver_sql("BEGIN IMMEDIATE")
            else:
                other.execute(text('LOCK TABLE "case", process IN ACCESS EXCLUSIVE MODE'))
            self.pause(HELD, HELD)
            other.rollback()
        self.done["held the database"] += 1

    def restart(self) -> None:
        """Stop PostgreSQL under everybody's hands, and start it again."""
        if self.cluster is None:
            return
        self.cluster.halt()
        self.pause(0.3, 0.6)
        self.cluster.resume()
        self.done["restarted the database"] += 1
        with suppress(EngineError), self.desk.read() as session:
            session.scalar(text("SELECT 1"))

    def pause(self, low: float, high: float) -> None:
        time.sleep(self.random.uniform(low, high))  # noqa: TID251  # others work meanwhile

    def revive(self) -> None:
        """Start anew whoever ended by himself, as systemd does."""
        for pid, (part, _) in list(self.living.items()):
            if (code := self.nursery.ask(pid)) is not None:
                del self.living[pid]
                self.done[f"{part} ended by itself with {code}"] += 1
                if part == "serve":
                    self.place.clock.step(minutes=2)
                self.start(part)

    def lay(self, acts: list[str]) -> None:
        """Do the acts in an order drawn from the seed."""
        acts = list(acts)
        self.random.shuffle(acts)
        for act in acts:
            self.pause(0.1, 0.5)
            while not self.did(act):
                self.pause(0.1, 0.3)
            self.revive()

    def did(self, act: str) -> bool:
        """Do one act; say whether it was done: we are kept out as anybody is."""
        try:
            getattr(self, act)()
        except Locked:
            return False
        return True

    def peace(self) -> None:
        """No hand works any more, and the servers catch up by themselves."""
        for pid, (part, _) in list(self.living.items()):
            if part == "hand":
                os.kill(pid, signal.SIGKILL)
                self.nursery.wait(pid)
                del self.living[pid]
        self.desk.database.dispose()
        until(self.caught_up)
        for pid, (part, _) in list(self.living.items()):
            del self.living[pid]
            os.kill(pid, signal.SIGTERM)
            assert self.nursery.wait(pid) == 0, f"{part} did not leave in good order"
            self.done["left in good order"] += 1

    def clear(self) -> None:
        """End whatever still runs, and let go of the database."""
        for pid in self.living:
            os.kill(pid, signal.SIGKILL)
            self.nursery.wait(pid)
        self.living.clear()
        self.desk.database.dispose()

    def caught_up(self) -> bool:
        """Say whether the servers have nothing left to do now, having been killed or not."""
        self.revive()
        try:
            if oldest_due(self.desk) is not None:
                return False
            with self.desk.read() as session:
                jobs = (
                    "SELECT 1 FROM procrastinate_jobs WHERE task_name = 'case'"
                    " AND status IN ('todo', 'doing') LIMIT 1"
                )
                return not (self.place.cluster and session.execute(text(jobs)).first())
        except Locked:
            return False
