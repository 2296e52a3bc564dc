"""Ninety days of a county: every colour told once a person, at most one digest a day and the reds.

``HESHI_TEST_SIMULATED_CASES`` sets how many cases live through it; 30 unless told.
"""

import os
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from engine.storage.models import EventRow, MessageRow, UserRow, WarningRow
from engine.usecases.clocks import Standstill, pause_clock, resume_clock
from engine.usecases.extensions import MoreTime, approve_extension, ask_extension
from engine.usecases.nagging import nag
from engine.usecases.outbox import mark_sent, take_mail
from engine.usecases.sweep import sweep
from tests.databases import sqlite_copy
from tests.journeys.world import County

CASES = int(os.environ.get("HESHI_TEST_SIMULATED_CASES", "30"))
DAYS = 90
BEGIN = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)  # Monday 09:00 in Beijing, before the festival
CLOSED = [date(2026, 2, 15) + timedelta(days=n) for n in range(9)]
WORKING_SATURDAY = date(2026, 2, 28)
Sent = list[tuple[date, int, bool]]
RULE = "PM-01"


@pytest.fixture
def database(migrated_sqlite, tmp_path):
    """One kind is enough for the arithmetic of ninety days; the other journeys run on both."""
    made = sqlite_copy(migrated_sqlite, tmp_path)
    yield made
    made.dispose()


def deliver(county: County, sent: Sent) -> None:
    """Take every mail that may leave, as the messenger does; note day, person, whether only red."""
    while (mail := take_mail(county.desk)) is not None:
        with county.desk.read() as session:
            person = session.scalar(select(UserRow.id).where(UserRow.email == mail.to))
        reds = all(letter.facts.get("colour") == "red" for letter in mail.letters)
        sent.append((county.desk.local_day(county.desk.now()), person, reds))
        mark_sent(county.desk, mail)


def more_time(county: County, code: str) -> None:
    """Have more time asked and granted."""
    asked = MoreTime(1, "等待鉴定意见", "双方书面同意")
    clock = county.clocks(code)[RULE]
    request = ask_extension(county.desk, county.actor("vm"), code, clock.id, asked)
    approve_extension(county.desk, county.actor("vl"), request)


def standstill(county: County, code: str) -> None:
    """Put on record, after the end, an appraisal of ten days before it."""
    clock = county.clocks(code)[RULE]
    began = clock.due_on - timedelta(days=10)
    why = Standstill(began, "委托鉴定")
    pause_clock(county.desk, county.actor("vm"), code, clock.id, why)
    resume_clock(county.desk, county.actor("vm"), code, clock.id, clock.due_on)


TURNS = (("orange", more_time), ("red", standstill))


def turned(county: County, code: str, colour: str, act: Callable[[County, str], None]) -> bool:
    """Do *act* if the mediation limit has come to *colour*; say whether it has."""
    reached = county.clocks(code)[RULE].colour == colour
    if reached:
        act(county, code)
    return reached


@pytest.fixture
def lived(county: County) -> tuple[County, Sent]:
    """Return the county after ninety days, and every mail that left."""
    county.clock.set(BEGIN)
    sent: Sent = []
    each_day, left = -(-CASES // 60), CASES
    waiting = []
    for _ in range(DAYS):
        for _ in range(min(each_day, left)):
            code = county.register()
            left -= 1
            if CASES - left <= len(TURNS):
                county.take("vm", code, "sign_for")
                waiting.append((code, *TURNS[CASES - left - 1]))
        for hours in (4, 4, 16):  # 13:00, 17:00, 09:00
            county.clock.advance(hours=hours)
            sweep(county.desk)
            nag(county.desk)
            deliver(county, sent)
            if hours == 4:  # in the afternoon: at nine the day's digest is just leaving
                waiting = [each for each in waiting if not turned(county, *each)]
    assert not waiting
    return county, sent


def test_ninety_days_tell_each_colour_once_and_no_more_than_a_digest_a_day(lived):
    county, sent = lived
    with county.desk.read() as session:
        rows = list(session.scalars(select(WarningRow)))
        query = select(MessageRow).where(MessageRow.kind == "ColourChanged")
        messages = list(session.scalars(query.where(MessageRow.channel == "inbox")))
    first = Counter(
        (m.facts["clock_id"], m.facts["colour"], m.recipient_id)
        for m in messages
        if not m.facts["again"]
    )
    assert len(first) > CASES
    told = Counter((w.clock_id, w.colour, w.recipient_id) for w in rows)
    assert first == told, "each clock, colour and person exactly once a round"
    later = {w.clock_id for w in rows if w.round}
    assert {count for (clock, *_), count in first.items() if clock not in later} == {1}
    assert len(later) == len(TURNS)
    again = Counter((m.facts["clock_id"], m.recipient_id) for m in messages if m.facts["again"])
    assert max(again.values()) <= 3, "never beyond the cap"

    with county.desk.read() as session:
        query = select(EventRow.facts).where(EventRow.kind == "ColourChanged")
        back = [
            (facts["before"], facts["after"], facts["reason"])
            for facts in session.scalars(query)
            if facts["reason"] in {"extended", "paused"}
        ]
    assert ("orange", "green", "extended") in back
    assert [each for each in back if each[0] == "red"], "red went back, with its reason"

    digests = Counter((day, person) for day, person, reds in sent if not reds)
    assert set(digests.values()) == {1}, "one digest a person and day, reds apart"
    days = {day for day, _, _ in sent}
    assert not days & set(CLOSED)
    assert WORKING_SATURDAY in days
    assert all(day.weekday() < 5 or day in {WORKING_SATURDAY, date(2026, 2, 14)} for day in days)
