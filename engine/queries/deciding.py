"""Asking a published decision table from outside, with plain JSON facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from engine.feel import Decision, FeelError, Table, to_plain
from engine.queries.tables import LAW, tables_of
from engine.rules.errors import Invalid, NotFound
from engine.storage.published import law_table, newest_bundle

WRONG = {
    "number": "not_number",
    "string": "not_text",
    "boolean": "not_yes_no",
    "date": "not_date",
    "date and time": "not_datetime",
}


@dataclass(frozen=True, slots=True)
class RulingRow:
    """One row that matched: its number from 1, what it says, its remarks. Plain values."""

    number: int
    outputs: Mapping[str, object]
    annotations: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a table says. ``outputs`` is a mapping, or a list of them where rows are collected."""

    table: str
    name: str
    version: int
    hit_policy: str
    matched: bool
    outputs: object
    rows: tuple[RulingRow, ...]


def ask_table(session: Session, key: str, facts: Mapping[str, object]) -> Ruling:
    """Return what table *key* of the newest bundle, or of the law in force, says about *facts*.

    Args:
        session: to read the tables.
        key: the table's file name without its ending, or ``deadlines``, ``warnings``.
        facts: plain JSON; days and instants as ISO texts.

    Raises:
        NotFound: ``table.unknown``.
        Invalid: ``decision.facts`` with field codes, or ``decision.failed``.

    """
    table, version = _table(session, key)
    known = _read_facts(table, facts)
    try:
        decision = table.decide(known)
    except FeelError as error:
        raise Invalid("decision.failed", table=key, reason=error.message) from error
    return Ruling(
        table=key,
        name=table.name,
        version=version,
        hit_policy=str(table.hit_policy),
        matched=decision.matched,
        outputs=to_plain(decision.outputs),
        rows=_rows(decision),
    )


def _table(session: Session, key: str) -> tuple[Table, int]:
    if key in LAW:
        law = law_table(session, key)
        return law.table, law.version
    bundle = newest_bundle(session)
    if f"{key}.dmn" not in bundle.files:
        raise NotFound("table.unknown", table=key)
    return tables_of(bundle, key), bundle.version


def _rows(decision: Decision) -> tuple[RulingRow, ...]:
    return tuple(
        RulingRow(
            row.number,
            {name: to_plain(value) for name, value in row.outputs.items()},
            dict(row.annotations),
        )
        for row in decision.rows
    )


def _read_facts(table: Table, facts: Mapping[str, object]) -> dict[str, object]:
    kinds = {column.expression.text: column.kind for column in table.inputs}
    wrong = {f"facts.{key}"[:80]: "unknown" for key in facts if key not in table.names}
    wrong |= {f"facts.{key}": "required" for key in sorted(table.names) if key not in facts}
    found: dict[str, object] = {}
    for key, value in facts.items():
        kind = kinds.get(key)
        try:
            found[key] = _fact(kind, value)
        except (TypeError, ValueError, ArithmeticError):
            wrong.setdefault(f"facts.{key}"[:80], WRONG.get(kind or "", "malformed"))
    if wrong:
        raise Invalid("decision.facts", fields=wrong)
    return found


def _fact(kind: str | None, value: object) -> object:
    """Return a JSON value as the language knows it.

    Raises:
        TypeError, ValueError, ArithmeticError: it is not of that kind.

    """
    if value is None or isinstance(value, bool):
        if isinstance(value, bool) and kind not in {None, "boolean"}:
            raise TypeError
        return value
    if isinstance(value, (int, float)):
        if kind not in {None, "number"}:
            raise TypeError
        return Decimal(str(value))
    if not isinstance(value, str) or kind in {"number", "boolean"}:
        raise TypeError
    return _text(kind, value)


def _text(kind: str | None, value: str) -> object:
    if kind == "date":
        return date.fromisoformat(value)
    if kind == "date and time":
        instant = datetime.fromisoformat(value)
        if instant.tzinfo is None:
            raise ValueError(value)
        return instant
    return value
