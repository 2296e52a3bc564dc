"""Ninety days of a county: every colour told once a person, at most one digest a day and the reds.

``HESHI_TEST_SIMULATED_CASES`` sets how many cases live through it; 200 unless told.
"""

import os
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from engine.storage.models import MessageRow, UserRow, WarningRow
from engine.usecases.nagging import nag
from engine.usecases.outbox import mark_sent, take_mail
from engine.usecases.sweep import sweep
from tests.databases import sqlite_copy
from tests.journeys.world import County

CASES = int(os.environ.get("HESHI_TEST_SIMULATED_CASES", "200"))
DAYS = 90
BEGIN = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)  # Monday 09:00 in Beijing, before the festival
CLOSED = [date(2026, 2, 15) + timedelta(days=n) for n in range(9)]
WORKING_SATURDAY = date(2026, 2, 28)
Sent = list[tuple[date, int, bool]]


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


@pytest.fixture
def lived(county: County) -> tuple[County, Sent]:
    """Return the county after ninety days, and every mail that left."""
    county.clock.set(BEGIN)
    sent: Sent = []
    each_day, left = -(-CASES // 60), CASES
    for _ in range(DAYS):
        for _ in range(min(each_day, left)):
            county.register()
            left -= 1
        for hours in (4, 4, 16):  # 13:00, 17:00, 09:00
            county.clock.advance(hours=hours)
            sweep(county.desk)
            nag(county.desk)
            deliver(county, sent)
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
    assert set(first.values()) == {1}, "each clock, colour and person exactly once"
    assert {(w.clock_id, w.colour, w.recipient_id) for w in rows} == set(first)
    again = Counter((m.facts["clock_id"], m.recipient_id) for m in messages if m.facts["again"])
    assert max(again.values()) <= 3, "never beyond the cap"

    digests = Counter((day, person) for day, person, reds in sent if not reds)
    assert set(digests.values()) == {1}, "one digest a person and day, reds apart"
    days = {day for day, _, _ in sent}
    assert not days & set(CLOSED)
    assert WORKING_SATURDAY in days
    assert all(day.weekday() < 5 or day in {WORKING_SATURDAY, date(2026, 2, 14)} for day in days)
