"""What has happened to a case: what people care about, or every line of the log.

An event is a code with parameters; names of offices, people and steps are looked up for the whole
page at once. What a person wrote is dropped for those who may not read texts.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.queries.diagrams import diagrams_of
from engine.queries.gathering import name_of, office_names, user_names
from engine.queries.paging import FIRST, Found, Newest, Page, Turn, fetch, refine
from engine.queries.scope import present, sees, visible_case
from engine.rules import events
from engine.rules.errors import Invalid
from engine.rules.masking import mask_text
from engine.rules.permissions import Actor
from engine.storage.models import ClockRow, DraftRow, EventRow, ProcessRow, WorkItemRow
from engine.storage.published import bundle_of

ORDER = Newest(EventRow.id)
GROUPS: Mapping[str, frozenset[str]] = {
    group: frozenset(
        name
        for name in events.__all__
        if getattr(events, name).__module__ == f"{events.__name__}.{group}"
    )
    for group in ("cases", "steps", "clocks", "handoffs")
}
# said again by another event, or of interest only to whoever looks for a fault
ROUTINE = frozenset(
    {
        "ProcessMoved",
        "StepOpened",
        "StepCancelled",
        "ClockOpened",
        "ClockMet",
        "ClockCancelled",
        "DocketAllotted",
    }
)
WRITTEN = frozenset({"reason", "note", "routing", "fault"})  # may hold a person's own words
CODED_REASONS = frozenset({"GradeChanged", "ClockCancelled", "ClockRecomputed", "ColourChanged"})
USERS = frozenset({"user_id", "assignee_id", "from_id", "for_id"})


@dataclass(frozen=True, slots=True)
class EventLine:
    """One event.

    ``at`` is when it counts as happened, ``recorded_at`` when it was written down (aware UTC);
    they differ where a clock was caught up with. ``actor`` is None when the clock acted.
    ``facts`` are codes, numbers and ids as recorded; ``names`` gives, by the same key, the name
    of the office, person, step or rule an id or code stands for.
    """

    event_id: int
    at: datetime
    recorded_at: datetime
    kind: str
    group: str
    actor_id: int | None
    actor: str | None
    facts: Mapping[str, object]
    names: Mapping[str, str]


def timeline(
    session: Session, actor: Actor, code: str, groups: Iterable[str] = (), turn: Turn = FIRST
) -> Page[EventLine]:
    """Return what people care about, the latest first; *groups* are of ``GROUPS``, none: all.

    Raises:
        NotFound: ``case.unknown``.
        Invalid: ``timeline.group``.

    """
    chosen = list(groups)
    unknown = [group for group in chosen if group not in GROUPS]
    if unknown:
        raise Invalid("timeline.group", groups=unknown)
    kinds = frozenset[str]().union(*(GROUPS[group] for group in chosen or GROUPS)) - ROUTINE
    return _events(session, actor, code, (kinds, turn))


def case_log(
    session: Session, actor: Actor, code: str, kinds: Iterable[str] = (), turn: Turn = FIRST
) -> Page[EventLine]:
    """Return every event of a case, the latest first; *kinds* cuts it down, none: all.

    Raises:
        NotFound: ``case.unknown``.

    """
    return _events(session, actor, code, (frozenset(kinds), turn))


def _events(
    session: Session, actor: Actor, code: str, wanted: tuple[frozenset[str], Turn]
) -> Page[EventLine]:
    case, place = visible_case(session, actor, code)
    kinds, turn = wanted
    query = select(EventRow).where(EventRow.case_id == case.id)
    if kinds:
        query = query.where(EventRow.kind.in_(sorted(kinds)))
    may_read = sees(actor, place)
    page = fetch(session, query, ORDER, turn)
    return refine(page, lambda rows: read_events(session, rows, may_read=may_read))


def read_events(session: Session, rows: Sequence[Found], *, may_read: bool) -> list[EventLine]:
    """Return the lines of *rows*, whose first column is the event; names are read at once."""
    found: list[EventRow] = [row[0] for row in rows]
    names = _Names(session, [event.facts for event in found])
    people = user_names(session, (event.actor_id for event in found))
    return [
        EventLine(
            event_id=event.id,
            at=event.at,
            recorded_at=event.recorded_at,
            kind=event.kind,
            group=next((group for group, kinds in GROUPS.items() if event.kind in kinds), ""),
            actor_id=event.actor_id,
            actor=name_of(people, event.actor_id),
            facts=_facts(event, may_read=may_read),
            names=names.of(event.facts),
        )
        for event in found
    ]


def _facts(event: EventRow, *, may_read: bool) -> Mapping[str, object]:
    if may_read:
        return {
            key: mask_text(value) if key in WRITTEN and isinstance(value, str) else value
            for key, value in event.facts.items()
        }
    hidden = WRITTEN - {"reason"} if event.kind in CODED_REASONS else WRITTEN
    return {key: value for key, value in event.facts.items() if key not in hidden}


class _Names:
    """The names behind the ids and codes of some events, read at once."""

    def __init__(self, session: Session, facts: Sequence[Mapping[str, object]]) -> None:
        self._offices = office_names(session, _ids(facts, lambda key: key.endswith("office_id")))
        self._users = user_names(session, _ids(facts, USERS.__contains__))
        self._steps = _step_names(session, _ids(facts, lambda key: key == "work_item_id"))
        self._drafts = _draft_titles(session, _ids(facts, lambda key: key == "draft_id"))
        self._rules = _rule_names(session, _ids(facts, lambda key: key == "clock_id"))

    def of(self, facts: Mapping[str, object]) -> Mapping[str, str]:
        """Return the names of one event's facts, by the key they explain."""
        found = {key: self._name(key, value) for key, value in facts.items()}
        found["element"], found["element_en"] = self._steps.get(
            _id(facts.get("work_item_id")), (None, None)
        )
        found["rule"], found["rule_en"] = self._rules.get(_id(facts.get("clock_id")), (None, None))
        return {key: name for key, name in found.items() if name}

    def _name(self, key: str, value: object) -> str | None:
        if key.endswith("office_id"):
            return self._offices.get(_id(value))
        if key == "draft_id":
            return self._drafts.get(_id(value))
        return self._users.get(_id(value)) if key in USERS else None


def _id(value: object) -> int:
    return value if isinstance(value, int) else 0


def _ids(facts: Sequence[Mapping[str, object]], wanted: Callable[[str], bool]) -> list[int]:
    return [_id(value) for each in facts for key, value in each.items() if wanted(key)]


def _step_names(session: Session, ids: Iterable[int]) -> Mapping[int, tuple[str, str]]:
    """Return the Chinese and English name of each step, the latter from the drawing it is in."""
    wanted = present(ids)
    if not wanted:
        return {}
    query = (
        select(WorkItemRow.id, WorkItemRow.name, WorkItemRow.element, ProcessRow.bundle_version)
        .join(ProcessRow, ProcessRow.id == WorkItemRow.process_id)
        .where(WorkItemRow.id.in_(wanted))
    )
    return {
        item_id: (name, _english(session, version, element))
        for item_id, name, element, version in session.execute(query)
    }


def _english(session: Session, version: int, element: str) -> str:
    drawn = diagrams_of(bundle_of(session, version)).values()
    return next((each.names[element][1] for each in drawn if element in each.names), "")


def _draft_titles(session: Session, ids: Iterable[int]) -> Mapping[int, str]:
    wanted = present(ids)
    if not wanted:
        return {}
    query = select(DraftRow.id, DraftRow.title).where(DraftRow.id.in_(wanted))
    return {draft_id: title for draft_id, title in session.execute(query)}


def _rule_names(session: Session, ids: Iterable[int]) -> Mapping[int, tuple[str, str]]:
    wanted = present(ids)
    if not wanted:
        return {}
    query = select(ClockRow.id, ClockRow.row).where(ClockRow.id.in_(wanted))
    return {
        clock_id: (str(row.get("name_zh", "")), str(row.get("name_en") or ""))
        for clock_id, row in session.execute(query)
    }
