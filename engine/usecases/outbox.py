"""The outbox: one mail per person, channel and run, each told at least once and hardly twice.

A deliverer takes a mail (``take_mail``), sends it outside any transaction, and says how it went
(``mark_sent``, ``mark_failed``). A mail that was taken and never heard of again, because the
program died or the answer was lost, goes out once more, exactly as it was and with the same key:
twice is better than never.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from engine.desk import Desk
from engine.rules.channels import Channel, address_of, kind_of
from engine.rules.events import MessageFailed
from engine.rules.retry import MOST_TRIES, wait_after
from engine.storage import messages
from engine.storage.models import CaseRow, MessageRow, UserRow
from engine.storage.reaches import reach_of
from engine.storage.work import Work
from engine.usecases import pacing
from engine.usecases.leaving import leaves_at, worst_only

LEASE = timedelta(minutes=10)  # longer than any conversation with a server may take
KEY_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Letter:
    """One telling in a mail; ``facts`` as queued, ``created_at`` aware UTC."""

    message_id: int
    kind: str
    facts: Mapping[str, object]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Mail:
    """What goes to one person by one channel in one go, the oldest letter first.

    ``key`` is the same whenever the same letters go out together. ``leased_until`` (aware UTC):
    not heard of by then, the mail goes out again. ``again``: it may have arrived before.
    """

    key: str
    channel: str
    to: str
    locale: str
    letters: tuple[Letter, ...]
    leased_until: datetime
    again: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """How a mail was not delivered.

    ``fault`` is a short code. ``permanent``: trying again would not help. ``unsure``: it may have
    arrived after all. ``wait``: what the other side asked us to wait at least, with everything.
    """

    fault: str
    permanent: bool = False
    unsure: bool = False
    wait: timedelta | None = None


def take_mail(desk: Desk, channel: str = Channel.EMAIL) -> Mail | None:
    """Take what is due for one person; None when nothing is, or the channel must pause.

    What is not urgent and has become due outside office hours, or in the person's quiet hours, is
    put off. Of several warnings about one clock only the worst is sent.
    """
    with desk.work(None) as work:
        if not pacing.may_go_on(desk, work, channel):
            return None
        while (person := messages.next_recipient(work.session, channel, work.now)) is not None:
            address = _address(work, person, channel)
            rows = _chosen(desk, work, person, channel, address)
            if rows and address is not None:
                pacing.spend(desk, work, channel)
                return _taken(work, person, rows, address)
    return None


def _address(work: Work, person: UserRow, channel: str) -> str | None:
    """Return where *person* is to be reached now; None if nowhere, or not by this channel."""
    reach = reach_of(work.session, person.id, kind_of(channel))
    address = address_of(channel, reach.address if reach else None, person.email, person.phone)
    if person.active and messages.only_trials(work.session, person.id, channel):
        return address or ""  # a robot is tried by whoever set it up, named or not
    wanted = reach.wanted if reach else channel == Channel.EMAIL
    return address if person.active and wanted else None


def _chosen(
    desk: Desk, work: Work, person: UserRow, channel: str, address: str | None
) -> Sequence[MessageRow]:
    """Return what may leave now, first of all what was interrupted; put off what may not."""
    if address is None:
        for row in messages.waiting_for(work.session, person.id, channel):
            row.state, row.next_at, row.fault = "off", None, "no_address"
        work.session.flush()
        return ()
    chosen = _interrupted(desk, work, person, channel) or _due(desk, work, person, channel)
    work.session.flush()
    return chosen


def _interrupted(desk: Desk, work: Work, person: UserRow, channel: str) -> Sequence[MessageRow]:
    """Return a lot that was taken and never heard of, as it was, if it may leave now."""
    rows = messages.interrupted_for(work.session, person.id, channel, work.now)
    if rows and max(row.tries for row in rows) >= MOST_TRIES:
        for row in rows:
            _give_up(work, row, row.fault or "never_heard_of")
        return ()
    leaves = max((leaves_at(desk, work, person, row) for row in rows), default=work.now)
    if leaves > work.now:
        for row in rows:
            row.next_at = leaves
        return ()
    return rows


def _due(desk: Desk, work: Work, person: UserRow, channel: str) -> Sequence[MessageRow]:
    """Return what is queued, due, not outdone by worse and may leave now."""
    chosen = []
    for row in worst_only(messages.queued_for(work.session, person.id, channel)):
        if row.next_at is None or row.next_at > work.now:
            continue
        leaves = leaves_at(desk, work, person, row)
        if leaves > work.now:
            row.next_at = leaves
        else:
            chosen.append(row)
    return chosen


def _taken(work: Work, person: UserRow, rows: Sequence[MessageRow], address: str) -> Mail:
    keys, again = "\n".join(sorted(row.key for row in rows)), rows[0].lot
    key = again or sha256(keys.encode()).hexdigest()[:KEY_LENGTH]
    until = work.now + LEASE
    for row in rows:
        row.state, row.lot, row.next_at = messages.SENDING, key, until
        row.tries += 1
    letters = tuple(Letter(row.id, row.kind, row.facts, row.created_at) for row in rows)
    return Mail(key, rows[0].channel, address, person.locale, letters, until, bool(again))


def mark_sent(desk: Desk, mail: Mail) -> None:
    """Note that *mail* has been delivered, even if its lease ran out meanwhile."""
    with desk.work(None) as work:
        for row in messages.lot_of(work.session, mail.key, messages.SENDING):
            row.state, row.sent_at = "sent", work.recorded_at
            row.next_at = row.fault = None


def mark_failed(desk: Desk, mail: Mail, failure: Failure) -> None:
    """Note that *mail* was not delivered: it goes again after a growing wait, or is given up.

    One that somebody else has taken since is left alone.
    """
    with desk.work(None) as work:
        if failure.wait is not None:
            pacing.hold(work, mail.channel, work.now + failure.wait)
        rows = [
            row
            for row in messages.lot_of(work.session, mail.key, messages.SENDING)
            if row.next_at == mail.leased_until
        ]
        whole = failure.unsure or mail.again  # it stays together, and keeps its key
        most = max((row.tries for row in rows), default=0)
        for row in rows:
            row.lot = mail.key if whole else None
            if failure.permanent or (most if whole else row.tries) >= MOST_TRIES:
                _give_up(work, row, failure.fault)
            else:
                _push_back(work, row, failure, mail.key)


def _push_back(work: Work, row: MessageRow, failure: Failure, key: str) -> None:
    """Let a message go again later; one that is part of a lot as the lot it is."""
    wait = max(wait_after(row.tries, key), failure.wait or timedelta(0))
    row.fault, row.next_at = failure.fault, work.now + wait
    row.state = messages.SENDING if row.lot else messages.QUEUED


def _give_up(work: Work, row: MessageRow, fault: str) -> None:
    """Give a message up, on record."""
    row.state, row.next_at, row.fault = messages.DEAD, None, fault
    case = work.get(CaseRow, row.case_id) if row.case_id else None
    work.record(MessageFailed(row.id, row.channel, fault), case)


def due_channels(desk: Desk) -> tuple[str, ...]:
    """Return the channels in which something is due, known or not."""
    with desk.read() as session:
        return messages.due_channels(session, desk.now())


def bury_strangers(desk: Desk, channel: str) -> int:
    """Give up, on record, what is due in a channel this program does not know; return how many."""
    with desk.work(None) as work:
        rows = messages.due_in(work.session, channel, work.now)
        for row in rows:
            _give_up(work, row, "channel.unknown")
        return len(rows)


def switch_off(desk: Desk, channel: str) -> int:
    """Put aside all that waits in a channel that is not set up; return how many.

    They are not kept for later: whoever sets a server months afterwards must not flood everybody.
    The inbox has them all.
    """
    with desk.work(None) as work:
        return messages.switch_off(work.session, channel, "not_set_up")


def oldest_due(desk: Desk) -> datetime | None:
    """Return since when the oldest due message has been waiting (aware UTC), or None."""
    with desk.read() as session:
        return messages.oldest_waiting(session, desk.now())
