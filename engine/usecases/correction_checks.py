"""What a correction of facts asks for, and whether that can stand on record."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise

from sqlalchemy import select

from engine.rules.calendar import local_day
from engine.rules.codes import SHIPPED
from engine.rules.correcting import CASE_FIELDS, DAYS, PARTY_FIELDS, fault_in, settled
from engine.rules.errors import Invalid, NotFound
from engine.rules.identity import identity_fault
from engine.storage.codes import fault_of
from engine.storage.models import CaseRow, PartyRow
from engine.storage.work import Work

MAX_REASON = 500


@dataclass(frozen=True, slots=True)
class Correction:
    """What is to stand on record from now on, and why.

    ``facts`` are fields of the case (``CASE_FIELDS``), ``parties`` those of its parties by id
    (``PARTY_FIELDS``); only what is named is looked at, and only what differs is changed. Days are
    local to the office. ``version`` is the case's as it was read; None: whatever it is.
    """

    reason: str
    facts: Mapping[str, object] = field(default_factory=dict)
    parties: Mapping[int, Mapping[str, object]] = field(default_factory=dict)
    version: int | None = None


def parties_of(work: Work, case: CaseRow, asked: Correction) -> dict[int, PartyRow]:
    """Return the parties of the case by id, if any are to be corrected.

    Raises:
        NotFound: one of them is no party of this case.

    """
    if not asked.parties:
        return {}
    found = work.session.scalars(select(PartyRow).where(PartyRow.case_id == case.id))
    parties = {party.id: party for party in found}
    strangers = set(asked.parties) - set(parties)
    if strangers:
        raise NotFound("record.unknown", table="party", key=min(strangers))
    return parties


def check(work: Work, case: CaseRow, asked: Correction, parties: Mapping[int, PartyRow]) -> None:
    """Refuse what cannot stand on record, field by field; *parties* are those to be corrected.

    Raises:
        Invalid: ``correction.form``; a party's field is called ``p<id>-<field>``.

    """
    wrong: dict[str, str] = {}
    reason = asked.reason.strip()
    if not reason or len(reason) > MAX_REASON:
        wrong["reason"] = "too_long" if reason else "required"
    for name, value in asked.facts.items():
        code = fault_in(name, value) if name in CASE_FIELDS else "unknown"
        if code is None and name in SHIPPED:
            code = fault_of(work.session, name, value, getattr(case, name))
        if code:
            wrong[name] = code
    for party_id, facts in asked.parties.items():
        for name, code in _party_faults(parties[party_id], facts, local_day(work.now)):
            wrong[f"p{party_id}-{name}"] = code
    wrong = {**_days_wrong(work, case, asked), **wrong}
    if wrong:
        raise Invalid("correction.form", fields=wrong)


def _party_faults(
    party: PartyRow, facts: Mapping[str, object], today: date
) -> Iterator[tuple[str, str]]:
    """Yield (field, code) of what is wrong with new facts; what stands there is not looked at."""
    kind = str(facts.get("kind", party.kind))
    for name, value in facts.items():
        code = fault_in(name, value) if name in PARTY_FIELDS else "unknown"
        if name == "born_on" and isinstance(value, date) and value > today:
            code = "in_the_future"
        if name == "id_number" and code is None and settled(value) != party.id_number:
            code = identity_fault(kind, str(value or ""), today)
        if code:
            yield name, code


def _days_wrong(work: Work, case: CaseRow, asked: Correction) -> dict[str, str]:
    """Return what is wrong with the order of days: it happened, was accepted, was signed for."""
    today = local_day(work.now)
    last = local_day(case.ended_at) if case.ended_at else today
    wrong: dict[str, str] = {}
    days: list[tuple[str, date]] = []
    for name, column in {"happened_on": "happened_on", **DAYS}.items():
        kept: datetime | date | None = getattr(case, column)
        stands = local_day(kept) if isinstance(kept, datetime) else kept
        day = asked.facts.get(name, stands)
        if name in asked.facts and name in DAYS and kept is None:
            wrong[name] = "not_there_yet"
        elif isinstance(day, date):
            days.append((name, day))
            if name in asked.facts and day > last:
                wrong[name] = "in_the_future" if day > today else "after_the_end"
    for (earlier, first), (later, second) in pairwise(days):
        changed = [name for name in (later, earlier) if name in asked.facts]
        if second < first and changed:
            wrong.setdefault(changed[0], "out_of_order")
    return wrong
