"""A nursery for all tests here, a PostgreSQL that may be stopped, and a gateway that fails."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.chaos.gateway import Failing
from tests.chaos.nursery import Nursery
from tests.chaos.place import Place, settle
from tests.chaos.siege import Siege
from tests.databases import create_postgres
from tests.notifications.gateway_house import Opened
from tests.postgres import Cluster

SEED = 20260302

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    with Nursery() as opened:
        yield opened


@pytest.fixture(scope="session")
def own_cluster() -> Iterator[Cluster]:
    """One nobody else uses; what it has committed it keeps when it is switched off."""
    # Small files of its log: no file need be large, so that a test may limit them.
    cluster = Cluster("--wal-segsize=1", synchronous_commit="on", max_connections="60").start()
    yield cluster
    cluster.stop()


@pytest.fixture
def lay(
    nursery: Nursery, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Siege]]:
    """Return what makes a settled place under siege, ``lay("sqlite" | "postgresql")``."""
    made: list[tuple[Siege, Opened]] = []

    def begin(backend: str, *, cluster: bool = False, seed: int = SEED) -> Siege:
        machine = None
        url = f"sqlite:///{tmp_path / 'heshi.db'}"
        if backend == "postgresql":
            machine = request.getfixturevalue("own_cluster")
            url = create_postgres(machine.url, f"chaos_{next(_numbers)}")
        failing = Failing(seed)
        opened = Opened(failing.house)
        place = Place(url, str(tmp_path), opened.__enter__().url, cluster)
        settle(place)
        siege = Siege(place, seed, nursery, failing, machine)
        made.append((siege, opened))
        return siege

    yield begin
    for siege, opened in made:
        siege.clear()
        opened.__exit__(None, None, None)
