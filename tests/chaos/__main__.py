"""The long form: ``python -m tests.chaos --minutes 10 [--seed 7] [--backend sqlite] …``.

Lays one siege after another, each with its own seed, until the time is up; stops at the first
finding, names its seed and keeps the place for ``python -m tests.chaos.invariants``.
"""

import argparse
import logging
import random  # noqa: TID251  # seeded
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.chaos import aftermath
from tests.chaos.counter import DEATHS, House
from tests.chaos.gateway import Failing
from tests.chaos.nursery import Nursery
from tests.chaos.place import Place, settle
from tests.chaos.siege import Siege
from tests.databases import create_postgres
from tests.notifications.gateway_house import Opened
from tests.postgres import Cluster

ACTS = (
    ["kill_hand"] * 20 + ["kill_server"] * 12 + ["step_clock"] * 8 + ["publish"] * 2
    + ["damage"] * 5 + ["hold"] * 2
)  # fmt: skip
KINDS = ("sqlite", "http-sqlite", "postgresql", "http-postgresql", "cluster")
SIGNED = 120  # steps two people at browsers contend for


def one(nursery: Nursery, machine: Cluster, kind: str, seed: int) -> tuple[list[str], Siege]:
    """Lay one siege; return what was found."""
    folder = Path(tempfile.mkdtemp(prefix="heshi-chaos-"))
    logging.basicConfig(filename=folder / "own-log", level=logging.INFO, force=True)
    url, file = f"sqlite:///{folder / 'heshi.db'}", kind.endswith("sqlite")
    if not file:
        url = create_postgres(machine.url, f"chaos_{kind}_{seed}")
    failing = Failing(seed)
    with Opened(failing.house) as house:
        place = Place(url, str(folder), house.url, kind == "cluster")
        settle(place)
        siege = Siege(place, seed, nursery, failing, None if file else machine)
        try:
            found = at_the_counter(siege) if kind.startswith("http") else by_hands(siege)
            aftermath.settle(siege)
            found += aftermath.findings(siege)
        finally:
            siege.clear()
    if not found:
        shutil.rmtree(folder)
    return found, siege


def by_hands(siege: Siege) -> list[str]:
    """Besiege servers or workers while hands take steps; what is wrong shows afterwards."""
    siege.open(hands=3, servers=2 if siege.place.cluster else 1)
    siege.lay(ACTS + ["restart"] * 2)
    siege.peace()
    return []


def at_the_counter(siege: Siege) -> list[str]:
    """Besiege a server people reach by HTTP; return what was lost or doubled to them."""
    deaths = siege.random.sample(DEATHS, len(DEATHS))
    acts = ["hold", "restart", "hold", "publish", "restart", "hold"]
    house = House(siege, SIGNED)
    house.lay(deaths, siege.random.sample(acts, len(acts)))
    return house.findings()


def main() -> int:
    """Lay sieges until the time is up."""
    words = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    words.add_argument("--minutes", type=float, default=10)
    words.add_argument("--seed", type=int, help="of the first siege; the same seed, the same acts")
    words.add_argument("--backend", choices=KINDS, help="one kind only")
    asked = words.parse_args()
    seed = random.SystemRandom().randrange(1 << 30) if asked.seed is None else asked.seed
    ends, number, sums = time.monotonic() + 60 * asked.minutes, 0, Counter[str]()
    machine = Cluster(synchronous_commit="on").start()
    try:
        with Nursery() as nursery:
            while number == 0 or time.monotonic() < ends:
                kind = asked.backend or KINDS[number % len(KINDS)]
                found, siege = one(nursery, machine, kind, seed)
                sys.stdout.write(f"seed {seed} {kind}: {dict(siege.done)}\n")
                sys.stdout.flush()
                if found:
                    sys.stdout.write("\n".join([*found, f"✗ {siege.place.url}", ""]))
                    return 1
                sums += siege.done
                number, seed = number + 1, seed + 1
    finally:
        machine.stop()
    sys.stdout.write(f"✓ {number} sieges, nothing found: {dict(sums)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
