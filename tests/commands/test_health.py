"""``heshi health`` and clocks moved under the installation."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from engine.storage.database import Database
from engine.storage.models import TickRow


def set_back(hand, **by: float) -> None:
    """Let every tick have run that much earlier: the same as a clock moved on."""
    database = Database(hand.url)
    now = datetime.now(UTC)  # noqa: TID251  # the command reads the machine's clock
    with database.write() as session:
        session.execute(update(TickRow).values(ran_at=now - timedelta(**by)))
    database.dispose()


def test_it_says_that_nothing_has_run_yet(hand):
    said = hand.type("health")
    assert said.exit_code == 1
    assert "sweep 还没有运行过" in said.output


def test_it_is_quiet_when_all_is_well_and_loud_when_a_tick_is_late(hand):
    hand.does("tick", "--once")
    assert "正常" in hand.does("health")
    assert hand.does("health", "--quiet") == ""
    set_back(hand, minutes=5, seconds=20)  # within the period and its grace
    assert hand.type("health").exit_code == 0
    set_back(hand, minutes=6)
    said = hand.type("health", "--quiet")
    assert said.exit_code == 1
    assert "sweep 已停了 6 分钟" in said.output


def test_a_clock_set_back_for_an_hour_is_no_lateness(hand):
    hand.does("tick", "--once")
    set_back(hand, hours=-1)
    assert hand.type("health").exit_code == 0
