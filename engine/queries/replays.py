"""How closed cases would have gone by a draft: sums, where ways part, and case by case in codes."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.queries.diagrams import Diagram, diagrams_of, family
from engine.queries.drafts import require_reader
from engine.queries.errands import ErrandView, errand_view, view_of
from engine.rules.errors import NotFound
from engine.rules.permissions import Actor
from engine.storage.models import CaseRow, ErrandRow, ReplayLineRow
from engine.storage.trial_sets import Subject, played

KIND = "replay"
WAYS = ("same", "other", "stuck")


@dataclass(frozen=True, slots=True)
class Lateness:
    """One rule's clocks then and now: how many there were, how many late, days late together."""

    rule: str
    zh: str
    en: str
    before: int
    late_before: int
    days_before: int
    after: int
    late_after: int
    days_after: int

    @property
    def differs(self) -> bool:
        """Whether the draft changes anything about them."""
        then = (self.before, self.late_before, self.days_before)
        return then != (self.after, self.late_after, self.days_after)


@dataclass(frozen=True, slots=True)
class Parts:
    """Where ways part: after which element, where they went, where they would go; how many cases.

    ``code`` says why a replay could not go on, ``about`` what is missing; None where it could.
    """

    after: str | None
    old: str | None
    new: str | None
    code: str | None
    about: str | None
    cases: int


@dataclass(frozen=True, slots=True)
class ReplayLine:
    """One case, by its code; ``late`` are its clocks that are late in one and not in the other."""

    code: str
    way: str
    parts: Parts | None
    late: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class ReplayView:
    """A replay: its errand, sums, and every case by its code."""

    errand: ErrandView
    subject: Subject
    ways: Mapping[str, int]
    rules: tuple[Lateness, ...]
    parts: tuple[Parts, ...]
    lines: tuple[ReplayLine, ...]
    diagrams: tuple[Diagram, ...]


def replay_views(
    session: Session, actor: Actor, subject: Subject, limit: int = 20
) -> tuple[ErrandView, ...]:
    """Return the newest replays of a draft or version, the newest first.

    Raises:
        NotFound: ``page.unknown``.

    """
    require_reader(actor)
    query = select(ErrandRow).where(ErrandRow.kind == KIND).order_by(ErrandRow.id.desc())
    found = (row for row in session.scalars(query.limit(500)) if _is_about(row, subject))
    return tuple(view_of(row, actor) for row, _ in zip(found, range(limit), strict=False))


def _is_about(row: ErrandRow, subject: Subject) -> bool:
    if subject.draft_id is not None:
        return bool(row.subject.get("draft") == subject.draft_id)
    return row.subject.get("draft") is None and row.subject.get("version") == subject.version


def replay_view(session: Session, actor: Actor, errand_id: int) -> ReplayView:
    """Return one replay as far as it is.

    Raises:
        NotFound: ``page.unknown``, ``errand.unknown``.

    """
    require_reader(actor)
    view = errand_view(session, actor, errand_id)
    if view.kind != KIND:
        raise NotFound("errand.unknown")
    kept = view.subject
    subject = Subject(kept.get("draft"), kept.get("revision"), kept.get("version"))  # type: ignore[arg-type]  # as written
    query = (
        select(CaseRow.code, ReplayLineRow.way, ReplayLineRow.facts)
        .join(CaseRow, CaseRow.id == ReplayLineRow.case_id)
        .where(ReplayLineRow.errand_id == errand_id)
        .order_by(CaseRow.code)
    )
    rows = [(code, way, facts) for code, way, facts in session.execute(query)]
    lines = [_line(*row) for row in rows]
    grouped = Counter(line.parts for line in lines if line.parts)
    return ReplayView(
        errand=view,
        subject=subject,
        ways={way: sum(line.way == way for line in lines) for way in WAYS},
        rules=_rules(clock for _, _, facts in rows for clock in facts.get("clocks", ())),
        parts=tuple(replace(each, cases=cases) for each, cases in grouped.most_common()),
        lines=tuple(lines),
        diagrams=family(diagrams_of(played(session, subject).bundle), "dispute"),
    )


def _line(code: str, way: str, facts: Mapping[str, Any]) -> ReplayLine:
    parts = None
    if way != "same":
        after, old, new = facts.get("after"), facts.get("old"), facts.get("new")
        parts = Parts(after, old, new, facts.get("code"), facts.get("about"), 1)
    clocks = facts.get("clocks", ())
    late = tuple(each for each in clocks if bool(each["before"]) != bool(each["after"]))
    return ReplayLine(code, way, parts, late)


def _rules(clocks: Iterable[Mapping[str, Any]]) -> tuple[Lateness, ...]:
    by_rule: dict[str, list[Mapping[str, Any]]] = {}
    for clock in clocks:
        by_rule.setdefault(clock["rule"], []).append(clock)
    return tuple(
        Lateness(
            rule, found[0]["zh"], found[0]["en"], *_sums(found, "before"), *_sums(found, "after")
        )
        for rule, found in sorted(by_rule.items())
    )


def _sums(clocks: Iterable[Mapping[str, Any]], when: str) -> tuple[int, int, int]:
    """Return how many clocks can be judged, how many of them are late, days late together."""
    days = [clock[when] for clock in clocks if clock[when] is not None]
    return len(days), sum(each > 0 for each in days), sum(days)
