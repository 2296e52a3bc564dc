"""Asking the decision tables of the newest bundle: score, grade, route, rule keys."""

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock

from sqlalchemy.orm import Session

from engine.feel import Decision, Table, read_dmn, to_plain
from engine.rules.errors import NotFound
from engine.storage.published import newest_bundle
from engine.workflow import Bundle

_tables: dict[tuple[str, str], Table] = {}
_lock = Lock()
MAX_POINTS = 100


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the tables say of a dispute: points with reasons, grade, proposed route."""

    points: int
    grade: str
    grade_reason: str
    reasons: tuple[Mapping[str, object], ...]  # {"factor", "points", "reason"}, strongest first
    route: Mapping[str, object]  # {"channel", "level", "body_kind", "reason", "basis"}


def table_of(bundle: Bundle, name: str) -> Table:
    """Return table *name* of *bundle*; read once per bundle.

    Raises:
        NotFound: ``table.unknown``.
    """
    key = (bundle.sha, name)
    with _lock:
        if key not in _tables:
            content = bundle.files.get(f"{name}.dmn")
            if content is None:
                raise NotFound("table.unknown", table=name)
            _tables[key] = read_dmn(content, f"{name}.dmn")
        return _tables[key]


def decide(session: Session, name: str, facts: Mapping[str, object]) -> Decision:
    """Ask table *name* of the newest bundle.

    Raises:
        NotFound: ``table.unknown``.
        FeelError: a fact is missing or of the wrong kind.
    """
    return table_of(newest_bundle(session), name).decide(facts)


def answer(session: Session, name: str, facts: Mapping[str, object]) -> dict[str, object]:
    """Return the outputs of table *name* as plain values; empty when no row matches."""
    outputs = decide(session, name, facts).outputs
    if not isinstance(outputs, Mapping):
        return {}
    return {key: to_plain(value) for key, value in outputs.items()}


def assess(session: Session, facts: Mapping[str, object]) -> Assessment:
    """Score, grade and propose a route for a dispute described by *facts*."""
    scored = decide(session, "score", facts)
    reasons = sorted(
        (
            {
                "factor": str(row.annotations.get("factor", "")),
                "points": _points(row.outputs),
                "reason": str(row.annotations.get("reason", "")),
            }
            for row in scored.rows
        ),
        key=lambda reason: -int(str(reason["points"])),
    )
    points = min(MAX_POINTS, sum(int(str(reason["points"])) for reason in reasons))
    graded = answer(session, "grade", {**facts, "points": points})
    grade = str(graded["grade"])
    route = answer(session, "route", {**facts, "points": points, "grade": grade})
    return Assessment(
        points,
        grade,
        str(graded.get("reason") or ""),
        tuple(reason for reason in reasons if reason["points"]),
        route,
    )


def _points(outputs: Mapping[str, object]) -> int:
    return int(str(to_plain(outputs["points"])))
