"""Mails against a real SMTP server that refuses, stalls, drops the line or is not there."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from engine.rules.retry import MOST_TRIES
from engine.storage.models import EventRow, MessageRow
from engine.usecases.outbox import LEASE, Failure, mark_failed, mark_sent, oldest_due, take_mail
from notifications.channels.set_up import carriers
from notifications.channels.smtp import SmtpChannel
from notifications.deliver import deliver
from notifications.texts import TextBook
from tests.notifications.post_office import case, person, queue, warn

TEXTS = TextBook()


def mail_by(channel: SmtpChannel) -> dict[str, SmtpChannel]:
    return {"email": channel}


def states(desk) -> dict[str, str]:
    with desk.read() as session:
        return {row.key: row.state for row in session.scalars(select(MessageRow))}


def only(desk) -> MessageRow:
    with desk.read() as session:
        return session.scalars(select(MessageRow)).one()


def test_a_due_message_arrives_as_a_mail(post_desk, master, channel):
    warn(post_desk, person(post_desk), "red")
    assert deliver(post_desk, mail_by(channel), TEXTS) == 1
    mail = master.mails[0]
    assert master.recipients == ["li@heshi.example"]
    assert mail["Subject"] == "案件 2026-000001：人民调解期限已逾期"
    assert mail["Date"].datetime == datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
    assert mail["From"].addresses[0].display_name == "和事"
    assert mail["Message-ID"].endswith("@fengcheng.example>")
    assert "http://heshi.fengcheng.example/cases/2026-000001" in master.text()
    row = only(post_desk)
    assert (row.state, row.tries, row.next_at) == ("sent", 1, None)
    assert row.sent_at == post_desk.now()


def test_what_is_sent_is_not_sent_again(post_desk, master, channel):
    warn(post_desk, person(post_desk), "red")
    deliver(post_desk, mail_by(channel), TEXTS)
    assert deliver(post_desk, mail_by(channel), TEXTS) == 0
    assert len(master.mails) == 1


def test_an_english_reader_gets_english(post_desk, master, channel):
    warn(post_desk, person(post_desk, locale="en"), "yellow")
    deliver(post_desk, mail_by(channel), TEXTS)
    assert master.subjects() == ["Case 2026-000001: people's mediation due soon"]


def test_a_refused_recipient_is_given_up_on_record(post_desk, master, channel):
    master.recipient_answers.append("550 no such mailbox")
    warn(post_desk, person(post_desk), "red")
    assert deliver(post_desk, mail_by(channel), TEXTS) == 0
    row = only(post_desk)
    assert (row.state, row.fault, row.next_at) == ("dead", "smtp.recipient.550", None)
    with post_desk.read() as session:
        event = session.scalars(select(EventRow)).one()
    assert event.kind == "MessageFailed"
    assert event.facts == {"message_id": row.id, "channel": "email", "fault": "smtp.recipient.550"}


def test_one_refused_recipient_does_not_keep_the_others_waiting(post_desk, master, channel):
    master.recipient_answers.append("450 try later")
    warn(post_desk, person(post_desk, "li"), "red")
    warn(post_desk, person(post_desk, "wang"), "red")
    assert deliver(post_desk, mail_by(channel), TEXTS) == 1
    assert master.recipients == ["wang@heshi.example"]


def test_a_temporary_failure_is_tried_again_after_a_doubling_wait(
    post_desk, master, channel, clock
):
    master.recipient_answers += ["450 try later", "451 try later"]
    warn(post_desk, person(post_desk), "red")
    waits = []
    for _ in range(2):
        assert deliver(post_desk, mail_by(channel), TEXTS) == 0
        row = only(post_desk)
        waits.append(row.next_at - clock.now())
        assert row.state == "queued"
        clock.set(row.next_at)
    assert [round(wait / timedelta(minutes=1)) for wait in waits] == [1, 2]
    assert deliver(post_desk, mail_by(channel), TEXTS) == 1
    row = only(post_desk)
    assert (row.state, row.tries, row.fault) == ("sent", 3, None)


def test_a_refused_text_counts_like_a_refused_recipient(post_desk, master, channel):
    master.text_answers.append("554 looks like spam")
    warn(post_desk, person(post_desk), "red")
    deliver(post_desk, mail_by(channel), TEXTS)
    assert (only(post_desk).state, only(post_desk).fault) == ("dead", "smtp.text.554")


def test_after_a_line_cut_behind_the_text_the_same_mail_goes_again(
    post_desk, master, channel, clock
):
    master.drop = 1
    to = person(post_desk)
    warn(post_desk, to, "yellow", clock_id=1)
    warn(post_desk, to, "yellow", clock_id=2)
    assert deliver(post_desk, mail_by(channel), TEXTS) == 0
    warn(post_desk, to, "red", clock_id=1)  # must not change what goes again
    clock.advance(minutes=2)
    assert deliver(post_desk, mail_by(channel), TEXTS) == 2
    again, fresh = master.mails[1:]
    assert again["Message-ID"] == master.mails[0]["Message-ID"]
    assert again.get_content() == master.mails[0].get_content()
    assert fresh["Message-ID"] != again["Message-ID"]
    assert set(states(post_desk).values()) == {"sent"}


def test_a_server_that_is_down_is_asked_once_a_run(post_desk, clock):
    closed = replace(post_desk.settings, smtp_port=1)
    for login in ("li", "wang", "zhao"):
        warn(post_desk, person(post_desk, login), "red")
    assert deliver(post_desk, mail_by(SmtpChannel(closed, timeout_seconds=1)), TEXTS) == 0
    with post_desk.read() as session:
        rows = session.scalars(select(MessageRow).order_by(MessageRow.id)).all()
    assert [row.tries for row in rows] == [1, 0, 0]
    assert rows[0].fault == "smtp.unreachable"


def test_a_mail_is_given_up_after_many_tries(post_desk, clock):
    closed = SmtpChannel(replace(post_desk.settings, smtp_port=1), timeout_seconds=1)
    warn(post_desk, person(post_desk), "red")
    while only(post_desk).state == "queued":
        clock.set(max(only(post_desk).next_at, clock.now()))
        deliver(post_desk, mail_by(closed), TEXTS)
    row = only(post_desk)
    assert (row.state, row.tries) == ("dead", MOST_TRIES)
    assert clock.now() - datetime(2026, 3, 2, 1, 0, tzinfo=UTC) > timedelta(days=3)


def test_a_mail_nobody_heard_of_again_goes_out_with_the_same_key(post_desk, clock):
    to = person(post_desk)
    warn(post_desk, to, "red", clock_id=1)
    first = take_mail(post_desk)
    warn(post_desk, to, "red", clock_id=2)
    clock.advance(minutes=1)
    second = take_mail(post_desk)
    clock.advance(seconds=LEASE.total_seconds() + 1)
    assert take_mail(post_desk).key == first.key
    assert take_mail(post_desk).key == second.key
    assert take_mail(post_desk) is None


def test_two_lots_taken_in_one_instant_stay_apart(post_desk, clock):
    to = person(post_desk)
    warn(post_desk, to, "red", clock_id=1)
    first = take_mail(post_desk)
    warn(post_desk, to, "red", clock_id=2)
    second = take_mail(post_desk)
    clock.advance(minutes=11)
    assert {take_mail(post_desk).key, take_mail(post_desk).key} == {first.key, second.key}


def test_a_failure_reported_too_late_does_not_disturb_the_next_try(post_desk, clock):
    warn(post_desk, person(post_desk), "red")
    slow = take_mail(post_desk)
    clock.advance(minutes=11)
    quick = take_mail(post_desk)
    mark_failed(post_desk, slow, Failure("smtp.no_answer", permanent=True))
    assert only(post_desk).state == "sending"
    mark_sent(post_desk, quick)
    assert only(post_desk).state == "sent"


@pytest.mark.parametrize(
    "address", ["li@heshi.example\r\nBcc: all@heshi.example", "a@b, c@d", "李@heshi.example", "li"]
)
def test_an_address_that_could_smuggle_is_never_used(post_desk, master, channel, address):
    warn(post_desk, person(post_desk, email=address), "red")
    deliver(post_desk, mail_by(channel), TEXTS)
    assert master.mails == []
    assert (only(post_desk).state, only(post_desk).fault) == ("dead", "smtp.address")


def test_a_subject_never_breaks_into_headers(post_desk, master, channel):
    name = "签收\r\nBcc: all@heshi.example"
    queue(post_desk, person(post_desk), "k", kind="StepAssigned", facts={"name": name})
    deliver(post_desk, mail_by(channel), TEXTS)
    assert master.mails[0]["Bcc"] is None
    assert master.recipients == ["li@heshi.example"]


def test_without_a_mail_server_messages_are_put_aside(desk):
    warn(desk, person(desk), "red")
    assert deliver(desk, carriers(desk.settings), TEXTS) == 0
    assert (only(desk).state, only(desk).fault, only(desk).next_at) == ("off", "not_set_up", None)
    assert oldest_due(desk) is None


@pytest.mark.parametrize("values", [{"email": None}, {"active": False}])
def test_somebody_who_cannot_be_written_to_is_put_aside(post_desk, channel, values):
    warn(post_desk, person(post_desk, **values), "red")
    assert deliver(post_desk, mail_by(channel), TEXTS) == 0
    assert (only(post_desk).state, only(post_desk).fault) == ("off", "no_address")


def test_a_telling_without_a_text_still_says_which_case(post_desk, master, channel):
    queue(post_desk, person(post_desk), "k", kind="NotYetInvented")
    assert deliver(post_desk, mail_by(channel), TEXTS) == 1
    assert master.subjects() == ["案件 2026-000001：有新的动态"]


def test_two_deliverers_tell_everybody_exactly_once(post_desk, master, channel):
    for number in range(12):
        to = person(post_desk, f"user{number}")
        warn(post_desk, to, "red", clock_id=1)
        warn(post_desk, to, "red", clock_id=2)
    together, counts = Barrier(2), []

    def run() -> None:
        together.wait(timeout=10)
        counts.append(deliver(post_desk, mail_by(channel), TEXTS))

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sum(counts) == 12
    assert sorted(master.recipients) == sorted(
        f"user{number}@heshi.example" for number in range(12)
    )
    assert len(set(master.ids())) == 12
    assert set(states(post_desk).values()) == {"sent"}


def test_messages_of_a_case_wait_for_its_office(post_desk, master, channel, clock):
    to, about = person(post_desk), case(post_desk)
    warn(post_desk, to, "red")
    with post_desk.work(None) as work:
        work.session.scalars(select(MessageRow)).one().case_id = about
    clock.set(datetime(2026, 3, 2, 12, 0, tzinfo=UTC))  # Monday, 20:00 in Beijing
    assert deliver(post_desk, mail_by(channel), TEXTS) == 0
    assert only(post_desk).next_at == datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
    clock.set(datetime(2026, 3, 3, 1, 0, tzinfo=UTC))
    assert deliver(post_desk, mail_by(channel), TEXTS) == 1


def test_what_is_urgent_leaves_at_night(post_desk, master, channel, clock):
    clock.set(datetime(2026, 3, 1, 18, 0, tzinfo=UTC))
    queue(
        post_desk, person(post_desk), "k", kind="RiskReported", urgent=True,
        facts={"violence": "threat"},
    )  # fmt: skip
    assert deliver(post_desk, mail_by(channel), TEXTS) == 1
    assert master.subjects() == ["紧急：案件 2026-000001 有激化风险"]
