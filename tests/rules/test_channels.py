"""Paces, quiet hours, buckets, addresses: what decides when and where a message may go."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.addresses import Allowed
from engine.rules.bucket import Bucket
from engine.rules.channels import Channel, address_of, shaped
from engine.rules.quiet import Quiet, after_quiet, read_time, settle
from engine.rules.retry import FIRST, LONGEST, wait_after
from engine.rules.telling import Pace, digest_at, leaves_at, may_leave_at, pace
from tests.rules.calendars import CALENDAR

ZONE = ZoneInfo("Asia/Shanghai")
NINE = time(9, 0)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """An instant of March 2026 in Beijing; the second is a Monday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("kind", "colour", "expected"),
    [
        ("RiskReported", None, Pace.AT_ONCE),
        ("report_to_police", None, Pace.AT_ONCE),
        ("ColourChanged", "red", Pace.PROMPT),
        ("ColourChanged", "orange", Pace.DIGEST),
        ("ProcessQuarantined", None, Pace.PROMPT),
        ("StepAssigned", None, Pace.DIGEST),
        ("TestMessage", None, Pace.AT_ONCE),
        ("StepOpened", None, Pace.NEVER),
    ],
)
def test_only_the_urgent_and_the_red_do_not_wait_for_the_digest(kind, colour, expected):
    assert pace(kind, {"colour": colour}) == expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (at(2, 8), at(2, 9)),
        (at(2, 9), at(2, 9)),
        (at(2, 9, 1), at(3, 9)),
        (at(6, 15), at(9, 9)),  # Friday afternoon: Monday
        (at(7, 3), at(9, 9)),
    ],
)
def test_a_digest_leaves_at_its_time_of_the_next_working_day(now, expected):
    assert digest_at(now, NINE, CALENDAR, ZONE) == expected
    assert leaves_at(Pace.DIGEST, now, NINE, CALENDAR, ZONE) == expected


def test_what_is_urgent_leaves_at_night_and_a_red_one_in_the_morning():
    assert leaves_at(Pace.AT_ONCE, at(7, 3), NINE, CALENDAR, ZONE) == at(7, 3)
    assert leaves_at(Pace.PROMPT, at(7, 3), NINE, CALENDAR, ZONE) == at(9, 9)
    assert leaves_at(Pace.NEVER, at(2, 15), NINE, CALENDAR, ZONE) is None
    assert leaves_at(Pace.PROMPT, at(2, 15), NINE, CALENDAR, ZONE) == at(2, 15)


@pytest.mark.parametrize("text", ["9", "24:00", "9:60", "09:5", "-1:00", "٩:00x", "0900", ""])
def test_a_time_of_the_day_is_written_in_one_way(text):
    with pytest.raises(ValueError):
        read_time(text)


def test_quiet_hours_go_over_midnight():
    night = Quiet.of("21:30", "07:00")
    assert night.holds(time(23, 0))
    assert night.holds(time(6, 59))
    assert not night.holds(time(7, 0))
    assert after_quiet(at(2, 22), night, ZONE) == at(3, 7)
    assert after_quiet(at(2, 3), night, ZONE) == at(2, 7)
    assert after_quiet(at(2, 12), night, ZONE) == at(2, 12)
    assert Quiet.of("21:30", None) is None


def test_a_message_waits_until_the_office_is_open_and_the_person_not_quiet():
    def opens(instant):
        return may_leave_at(instant, CALENDAR, ZONE)

    assert settle(at(2, 3), Quiet.of("21:00", "10:30"), ZONE, opens) == at(2, 10, 30)
    assert settle(at(2, 15), Quiet.of("14:00", "18:00"), ZONE, opens) == at(3, 9)
    assert settle(at(2, 15), None, ZONE, opens) == at(2, 15)


def test_quiet_hours_that_leave_nothing_are_not_kept():
    def opens(instant):
        return may_leave_at(instant, CALENDAR, ZONE)

    assert settle(at(2, 15), Quiet.of("08:00", "18:00"), ZONE, opens) == at(2, 15)
    assert Quiet.of("08:00", "18:00").swallows(time(9, 0), time(17, 30))
    assert not Quiet.of("12:00", "14:00").swallows(time(9, 0), time(17, 30))
    assert not Quiet.of("18:00", "16:00").swallows(time(9, 0), time(17, 30))


@given(
    per_minute=st.integers(1, 60),
    steps=st.lists(st.floats(0, 30), min_size=1, max_size=25),
)
def test_never_more_than_the_allowed_number_leaves_in_any_minute(per_minute, steps):
    now = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
    bucket, left = Bucket.full(per_minute, now), []
    for seconds in steps:
        now += timedelta(seconds=seconds)
        bucket = bucket.filled(per_minute, now)
        while bucket.gives(now):
            bucket = bucket.spent()
            left.append(now)
    for first in left:
        within = [each for each in left if first <= each < first + timedelta(minutes=1)]
        assert len(within) <= max(per_minute, 2)


def test_a_clock_that_goes_back_fills_no_bucket_and_empties_none():
    now = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
    empty = Bucket(0.0, now)
    assert empty.filled(60, now - timedelta(hours=1)).tokens == 0
    assert empty.filled(60, now + timedelta(minutes=1)).tokens == 30


def test_a_channel_that_was_asked_to_wait_waits():
    now = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
    held = Bucket(5.0, now, now + timedelta(seconds=30))
    assert not held.gives(now)
    assert held.gives(now + timedelta(seconds=30))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "192.168.1.1", "172.16.0.9", "169.254.169.254", "0.0.0.0",  # noqa: S104
        "100.64.0.1", "224.0.0.1", "::1", "fe80::1", "fd00::1", "::ffff:127.0.0.1",
        "64:ff9b::7f00:1", "2002:7f00:1::", "::",
    ],
)  # fmt: skip
def test_an_address_inside_the_house_is_refused(address):
    assert not Allowed.read("").permits("gateway.example", address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2400:3200::1"])
def test_a_public_address_is_allowed(address):
    assert Allowed.read("").permits("gateway.example", address)


def test_what_is_named_is_allowed_and_nothing_beside_it():
    allowed = Allowed.read("10.8.0.0/16, sms.intranet ,fd00::1")
    assert allowed.permits("x", "10.8.3.4")
    assert allowed.permits("x", "::ffff:10.8.3.4")
    assert not allowed.permits("x", "10.9.0.1")
    assert allowed.permits("SMS.intranet", "192.168.7.7")
    assert allowed.permits("x", "fd00::1")
    assert not allowed.permits("not-sms.intranet", "192.168.7.7")


@pytest.mark.parametrize("text", ["10.0.0.1/8", "10.0.0", "a b", "http://x", "*.intranet"])
def test_a_wrong_list_of_addresses_is_refused(text):
    with pytest.raises(ValueError):
        Allowed.read(text)


def test_a_person_is_reached_where_they_say_else_where_they_are_on_record():
    assert address_of(Channel.EMAIL, None, "li@a.example", "1") == "li@a.example"
    assert address_of(Channel.GATEWAY, None, None, "13800000000") == "13800000000"
    assert address_of(Channel.GATEWAY, "13900000000", None, "13800000000") == "13900000000"
    assert address_of(Channel.GATEWAY, None, "li@a.example", None) is None
    assert address_of(Channel.FEISHU, None, None, "1") == ""
    assert address_of("pigeon", None, "li@a.example", "1") is None


@pytest.mark.parametrize(
    ("channel", "address", "good"),
    [
        (Channel.EMAIL, "li@a.example", True),
        (Channel.EMAIL, "li@a.example, b@c", False),
        (Channel.GATEWAY, "+86 138-0000-0000", True),
        (Channel.GATEWAY, "小李", False),
        (Channel.WECOM, "zhang.san", True),
        (Channel.WECOM, '"]}', False),
        (Channel.FEISHU, "ou_18eac85d35a2", True),
        (Channel.FEISHU, '"></at>', False),
        (Channel.EMAIL, "l" * 120 + "@a.example", False),
    ],
)
def test_an_address_has_the_shape_of_its_channel(channel, address, good):
    assert shaped(channel, address) is good


@given(st.integers(1, 60), st.text(min_size=1, max_size=20))
def test_a_wait_grows_is_a_little_different_for_each_and_always_the_same(tries, key):
    plain = wait_after(tries)
    assert FIRST <= plain <= LONGEST
    assert plain <= wait_after(tries, key) <= plain * 1.2
    assert wait_after(tries, key) == wait_after(tries, key)


def test_what_failed_together_does_not_come_back_together():
    assert len({wait_after(4, str(number)) for number in range(50)}) == 50
