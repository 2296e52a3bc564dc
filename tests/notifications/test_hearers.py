"""Who hears of a telling, by which channels and when: wishes, absences, substitutes, paces."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from engine.desk import Desk
from engine.rules.errors import NotFound
from engine.rules.events import CaseWithdrawn
from engine.storage.models import AbsenceRow, CaseRow, MessageRow, UserRow
from engine.storage.reaches import reach_of
from engine.usecases.telling import Telling, tell
from notifications.channels.set_up import carriers
from notifications.deliver import deliver
from notifications.texts import TextBook
from tests.notifications.outgoing import reached, rows, want
from tests.notifications.post_office import case, person

TEXTS = TextBook()
TODAY = date(2026, 3, 2)  # a Monday
FACTS = {"name": "签收案件", "element": "sign_for", "name_en": "Sign for the case"}


@pytest.fixture
def about(desk: Desk) -> int:
    return case(desk)


def told(desk: Desk, about: int, *whom: int, kind: str = "StepAssigned", **facts: object) -> None:
    """Tell *whom* something about the case, once."""
    with desk.work(None) as work:
        row = work.get(CaseRow, about)
        event = work.record(CaseWithdrawn(""), row)
        telling = Telling(kind, {**FACTS, **facts}, f"{kind}:{len(rows(desk))}")
        tell(desk, work, row, (telling, event), [work.get(UserRow, each) for each in whom])


def told_and_failed(desk: Desk, about: int, who: int) -> None:
    """Tell somebody in a piece of work that does not come to its end."""
    with desk.work(None) as work:
        row = work.get(CaseRow, about)
        event = work.record(CaseWithdrawn(""), row)
        telling = Telling("StepAssigned", FACTS, "never")
        tell(desk, work, row, (telling, event), [work.get(UserRow, who)])
        work.get(CaseRow, 999_999)


def absent(desk: Desk, who: int, substitute: int | None, **more: object) -> None:
    values = {"from_on": TODAY, "to_on": TODAY, "ended_at": None} | more
    with desk.work(None) as work:
        work.add(AbsenceRow(
            user_id=who, substitute_id=substitute, reason="休假", set_by=who, set_at=work.now,
            **values,
        ))  # fmt: skip


def heard(desk: Desk) -> set[tuple[int, str]]:
    return {(row.recipient_id, row.channel) for row in rows(desk)}


def test_every_wanted_channel_gets_its_message_in_the_same_transaction(desk, about):
    li = reached(desk, "li", "gateway")
    want(desk, li, "feishu")
    told(desk, about, li)
    assert heard(desk) == {(li, "inbox"), (li, "email"), (li, "gateway"), (li, "feishu")}
    with pytest.raises(NotFound):
        told_and_failed(desk, about, li)
    assert len(rows(desk)) == 4


def test_who_wants_no_e_mail_gets_none_and_the_inbox_stays(desk, about):
    li = person(desk, "li")
    want(desk, li, "email", wanted=False)
    told(desk, about, li)
    assert heard(desk) == {(li, "inbox")}


def test_a_substitute_hears_today_and_the_absent_finds_it_later(desk, about):
    li, wang = person(desk, "li"), reached(desk, "wang", "gateway")
    absent(desk, li, wang)
    told(desk, about, li)
    assert heard(desk) == {
        (li, "inbox"), (wang, "inbox"), (wang, "email"), (wang, "gateway"),
    }  # fmt: skip
    by_whom = {row.recipient_id: row.facts.get("stands_for") for row in rows(desk)}
    with desk.read() as session:
        name = session.get_one(UserRow, li).name
    assert by_whom == {li: None, wang: name}
    subject = TEXTS.render("StepAssigned", rows(desk)[-1].facts, "zh_CN").subject
    assert subject.endswith(f"（代 {name}）")


def test_a_substitute_who_is_told_anyway_is_told_once_and_in_their_own_name(desk, about):
    li, wang = person(desk, "li"), person(desk, "wang")
    absent(desk, li, wang)
    told(desk, about, li, wang)
    mine = [row for row in rows(desk) if row.recipient_id == wang]
    assert [row.channel for row in mine] == ["inbox", "email"]
    assert not [row for row in mine if "stands_for" in row.facts]


@pytest.mark.parametrize(
    "more",
    [
        {"from_on": TODAY + timedelta(days=1), "to_on": TODAY + timedelta(days=3)},
        {"from_on": TODAY - timedelta(days=3), "to_on": TODAY - timedelta(days=1)},
        {"ended_at": datetime(2026, 3, 1, tzinfo=UTC)},
    ],
)
def test_who_is_here_hears_it_alone(desk, about, more):
    li, wang = person(desk, "li"), person(desk, "wang")
    absent(desk, li, wang, **more)
    told(desk, about, li)
    assert heard(desk) == {(li, "inbox"), (li, "email")}


def test_the_absent_without_substitute_is_told_as_ever(desk, about):
    li = person(desk, "li")
    absent(desk, li, None)
    told(desk, about, li)
    assert heard(desk) == {(li, "inbox"), (li, "email")}


def test_a_substitute_who_is_away_too_passes_it_on(desk, about):
    li, wang, zhao = (person(desk, login) for login in ("li", "wang", "zhao"))
    absent(desk, li, wang)
    absent(desk, wang, zhao)
    told(desk, about, li)
    assert heard(desk) == {(li, "inbox"), (zhao, "inbox"), (zhao, "email")}


def test_two_who_stand_in_for_each_other_lose_nothing(desk, about):
    li, wang = person(desk, "li"), person(desk, "wang")
    absent(desk, li, wang)
    absent(desk, wang, li)
    told(desk, about, li)
    assert (li, "inbox") in heard(desk)
    assert (li, "email") in heard(desk)  # nobody is there: better the absent than nobody


def test_a_substitute_who_has_left_is_passed_over(desk, about):
    li, wang = person(desk, "li"), person(desk, "wang", active=False)
    absent(desk, li, wang)
    told(desk, about, li)
    assert heard(desk) == {(li, "inbox"), (li, "email")}


def test_what_is_not_urgent_makes_one_digest_a_day_and_red_leaves_at_once(
    post_desk, master, channel, clock
):
    li, about = person(post_desk, "li"), case(post_desk)
    clock.set(datetime(2026, 3, 2, 2, 0, tzinfo=UTC))  # Monday, 10:00
    for number in range(4):
        told(post_desk, about, li, number=number)
    told(post_desk, about, li, kind="ColourChanged", colour="orange", clock_id=7, rule="PM-01",
         due_on=None)  # fmt: skip
    told(post_desk, about, li, kind="ColourChanged", colour="red", clock_id=8, rule="PM-01",
         due_on=None)  # fmt: skip
    by = {"email": channel}
    assert deliver(post_desk, by, TEXTS) == 1
    assert len(master.mails) == 1
    clock.set(datetime(2026, 3, 2, 9, 0, tzinfo=UTC))
    assert deliver(post_desk, by, TEXTS) == 0
    clock.set(datetime(2026, 3, 3, 1, 0, tzinfo=UTC))  # Tuesday, 09:00
    assert deliver(post_desk, by, TEXTS) == 1
    assert master.subjects()[1] == "和事提醒 5 件"


def test_quiet_hours_keep_all_but_the_urgent(gate_desk, house, clock):
    li = reached(gate_desk, "li", "gateway", quiet_from="08:00", quiet_until="10:30")
    about = case(gate_desk)
    told(gate_desk, about, li, kind="ColourChanged", colour="red", clock_id=8, rule="PM-01",
         due_on=None)  # fmt: skip
    told(gate_desk, about, li, kind="RiskReported", violence="threat")
    by = carriers(gate_desk.settings)
    assert deliver(gate_desk, by, TEXTS) == 1  # 09:00: only what is urgent
    assert "紧急" in house.requests[0].json()["text"]
    clock.set(datetime(2026, 3, 2, 2, 30, tzinfo=UTC))  # 10:30
    assert deliver(gate_desk, by, TEXTS) == 1


def test_who_stops_wanting_a_channel_is_not_reached_by_what_waits(gate_desk, house):
    li, about = reached(gate_desk, "li", "gateway"), case(gate_desk)
    told(gate_desk, about, li, kind="RiskReported", violence="threat")
    with gate_desk.work(None) as work:
        reach_of(work.session, li, "gateway").wanted = False
    assert deliver(gate_desk, carriers(gate_desk.settings), TEXTS) == 0
    assert house.requests == []
    with gate_desk.read() as session:
        waited = session.scalars(select(MessageRow).where(MessageRow.channel == "gateway")).one()
    assert (waited.state, waited.fault) == ("off", "no_address")


def test_a_digest_leaves_when_the_settings_say(post_desk, clock):
    early = replace(post_desk, settings=replace(post_desk.settings, digest_at="11:15"))
    told(early, case(early), person(early, "li"))
    waiting = [row.next_at for row in rows(early) if row.channel == "email"]
    assert waiting == [datetime(2026, 3, 2, 3, 15, tzinfo=UTC)]
