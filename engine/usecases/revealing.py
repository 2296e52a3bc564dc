"""Showing a party's numbers in full to somebody who needs them, and erasing what is known of one.

Sources: 个人信息保护法 art. 28 (sensitive facts only for a stated purpose), art. 47 (deletion),
art. 51 no. 4 and art. 54 (who looked at what can be told afterwards).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from engine.desk import Desk
from engine.rules.case import ENDED
from engine.rules.errors import Conflict, Invalid, NotFound
from engine.rules.events import PartyRevealed, PersonalFactsErased
from engine.rules.permissions import Action, Actor
from engine.storage.models import (
    AgreementRow,
    CaseRow,
    CorrectionRow,
    MessageRow,
    NoteRow,
    PartyRow,
    SittingRow,
    WorkItemRow,
)
from engine.storage.work import Work
from engine.usecases.endings import visible_case

FIELDS = ("id_number", "phone", "address")
MAX_REASON = 200
NOBODY = "（已删除）"  # stands where a name stood; Chinese in every language, like the name
_FORGOTTEN = ("gender", "born_on", "ethnicity", "occupation", "represents", *FIELDS)


@dataclass(frozen=True, slots=True)
class Revealed:
    """A party's numbers in full: for one answer to one person, never kept."""

    party_id: int
    id_number: str | None
    phone: str | None
    address: str | None


def reveal_party(desk: Desk, actor: Actor, code: str, party_id: int, reason: str) -> Revealed:
    """Put on record that *actor* has the numbers of a party shown, and return them.

    Raises:
        NotFound: ``case.unknown``, ``record.unknown``.
        NotAllowed: this person's posts do not allow it at this case.
        Invalid: no reason, or one of more than 200 characters; ``field.unreadable``.

    """
    reason = _checked(reason)
    with desk.work(actor) as work:
        case = visible_case(work, actor, code, Action.REVEAL)
        party = _party(work, case, party_id)
        found = Revealed(party.id, party.id_number, party.phone, party.address)
        shown = tuple(name for name in FIELDS if getattr(found, name) is not None)
        work.record(PartyRevealed(party.id, shown, reason), case)
        return found


def erase_personal_facts(desk: Desk, actor: Actor, code: str, party_id: int, reason: str) -> None:
    """Erase for good what is known of a party of an ended case.

    The row stays, nameless, so that counts and the chain of events stay whole. The name is taken
    out of the case's own texts and of what was answered and told about it as well.

    Raises:
        NotFound, NotAllowed, Invalid: as ``reveal_party``.
        Conflict: ``erase.running``: the case has not ended.

    """
    reason = _checked(reason)
    with desk.work(actor) as work:
        case = visible_case(work, actor, code, Action.ERASE)
        if case.status not in ENDED:
            raise Conflict("erase.running")
        party = _party(work, case, party_id)
        words = _words_of(party)
        party.name = NOBODY
        for name in _FORGOTTEN:
            setattr(party, name, None)
        _take_out(work, case, words)
        work.record(PersonalFactsErased(party.id, reason), case)


def _checked(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise Invalid("reveal.form", fields={"reason": "required"})
    if len(reason) > MAX_REASON:
        raise Invalid("reveal.form", fields={"reason": "too_long"})
    return reason


def _party(work: Work, case: CaseRow, party_id: int) -> PartyRow:
    query = select(PartyRow).where(PartyRow.id == party_id, PartyRow.case_id == case.id)
    party = work.session.scalar(query)
    if party is None:
        raise NotFound("record.unknown", table="party", key=party_id)
    return party


def _words_of(party: PartyRow) -> tuple[str, ...]:
    """Return what names a party inside a text; the longest first, lest a part be left."""
    words = (party.name, party.id_number, party.phone, party.address)
    found = {each.strip() for each in words if each and len(each.strip()) > 1}
    return tuple(sorted(found - {NOBODY}, key=len, reverse=True))


# the columns of a case's rows a person's name may stand in
_TEXTS: Mapping[Any, tuple[str, ...]] = {
    NoteRow: ("text",),
    SittingRow: ("record", "present", "place"),
    AgreementRow: ("content", "terms"),
    WorkItemRow: ("answers",),
    MessageRow: ("facts",),
    CorrectionRow: ("changes", "reason"),
}


def _take_out(work: Work, case: CaseRow, words: tuple[str, ...]) -> None:
    _blank(case, ("title", "summary", "happened_place"), words)
    for table, columns in _TEXTS.items():
        for row in work.session.scalars(select(table).where(table.case_id == case.id)):
            _blank(row, columns, words)


def _blank(row: Any, columns: tuple[str, ...], words: tuple[str, ...]) -> None:
    for column in columns:
        before = getattr(row, column)
        after = _without(before, words)
        if after != before:
            setattr(row, column, after)


def _without(value: Any, words: tuple[str, ...]) -> Any:
    """Return a text or plain JSON with every one of *words* taken out of its texts."""
    if isinstance(value, str):
        for word in words:
            value = value.replace(word, NOBODY)
        return value
    if isinstance(value, list):
        return [_without(each, words) for each in value]
    if isinstance(value, dict):
        return {key: _without(each, words) for key, each in value.items()}
    return value
