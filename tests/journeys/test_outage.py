"""Journey 11: the server is down for three days, across a red line and a climb.

The same case is played twice in the same county from the same instant: once with a tick every
hour, once with nothing running from the fifth day to the eighth.
"""

from datetime import timedelta

import pytest
from sqlalchemy import select

from engine.storage.models import EventRow, MessageRow, UserRow
from engine.usecases.sweep import sweep
from tests.journeys.world import County

CLOCKS = ("ColourChanged", "ClockExpired", "DutyClimbDue")
TICK = timedelta(hours=1)
Telling = tuple[str, str, str, str, str, str]


def happened(county: County, code: str) -> list[tuple[str, str, str, str]]:
    """Return what the clocks did: what, under which rule, to which colour, at which instant."""
    return [
        (
            event.kind,
            str(event.facts.get("rule")),
            str(event.facts.get("after", "")),
            event.at.isoformat(),
        )
        for event in county.events(code, *CLOCKS)
    ]


def told(county: County, code: str) -> list[Telling]:
    """Return every telling of what the clocks did: who, by which way, what, which colour, when."""
    query = (
        select(UserRow.login, MessageRow, EventRow.at)
        .join(UserRow, UserRow.id == MessageRow.recipient_id)
        .join(EventRow, EventRow.id == MessageRow.event_id)
        .where(MessageRow.case_id == county.case(code).id, MessageRow.kind.in_(CLOCKS))
    )
    with county.desk.read() as session:
        return sorted(
            (
                county.desk.local_day(at).isoformat(),
                message.kind,
                str(message.facts.get("rule")),
                str(message.facts.get("colour", "")),
                message.channel,
                login,
            )
            for login, message, at in session.execute(query)
        )


def late(county: County, code: str) -> set[str]:
    """Return the kinds of what was written down more than a tick after it counts."""
    events = county.events(code, *CLOCKS)
    return {event.kind for event in events if event.recorded_at - event.at > TICK}


@pytest.fixture
def played(county) -> tuple[County, str, str]:
    """Return a county with a case that was always watched and one that slept three days."""
    began = county.desk.now()
    watched = county.register(category="10", title="拖欠工资")
    county.pass_days(10)
    county.clock.set(began)
    asleep = county.register(category="10", title="拖欠工资")
    county.pass_days(5)
    county.sleep(days=3)  # from Saturday 7 to Tuesday 10 March, 09:00
    sweep(county.desk)
    county.pass_days(2)
    return county, watched, asleep


def test_an_outage_changes_neither_colour_nor_instant_nor_climb(played):
    county, watched, asleep = played
    expected = happened(county, watched)
    assert happened(county, asleep) == expected
    missed = [line for line in expected if "2026-03-07" <= line[3][:10] <= "2026-03-10"]
    assert {(kind, after) for kind, _, after, _ in missed} >= {
        ("ColourChanged", "orange"), ("ColourChanged", "red"), ("DutyClimbDue", ""),
    }  # fmt: skip


def test_the_same_people_are_told_the_same_colours_for_the_same_days_once(played):
    county, watched, asleep = played
    expected = told(county, watched)
    assert told(county, asleep) == expected
    assert len(expected) == len(set(expected)), "nobody hears anything twice"
    red = [line for line in expected if line[2:5] == ("DUTY-VILLAGE", "red", "inbox")]
    assert [(day, login) for day, *_, login in red] == [
        ("2026-03-10", "ts"), ("2026-03-10", "vl"), ("2026-03-10", "vm"),
    ]  # fmt: skip
    climb = [line[-1] for line in expected if line[1] == "DutyClimbDue" and line[4] == "inbox"]
    assert climb == ["tl", "vl"]


def test_the_log_says_when_it_was_written_down_and_when_it_counts(played):
    county, watched, asleep = played
    assert late(county, asleep) == set(CLOCKS)
    assert late(county, watched) == set()
    assert county.open_steps(asleep) == county.open_steps(watched)
