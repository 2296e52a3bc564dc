"""The outbox of e-mail: one mail per person and run, each told at least once and hardly twice.

A deliverer takes a mail (``take_mail``), sends it outside any transaction, and says how it went
(``mark_sent``, ``mark_failed``). A mail that was taken and never heard of again, because the
program died, goes out once more with the same key: twice is better than never.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from engine.desk import Desk
from engine.rules.colours import Colour
from engine.rules.events import MessageFailed
from engine.rules.retry import MOST_TRIES, wait_after
from engine.rules.telling import may_leave_at
from engine.storage import messages
from engine.storage.models import CaseRow, MessageRow, OfficeRow, UserRow
from engine.storage.work import Work

EMAIL = "email"
LEASE = timedelta(minutes=10)  # longer than any conversation with a mail server may take
SEVERITY = {str(colour): rank for rank, colour in enumerate(Colour)}
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
    """What goes to one person in one mail, the oldest letter first.

    ``key`` is the same whenever the same letters go out together. ``leased_until`` (aware UTC):
    not heard of by then, the mail goes out again.
    """

    key: str
    to: str
    locale: str
    letters: tuple[Letter, ...]
    leased_until: datetime


def take_mail(desk: Desk) -> Mail | None:
    """Take what is due for one person; None when nothing is.

    What is not urgent and has become due outside office hours is put off to the next opening.
    Of several warnings about one clock only the worst is sent.
    """
    with desk.work(None) as work:
        while (person := messages.next_recipient(work.session, EMAIL, work.now)) is not None:
            rows = _interrupted(desk, work, person) or _due(desk, work, person)
            if rows:
                return _taken(work, person, rows)
    return None


def _interrupted(desk: Desk, work: Work, person: UserRow) -> Sequence[MessageRow]:
    """Return a mail that was taken and never heard of, as it was, if it may leave now."""
    found = messages.interrupted_for(work.session, person.id, EMAIL, work.now)
    if found and not _reachable(person):
        _turn_off(found)
        return ()
    rows = [row for row in found if not _given_up(work, row, row.fault or "never_heard_of")]
    leaves_at = max((_leaves_at(desk, work, row) for row in rows), default=work.now)
    if leaves_at > work.now:
        _keep_together(rows, leaves_at)
        work.session.flush()
        return ()
    return rows


def _due(desk: Desk, work: Work, person: UserRow) -> Sequence[MessageRow]:
    """Return what is queued, due, not outdone by worse and may leave now."""
    rows = messages.queued_for(work.session, person.id, EMAIL)
    if not _reachable(person):
        _turn_off(rows)
        work.session.flush()
        return ()
    chosen = []
    for row in _worst_only(rows):
        if row.next_at is None or row.next_at > work.now:
            continue
        leaves_at = _leaves_at(desk, work, row)
        if leaves_at > work.now:
            row.next_at = leaves_at
        else:
            chosen.append(row)
    work.session.flush()
    return chosen


def _reachable(person: UserRow) -> bool:
    return bool(person.email) and person.active


def _turn_off(rows: Sequence[MessageRow]) -> None:
    for row in rows:
        row.state, row.next_at, row.fault = "off", None, "no_address"


def _worst_only(rows: Sequence[MessageRow]) -> list[MessageRow]:
    """Mark each warning superseded for which a worse one about the same clock is waiting too."""
    worst: dict[object, int] = {}
    for row in rows:
        clock = row.facts.get("clock_id")
        if row.kind == "ColourChanged" and clock is not None:
            worst[clock] = max(worst.get(clock, -1), _severity(row))
    kept = []
    for row in rows:
        if row.kind == "ColourChanged" and _severity(row) < worst.get(
            row.facts.get("clock_id"), -1
        ):
            row.state, row.next_at = "superseded", None
        else:
            kept.append(row)
    return kept


def _severity(row: MessageRow) -> int:
    return SEVERITY.get(str(row.facts.get("colour")), -1)


def _leaves_at(desk: Desk, work: Work, row: MessageRow) -> datetime:
    """Return when a message may leave: now, or at the next opening of the office holding it."""
    if row.urgent:
        return work.now
    case = work.get(CaseRow, row.case_id) if row.case_id else None
    office = work.get(OfficeRow, case.holder_id) if case else None
    return may_leave_at(work.now, desk.calendar(work.session, office), desk.zone)


def _taken(work: Work, person: UserRow, rows: Sequence[MessageRow]) -> Mail:
    until = _keep_together(rows, work.now + LEASE)
    for row in rows:
        row.state = messages.SENDING
        row.tries += 1
    letters = tuple(Letter(row.id, row.kind, row.facts, row.created_at) for row in rows)
    keys = "\n".join(sorted(row.key for row in rows))
    key = sha256(keys.encode()).hexdigest()[:KEY_LENGTH]
    return Mail(key, person.email or "", person.locale, letters, until)


def _keep_together(rows: Sequence[MessageRow], at: datetime) -> datetime:
    """Give *rows* a ``next_at`` of their own: it is by this that they are found together again.

    Microseconds tell lots apart that are taken in the same instant.
    """
    own = at.replace(microsecond=rows[0].id % 1_000_000)
    for row in rows:
        row.next_at = own
    return own


def mark_sent(desk: Desk, mail: Mail) -> None:
    """Note that *mail* has been delivered, even if its lease ran out meanwhile."""
    with desk.work(None) as work:
        for row in messages.still_sending(work.session, _ids(mail)):
            row.state, row.sent_at = "sent", work.recorded_at
            row.next_at = row.fault = None


def mark_failed(
    desk: Desk, mail: Mail, fault: str, *, permanent: bool = False, unsure: bool = False
) -> None:
    """Note that *mail* was not delivered: it goes again after a growing wait, or is given up.

    Args:
        desk: the desk.
        mail: as taken; one that somebody else has taken since is left alone.
        fault: a short code of what went wrong.
        permanent: trying again would not help; give up now.
        unsure: it may have arrived after all, so it goes again exactly as it was, same key.

    """
    with desk.work(None) as work:
        rows = [
            row
            for row in messages.still_sending(work.session, _ids(mail))
            if row.next_at == mail.leased_until
        ]
        lot = [row for row in rows if not _given_up(work, row, fault, at_once=permanent)]
        if not lot:
            return
        _keep_together(lot, work.now + max(wait_after(row.tries) for row in lot))
        for row in lot:
            row.fault = fault
            row.state = messages.SENDING if unsure else messages.QUEUED


def _given_up(work: Work, row: MessageRow, fault: str, *, at_once: bool = False) -> bool:
    """Give a message up, on record, if it has been tried often enough or *at_once*."""
    if row.tries < MOST_TRIES and not at_once:
        return False
    row.fault = fault
    row.state, row.next_at = "dead", None
    case = work.get(CaseRow, row.case_id) if row.case_id else None
    work.record(MessageFailed(row.id, row.channel, fault), case)
    return True


def _ids(mail: Mail) -> list[int]:
    return [letter.message_id for letter in mail.letters]


def switch_off(desk: Desk) -> int:
    """Put aside all waiting e-mail because no mail server is set; return how many.

    They are not kept for later: whoever sets a server months afterwards must not flood everybody.
    The inbox has them all.
    """
    if oldest_due(desk) is None:
        return 0
    with desk.work(None) as work:
        return messages.switch_off(work.session, EMAIL, "no_smtp")


def oldest_due(desk: Desk) -> datetime | None:
    """Return since when the oldest due e-mail has been waiting (aware UTC), or None."""
    with desk.read() as session:
        return messages.oldest_waiting(session, EMAIL, desk.now())
