"""One mail per person and run: grouped, the worst first, each clock told once."""

from datetime import UTC, datetime

from sqlalchemy import select

from engine.storage.models import MessageRow
from notifications.deliver import deliver
from notifications.texts import TextBook
from tests.notifications.post_office import person, queue, warn

TEXTS = TextBook()


def states(desk) -> dict[str, str]:
    with desk.read() as session:
        return {row.key: row.state for row in session.scalars(select(MessageRow))}


def test_several_messages_make_one_mail_with_the_overdue_first(post_desk, master, channel):
    to = person(post_desk)
    queue(post_desk, to, "s", kind="StepAssigned", facts={"name": "签收案件"})
    warn(post_desk, to, "yellow", clock_id=1)
    warn(post_desk, to, "red", clock_id=2)
    warn(post_desk, to, "orange", clock_id=3)
    assert deliver(post_desk, {"email": channel}, TEXTS) == 1
    assert master.subjects() == ["和事提醒 4 件，已逾期 1 件"]
    text = master.text()
    headings = [line for line in text.splitlines() if line.startswith("【")]
    assert headings == ["【已逾期】1 件", "【临期】1 件", "【将到期】1 件", "【其他事项】1 件"]
    assert text.count("http://heshi.fengcheng.example/cases/2026-000001") == 4


def test_the_english_digest_says_the_same(post_desk, master, channel):
    to = person(post_desk, locale="en")
    warn(post_desk, to, "yellow", clock_id=1)
    warn(post_desk, to, "red", clock_id=2)
    deliver(post_desk, {"email": channel}, TEXTS)
    assert master.subjects() == ["Heshi: 2 reminders, 1 overdue"]
    assert "[Overdue] 1" in master.text()


def test_red_stands_for_orange_and_yellow_of_the_same_clock(post_desk, master, channel):
    to = person(post_desk)
    for colour in ("yellow", "orange", "red"):
        warn(post_desk, to, colour, clock_id=1)
    warn(post_desk, to, "yellow", clock_id=2)
    assert deliver(post_desk, {"email": channel}, TEXTS) == 1
    assert master.subjects() == ["和事提醒 2 件，已逾期 1 件"]
    assert states(post_desk) == {
        f"clock:1:yellow:{to}": "superseded",
        f"clock:1:orange:{to}": "superseded",
        f"clock:1:red:{to}": "sent",
        f"clock:2:yellow:{to}": "sent",
    }


def test_a_colour_told_earlier_does_not_keep_the_next_one_back(post_desk, master, channel, clock):
    to = person(post_desk)
    warn(post_desk, to, "yellow")
    deliver(post_desk, {"email": channel}, TEXTS)
    clock.advance(hours=1)
    warn(post_desk, to, "orange")
    deliver(post_desk, {"email": channel}, TEXTS)
    assert len(master.mails) == 2


def test_somebody_elses_red_does_not_silence_my_yellow(post_desk, master, channel):
    li, wang = person(post_desk, "li"), person(post_desk, "wang")
    warn(post_desk, li, "yellow")
    warn(post_desk, wang, "red")
    assert deliver(post_desk, {"email": channel}, TEXTS) == 2
    assert sorted(master.recipients) == ["li@heshi.example", "wang@heshi.example"]


def test_days_of_standstill_give_one_catch_up_mail(post_desk, master, channel, clock):
    to = person(post_desk)
    for day, colour in ((2, "yellow"), (3, "orange"), (4, "red")):
        leaves = datetime(2026, 3, day, 1, 0, tzinfo=UTC)
        warn(post_desk, to, colour, clock_id=1, next_at=leaves)
        warn(post_desk, to, colour, clock_id=2, next_at=leaves)
    clock.set(datetime(2026, 3, 5, 2, 0, tzinfo=UTC))
    assert deliver(post_desk, {"email": channel}, TEXTS) == 1
    assert master.subjects() == ["和事提醒 2 件，已逾期 2 件"]


def test_a_catch_up_at_night_waits_for_the_morning(post_desk, master, channel, clock):
    to = person(post_desk)
    warn(post_desk, to, "red", next_at=datetime(2026, 3, 6, 2, 0, tzinfo=UTC))
    clock.set(datetime(2026, 3, 7, 2, 0, tzinfo=UTC))  # Saturday
    assert deliver(post_desk, {"email": channel}, TEXTS) == 0
    clock.set(datetime(2026, 3, 9, 1, 0, tzinfo=UTC))  # Monday, 09:00
    assert deliver(post_desk, {"email": channel}, TEXTS) == 1


def test_what_is_urgent_stands_first(post_desk, master, channel):
    to = person(post_desk)
    warn(post_desk, to, "red")
    queue(post_desk, to, "r", kind="RiskReported", urgent=True, facts={"violence": "weapons"})
    deliver(post_desk, {"email": channel}, TEXTS)
    assert master.subjects() == ["和事提醒 2 件，紧急 1 件，已逾期 1 件"]
