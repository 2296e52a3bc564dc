"""Long work behind the pages: seen, called off, taken up again after a crash, failing in words."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from engine.queries.errands import ErrandView, errand_view, errand_views
from engine.rules.errors import Conflict, Invalid, NotFound
from engine.ticking import ticks
from engine.usecases import errands
from engine.usecases.errands import Portion, ask_errand, cancel_errand, run_errands
from tests.journeys.world import County

STEPS = 4


class Died(BaseException):
    """The server is gone; nothing catches that."""


class Counting:
    """Work that counts; it can be told to die or to refuse at one of its portions."""

    def __init__(self) -> None:
        self.portions: list[int] = []
        self.at: dict[int, BaseException] = {}

    def __call__(self, desk, asked) -> Portion:
        self.portions.append(asked.done)
        if error := self.at.pop(asked.done, None):
            raise error
        done = asked.done + 1
        ended = done == STEPS
        return Portion(done, STEPS, ended, {"sum": done} if ended else None)


@pytest.fixture
def counting() -> Iterator[Counting]:
    carrier = Counting()
    errands.ERRANDS["count"] = carrier
    yield carrier
    del errands.ERRANDS["count"]


def asked(county: County, kind: str = "count") -> int:
    with county.desk.work(county.actor("admin")) as work:
        return ask_errand(work, kind, {"of": "nothing"}, STEPS).id


def seen(county: County, errand: int, login: str = "admin") -> ErrandView:
    with county.desk.read() as session:
        return errand_view(session, county.actor(login), errand)


def test_long_work_is_done_portion_by_portion_and_its_progress_can_be_seen(county, counting):
    errand = asked(county)
    assert (seen(county, errand).status, seen(county, errand).percent) == ("waiting", 0)
    assert run_errands(county.desk, seconds=0) == 0
    shown = []
    plain = counting.__call__

    def looking(desk, told):
        shown.append((seen(county, errand).status, seen(county, errand).percent))
        return plain(desk, told)

    errands.ERRANDS["count"] = looking
    assert run_errands(county.desk) == STEPS
    assert shown == [("running", 0), ("running", 25), ("running", 50), ("running", 75)]
    after = seen(county, errand)
    assert (after.status, after.percent, after.result) == ("done", 100, {"sum": STEPS})
    assert after.ended_at is not None
    assert run_errands(county.desk) == 0


def test_work_called_off_between_two_portions_stops_there_and_keeps_what_it_did(county, counting):
    errand = asked(county)
    plain = counting.__call__

    def calling_off(desk, told):
        if told.done == 1:
            cancel_errand(county.desk, county.actor("admin"), errand)
        return plain(desk, told)

    errands.ERRANDS["count"] = calling_off
    run_errands(county.desk)
    after = seen(county, errand)
    assert (after.status, after.done) == ("cancelled", 2)
    assert counting.portions == [0, 1]
    with pytest.raises(Conflict, match=r"errand\.over"):
        cancel_errand(county.desk, county.actor("admin"), errand)


def test_after_a_crash_in_a_portion_the_work_goes_on_with_that_portion(county, counting):
    errand = asked(county)
    counting.at[2] = Died()
    with pytest.raises(Died):
        run_errands(county.desk)
    assert (seen(county, errand).status, seen(county, errand).done) == ("running", 2)
    run_errands(county.desk)
    assert counting.portions == [0, 1, 2, 2, 3]
    assert seen(county, errand).status == "done"


@pytest.mark.parametrize(
    ("error", "fault"), [(Invalid("trial.too_long"), "trial.too_long"), (KeyError("x"), "fault")]
)
def test_work_that_fails_says_why_by_code_and_holds_up_nothing(county, counting, error, fault):
    first, second = asked(county), asked(county)
    counting.at[0] = error
    run_errands(county.desk)
    failed = seen(county, first)
    assert (failed.status, failed.fault) == ("failed", fault)
    assert failed.ended_at is not None
    assert seen(county, second).status == "done"


def test_a_kind_nobody_knows_fails_in_words(county):
    errand = asked(county, "nonsense")
    run_errands(county.desk)
    assert (seen(county, errand).status, seen(county, errand).fault) == ("failed", "errand.kind")


def test_two_pieces_of_work_are_done_one_after_the_other(county, counting):
    first, second = asked(county), asked(county)
    run_errands(county.desk)
    assert [seen(county, each).status for each in (first, second)] == ["done", "done"]
    assert counting.portions == [0, 1, 2, 3, 0, 1, 2, 3]


def test_only_who_asked_calls_work_off_and_only_keepers_see_it(county, counting):
    errand = asked(county)
    with pytest.raises(NotFound, match=r"errand\.unknown"):
        cancel_errand(county.desk, county.actor("safe"), errand)
    assert seen(county, errand).mine
    assert not seen(county, errand, "audit").mine
    for stranger in ("registrar", "boss"):
        with pytest.raises(NotFound, match=r"errand\.unknown"):
            seen(county, errand, stranger)
        with county.desk.read() as session:
            assert errand_views(session, county.actor(stranger), "count") == ()
    with county.desk.read() as session:
        assert [
            each.errand_id for each in errand_views(session, county.actor("safe"), "count")
        ] == [errand]


def test_the_tick_of_every_installation_does_errands(county, counting):
    errand = asked(county)
    next(each for each in ticks(county.desk) if each.name == "errands").run(county.desk)
    assert seen(county, errand).status == "done"


@pytest.mark.parametrize("kind", ["replay", "move", "move_back"])
def test_a_program_that_only_ticks_knows_every_kind(kind):
    asks = (
        f"import engine.ticking; from engine.usecases.errands import carrier_of as c; c({kind!r})"
    )
    subprocess.run([sys.executable, "-c", asks], check=True)
