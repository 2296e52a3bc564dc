"""Who hears of a telling, and by which channels: the person, or whoever stands in for them.

Somebody absent finds it in the inbox on coming back. Their substitute hears of it today, in the
inbox and by the channels the substitute wants; nothing leaves the house for the absent. Where
nobody who is here stands in, the absent are told as if they were not.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.rules.calendar import local_day
from engine.rules.channels import INBOX
from engine.rules.telling import URGENT
from engine.storage.letters import Message
from engine.storage.models import UserRow
from engine.storage.reaches import Told, read_told, told_on
from engine.storage.work import Work

TOLD = "told"  # in ``work.gathered``: how people are told today, read once
LONGEST_CHAIN = 5  # substitutes of substitutes


@dataclass(frozen=True, slots=True)
class Hearer:
    """One person who hears of it.

    ``channels``: ways out, besides the inbox. ``stands_for``: the name of the absent person, if
    it was meant for somebody else.
    """

    person_id: int
    channels: tuple[str, ...]
    stands_for: str | None = None


def hearers(work: Work, people: Iterable[UserRow]) -> list[Hearer]:
    """Return who hears of what concerns *people*, each once; who is meant comes first."""
    meant = {person.id: person for person in people}
    how = _how(work, meant)
    stand_ins = {
        each.id: substitute
        for each in meant.values()
        if how[each.id].away and (substitute := _substitute(work, each)) is not None
    }
    found = {
        each.id: Hearer(each.id, () if each.id in stand_ins else how[each.id].channels(each.email))
        for each in meant.values()
    }
    for absent_id, substitute in stand_ins.items():
        own = _how(work, [substitute.id])[substitute.id].channels(substitute.email)
        name = meant[absent_id].name
        found.setdefault(substitute.id, Hearer(substitute.id, own, name))
    return list(found.values())


def keep(work: Work, ids: Iterable[int], rows: Iterable[Any]) -> None:
    """Keep the answer of ``reaches.told_of`` for the people *ids*, who are all it is about."""
    known: dict[int, Told] = work.gathered.setdefault(TOLD, [{}])[0]
    known.update(read_told(ids, rows))


def _how(work: Work, ids: Iterable[int]) -> dict[int, Told]:
    known: dict[int, Told] = work.gathered.setdefault(TOLD, [{}])[0]
    if missing := [each for each in ids if each not in known]:
        known.update(told_on(work.session, missing, local_day(work.now)))
    return known


def _substitute(work: Work, person: UserRow) -> UserRow | None:
    """Return who stands in for *person* today: the first on the way who is here; None: nobody."""
    seen = {person.id}
    current = person
    for _ in range(LONGEST_CHAIN):
        substitute_id = _how(work, [current.id])[current.id].substitute_id
        if substitute_id is None or substitute_id in seen:
            return None
        current = work.get(UserRow, substitute_id)
        seen.add(current.id)
        if current.active and not _how(work, [current.id])[current.id].away:
            return current
    return None


def messages_for(
    hearer: Hearer, kind: str, key: str, facts: dict[str, object], leaves_at: datetime | None
) -> Iterator[Message]:
    """Yield what is put into the outbox for one hearer: the inbox, then each way out.

    Args:
        hearer: who hears of it.
        kind: the kind of telling.
        key: its key, the same for everybody.
        facts: as the texts get them.
        leaves_at: when it leaves the house (aware); None: it does not.

    """
    if hearer.stands_for:
        facts = {**facts, "stands_for": hearer.stands_for}
    for channel in (INBOX, *(hearer.channels if leaves_at else ())):
        yield Message(
            hearer.person_id,
            channel,
            kind,
            f"{key}:{hearer.person_id}:{channel}",
            facts,
            kind in URGENT,
            None if channel == INBOX else leaves_at,
        )
