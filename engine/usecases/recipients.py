"""Who hears of a telling, and by which channels: the person, or whoever stands in for them.

Somebody absent finds it in the inbox on coming back. Their substitute hears of it today, in the
inbox and by the channels the substitute wants; nothing leaves the house for the absent.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from engine.rules.calendar import local_day
from engine.rules.channels import INBOX
from engine.rules.telling import URGENT
from engine.storage.letters import Message
from engine.storage.models import UserRow
from engine.storage.reaches import Told, told_on
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
    found = {
        each.id: Hearer(each.id, () if _stood_in(how[each.id]) else _ways(each, how[each.id]))
        for each in meant.values()
    }
    for person in meant.values():
        if _stood_in(how[person.id]):
            for substitute in _substitutes(work, person):
                own = _ways(substitute, _how(work, [substitute.id])[substitute.id])
                found.setdefault(substitute.id, Hearer(substitute.id, own, person.name))
    return list(found.values())


def _how(work: Work, ids: Iterable[int]) -> dict[int, Told]:
    known: dict[int, Told] = work.gathered.setdefault(TOLD, [{}])[0]
    if missing := [each for each in ids if each not in known]:
        known.update(told_on(work.session, missing, local_day(work.now)))
    return known


def _stood_in(told: Told) -> bool:
    return told.away and told.substitute_id is not None


def _ways(person: UserRow, told: Told) -> tuple[str, ...]:
    return told.channels(person.email)


def _substitutes(work: Work, person: UserRow) -> Iterator[UserRow]:
    """Yield who stands in for *person* today: the first on the way who is here, if anybody is."""
    seen = {person.id}
    current = person
    for _ in range(LONGEST_CHAIN):
        substitute_id = _how(work, [current.id])[current.id].substitute_id
        if substitute_id is None or substitute_id in seen:
            return
        current = work.get(UserRow, substitute_id)
        seen.add(current.id)
        if not _how(work, [current.id])[current.id].away:
            if current.active:
                yield current
            return


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
