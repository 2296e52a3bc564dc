"""Building the demo county: offices, people, and a year of cases."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from sqlalchemy import select

from engine.clock import FixedClock
from engine.demo.casefile import CaseFile
from engine.demo.county import PRINTED, SEES
from engine.demo.directory import PASSWORD, Directory, settle
from engine.demo.draw import Draw
from engine.demo.finish import mark_as_demo, quieten, tidy
from engine.demo.hand import Hand
from engine.demo.hours import OfficeHours
from engine.demo.lone_writer import LoneWriter
from engine.demo.showcases import shown
from engine.demo.simulation import Simulation, read_forms
from engine.demo.supervising import Supervision
from engine.desk import Desk
from engine.resources import shipped_workflows
from engine.rules.errors import Conflict
from engine.storage.calendars import seed as seed_calendar
from engine.storage.models import OfficeRow
from engine.storage.published import publish

MORNING = time(8, 40)
SEED = 20
Told = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Built:
    """What was built: cases, steps taken, and what the engine refused, as (act, code)."""

    cases: int
    refused: tuple[tuple[str, str], ...]


def build(desk: Desk, cases: int, seed: int = SEED, told: Told = lambda share: None) -> Built:
    """Fill the empty database of *desk* with the county and *cases* cases of the last year.

    Args:
        desk: its clock says when the year ends; the database has its tables and nothing else.
        cases: how many.
        seed: the same seed, day and number of cases give the same county.
        told: hears how much of the year has been played, 0 to 1.

    Raises:
        Conflict: ``demo.not_empty``: there are offices already.

    """
    until = _last_morning(desk)
    clock = FixedClock(until - timedelta(days=370))
    past = replace(desk, clock=clock)
    directory = _found(past)
    with past.read() as session:
        hours = OfficeHours(past.calendar(session), past.zone)
    writer = LoneWriter(past.database)
    past = replace(past, database=writer)
    simulation = Simulation(past, clock, directory, hours, read_forms(past))
    hand = Hand(simulation)
    for file in _files(Draw(directory, hours, until), seed, cases):
        hand.plan(file)
    supervision = Supervision(hand, seed)
    supervision.plan(until, cases)
    begun, length = clock.now(), until - clock.now()
    simulation.run(until, supervision.when_opened, lambda at: told((at - begun) / length))
    writer.close()
    quieten(past, until)
    mark_as_demo(past)
    tidy(past.database)
    return Built(len(simulation.files), tuple(simulation.refused))


def accounts() -> tuple[tuple[str, str], ...]:
    """Return the accounts to print: login and what it sees. All have the password ``PASSWORD``."""
    return tuple((job.login, SEES[job.login]) for job in PRINTED)


def _last_morning(desk: Desk) -> datetime:
    now = desk.now()
    morning = datetime.combine(desk.local_day(now), MORNING, desk.zone)
    return morning if morning <= now else morning - timedelta(days=1)


def _found(desk: Desk) -> Directory:
    """Found the county: calendar, procedures, offices, people."""
    folder = shipped_workflows()
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.suffix in {".bpmn", ".dmn", ".json"}
    }
    with desk.work(None) as work:
        if work.session.scalar(select(OfficeRow.id).limit(1)) is not None:
            raise Conflict("demo.not_empty")
        seed_calendar(work)
        publish(work, files, "随版本发布的流程")
        return settle(work)


def _files(draw: Draw, seed: int, cases: int) -> list[CaseFile]:
    def back(days: float) -> datetime:
        return draw.hours.latest(draw.until - timedelta(days=days))

    fates = shown(back, cases)
    files = [
        draw.file_of(fate, random.Random(f"{seed}/shown/{number}"))
        for number, fate in enumerate(fates)
    ]
    return [*files, *draw.files(seed, cases - len(fates), fates)]


__all__ = ["PASSWORD", "SEED", "Built", "accounts", "build"]
