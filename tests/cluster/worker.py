"""A worker of a cluster whose clock stands still: ``python -m tests.cluster.worker URL INSTANT``.

It is as quick to notice a death as the real one, only ten times faster.
"""

import sys
from datetime import datetime
from zoneinfo import ZoneInfo

from engine.clock import FixedClock
from engine.cluster import Pace, run_worker
from engine.desk import Desk
from engine.settings import Settings
from engine.storage.database import Database
from engine.ticking import ticks
from engine.workflow import Runner

QUICK = Pace(poll=0.1, heartbeat=0.3, stalled=1.0, rescue=1)


def main(url: str, instant: str) -> None:
    settings = Settings(database_url=url, tick_seconds=1)
    clock = FixedClock(datetime.fromisoformat(instant))
    database = Database(url, wait_ms=60_000)  # it waits for a case as long as the test holds it
    desk = Desk(settings, clock, database, Runner(), ZoneInfo("Asia/Shanghai"))
    run_worker(desk, ticks(desk), 2, QUICK)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
