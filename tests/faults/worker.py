"""A program that registers cases and completes steps until it is killed.

``python -m tests.faults.worker URL SEED``: works on a settled county, says ``ready`` after
one case.
"""

import sys
from datetime import timedelta
from random import Random  # noqa: TID251  # seeded: a run can be run again
from zoneinfo import ZoneInfo

from engine.clock import FixedClock
from engine.desk import Desk
from engine.settings import Settings
from engine.storage.database import Database
from engine.usecases.sweep import sweep
from engine.workflow import Runner
from tests.conftest import MONDAY_MORNING
from tests.faults.walking import STARTS, Walker
from tests.journeys.world import County


def main(url: str, seed: int) -> None:
    clock = FixedClock(MONDAY_MORNING + timedelta(days=20 * seed))
    desk = Desk(
        Settings(database_url=url), clock, Database(url), Runner(), ZoneInfo("Asia/Shanghai")
    )
    walker = Walker(County(desk, clock), seed)
    draw = Random(seed)  # noqa: S311
    codes = [walker.begin({})]
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        if draw.random() < 0.2:
            codes.append(walker.begin(draw.choice(STARTS)))
        for item in walker.open(draw.choice(codes)):
            form = walker.form(item)
            walker.take(item, walker.good(form) if form else {})
        if draw.random() < 0.1:
            clock.advance(days=draw.choice((1, 4, 9)))
            sweep(desk, limit=draw.randint(1, 50))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
