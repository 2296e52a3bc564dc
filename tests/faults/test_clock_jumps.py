"""A wall clock that jumps, and days without a tick: nothing told twice, lost, or in a storm."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from engine.rules.ladder import MOST_REPEATS
from engine.storage.models import MessageRow, UserRow, WarningRow
from engine.usecases.nagging import nag
from engine.usecases.outbox import Mail, mark_sent, take_mail
from engine.usecases.sweep import sweep
from tests.journeys.world import County

KINDS = ("ColourChanged", "ClockExpired", "DutyClimbDue")
DAYS = 9
JUMPS_AFTER = 4 * 24 + 3  # hours: yellow is told, orange and red are still to come


def tick(county: County) -> list[Mail]:
    """Run every tick once, as the house does; return the mails that left."""
    sweep(county.desk)
    nag(county.desk)
    left = []
    while (mail := take_mail(county.desk)) is not None:
        mark_sent(county.desk, mail)
        left.append(mail)
    return left


def live(county: County, hours: int) -> list[Mail]:
    """Let hours pass, every tick running once an hour; return the mails that left."""
    left = []
    for _ in range(hours):
        county.clock.advance(hours=1)
        left += tick(county)
    return left


def history(county: County, code: str) -> list[tuple[str, str, str, str]]:
    """Return what the clocks of a case did, and at which instant it counts as done."""
    return [
        (e.kind, str(e.facts.get("rule")), str(e.facts.get("after", "")), e.at.isoformat())
        for e in county.events(code, *KINDS)
    ]


def told(county: County, code: str) -> Counter[tuple[str, str, str]]:
    """Return how often each person was told each colour of each rule, repeats left out."""
    return Counter(
        (login, str(facts["rule"]), str(facts["colour"]))
        for login, facts in county.told(code, "ColourChanged")
        if not facts["again"]
    )


def rows(county: County, code: str) -> list[WarningRow]:
    with county.desk.read() as session:
        query = select(WarningRow).where(WarningRow.case_id == county.case(code).id)
        return list(session.scalars(query))


@pytest.mark.parametrize(
    "jump",
    [timedelta(hours=1), timedelta(hours=-1), timedelta(days=3), timedelta(days=-2)],
    ids=["an hour on", "an hour back", "three days on", "two days back"],
)
def test_a_jump_neither_fires_twice_nor_loses(county, jump):
    began = county.desk.now()
    watched = county.register()
    live(county, DAYS * 24)
    expected, heard = history(county, watched), told(county, watched)

    county.clock.set(began)
    code = county.register()
    live(county, JUMPS_AFTER)
    county.clock.set(county.desk.now() + jump)
    tick(county)
    live(county, DAYS * 24 - JUMPS_AFTER - round(jump / timedelta(hours=1)))
    assert county.desk.now() == began + timedelta(days=DAYS)
    assert history(county, code) == expected
    assert told(county, code) == heard
    assert set(heard.values()) == {1}
    assert all(row.repeats <= MOST_REPEATS for row in rows(county, code))


def test_days_without_a_tick_give_each_person_one_mail_that_carries_it_all(county):
    codes = [county.register() for _ in range(3)]
    live(county, 2)
    county.sleep(days=8)  # from Monday to Tuesday of the next week, across every colour
    assert tick(county) == [], "what was found waits for the quarter of an hour"
    mails = live(county, 6)
    people = Counter(mail.to for mail in mails)
    assert people
    assert set(people.values()) == {1}, "one catch-up mail a person"

    with county.desk.read() as session:
        query = (
            select(UserRow.email, MessageRow.id, MessageRow.state)
            .join(UserRow, UserRow.id == MessageRow.recipient_id)
            .where(MessageRow.kind == "ColourChanged", MessageRow.channel == "email")
        )
        written = {(email, key) for email, key, state in session.execute(query) if state == "sent"}
    carried = {(mail.to, letter.message_id) for mail in mails for letter in mail.letters}
    assert written
    assert written <= carried
    for code in codes:
        assert set(told(county, code).values()) == {1}
