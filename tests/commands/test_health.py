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
    set_back(hand, minutes=4, seconds=40)  # within the shortest period and its grace
    assert hand.type("health").exit_code == 0
    set_back(hand, minutes=6)
    said = hand.type("health", "--quiet")
    assert said.exit_code == 1
    assert "sweep 已停了 6 分钟" in said.output


def test_a_year_no_notice_covers_is_a_note_and_no_alarm(hand):
    hand.does("tick", "--once")
    said = hand.type("health")
    assert said.exit_code == 0
    assert "年的放假安排还没有载入" in said.output  # in this database there is no year at all


def test_a_clock_set_back_for_an_hour_is_no_lateness(hand):
    hand.does("tick", "--once")
    set_back(hand, hours=-1)
    assert hand.type("health").exit_code == 0
