"""The programs that are killed: a server, a cluster's worker, hands that take steps.

Each is a function of the place and its number; it runs in a process of its own (``nursery``).
"""

import random  # noqa: TID251  # seeded: a run can be run again
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from sqlalchemy import select

from engine.cluster import CaseQueue, Pace, run_worker
from engine.rules.errors import Conflict, EngineError, Locked
from engine.rules.permissions import Actor
from engine.scheduler import Scheduler
from engine.storage.models import CaseRow, WorkItemRow
from engine.ticking import Ticking, ticks
from engine.usecases.risks import Risk, report_risk
from engine.usecases.steps import complete_step
from notifications.ticks import mail_tick
from tests.chaos.clerk import clerk
from tests.chaos.place import REFUSED, Mark, Notes, Place
from tests.chaos.web import web
from tests.faults.walking import STARTS, Walker
from tests.journeys.world import County

QUICK = Pace(poll=0.1, heartbeat=0.3, stalled=1.0, rescue=1)
NEWEST = 60  # open steps a hand chooses from

Words = Mapping[str, object]


def _ticks(place: Place, mark: Mark) -> tuple[Ticking, ...]:
    """Return the ticks, each of which marks when it is at work."""

    def marked(each: Ticking) -> Ticking:
        def run(desk: object) -> int:
            with mark.busy():
                return each.run(desk)  # type: ignore[arg-type]

        return replace(each, run=run)

    desk = place.desk()
    made = tuple(marked(each) for each in ticks(desk, mail_tick(place.settings)))
    desk.database.dispose()
    return made


def mark_of(place: Place, words: Words) -> Path:
    return place.folder / f"mark-{words['number']}"


def serve(place: Place, words: Words) -> int:
    """Be the embedded server: tick until told to stop."""
    scheduler = Scheduler(place.desk(), _ticks(place, Mark(mark_of(place, words))))
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    try:
        scheduler.start()
    except Conflict as refused:
        sys.stderr.write(f"{refused.code}\n")
        return REFUSED
    (place.folder / f"ready-{words['number']}").touch()
    while not stop.wait(0.2):
        pass
    scheduler.stop()
    return 0


def work(place: Place, words: Words) -> int:
    """Be a cluster's worker."""
    ready = place.folder / f"ready-{words['number']}"
    desk = place.desk()
    run_worker(desk, _ticks(place, Mark(mark_of(place, words))), 2, QUICK, ready.touch)
    return 0


class Hand:
    """Takes whatever step is open, registers, hands off, reports; notes what was answered."""

    def __init__(self, place: Place, words: Words) -> None:
        self.place = place
        self.desk = place.desk()
        if place.cluster:
            CaseQueue(self.desk).attach()
        self.random = random.Random(int(str(words["seed"])))  # noqa: S311
        self.walker = Walker(County(self.desk, place.clock), self.random.randrange(1 << 30))
        self.mark = Mark(mark_of(place, words))
        self.note = Notes(place, words).add

    def open(self) -> list[WorkItemRow]:
        query = select(WorkItemRow).where(WorkItemRow.status == "open")
        with self.desk.read() as session:
            return list(session.scalars(query.order_by(WorkItemRow.id.desc()).limit(NEWEST)))

    def act(self) -> None:
        drawn, items = self.random.random(), self.open()
        if drawn < 0.2 or not items:
            self.note(f"R {self.walker.begin(self.random.choice(STARTS))}")
            return
        item = self.random.choice(items)
        if drawn < 0.25:
            self.beside(item, drawn)
            return
        form = self.walker.form(item)
        if self.walker.take(item, self.walker.good(form) if form else {}):
            self.note(f"S {item.id}")

    def beside(self, item: WorkItemRow, drawn: float) -> None:
        with self.desk.read() as session:
            code = session.get_one(CaseRow, item.case_id).code
        if drawn < 0.22:
            actor = self.walker.county.actor("cl")
            report_risk(self.desk, actor, code, Risk("threat", "扬言报复"))
        else:
            self.walker.hand_off(code)


def hand(place: Place, words: Words) -> int:
    """Be a hand, until killed; whatever is not an answer of the engine's is a find."""
    made = Hand(place, words)
    (place.folder / f"ready-{words['number']}").touch()
    while True:
        try:
            with made.mark.busy():
                made.act()
        except Locked as error:
            made.note(f"L {error.code}")
            time.sleep(0.05)  # noqa: TID251
        except EngineError as error:
            made.note(f"E {error.code}")
        except Exception:
            strange = traceback.format_exc()
            (place.folder / f"strange-{words['number']}").write_text(strange, "utf-8")


def _finished(made: Hand, actor: Actor, item: int) -> str:
    try:
        complete_step(made.desk, actor, item, {})
    except Locked as error:
        return f"L {error.code}"
    except EngineError as error:
        return f"E {error.code}"
    return f"S {item}"


def finish(place: Place, words: Words) -> int:
    """Finish the steps named, as one person among others; note which were ours."""
    made = Hand(place, words)
    actor = made.walker.county.actor(str(words["login"]))
    (place.folder / f"ready-{words['number']}").touch()
    while not (place.folder / "go").exists():
        time.sleep(0.005)  # noqa: TID251
    for item in words["items"]:  # type: ignore[attr-defined]
        while (line := _finished(made, actor, item)).startswith("L"):
            made.note(line)
        made.note(line)
    return 0


PARTS: Mapping[str, Callable[[Place, Words], int]] = {
    "serve": serve,
    "work": work,
    "hand": hand,
    "finish": finish,
    "web": web,
    "clerk": clerk,
}
