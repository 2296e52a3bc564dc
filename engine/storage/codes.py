"""Code tables as they stand: what comes with the program, and what an office changed of it."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.rules.codes import KINDS, Code, shipped
from engine.storage.models import CodeRow
from engine.storage.reading import ask

CODES = select(
    CodeRow.kind,
    CodeRow.code,
    CodeRow.zh,
    CodeRow.en,
    CodeRow.position,
    CodeRow.shipped,
    CodeRow.retired_at.is_not(None),
)


def all_codes(session: Session) -> Mapping[str, tuple[Code, ...]]:
    """Return every code table by its name, each in its order; one statement."""
    return _tables(tuple(ask(session, CODES)))


@lru_cache(maxsize=8)
def _tables(lines: tuple[tuple[Any, ...], ...]) -> Mapping[str, tuple[Code, ...]]:
    """Nearly every page reads them, and they hardly ever change."""
    codes = [
        Code(kind, code, zh, en, position, bool(ours), bool(retired))
        for kind, code, zh, en, position, ours, retired in lines
    ]
    return {kind: _merged(kind, (code for code in codes if code.kind == kind)) for kind in KINDS}


def codes_of(session: Session, kind: str) -> tuple[Code, ...]:
    """Return one table in its order, retired codes among the others."""
    rows = session.scalars(select(CodeRow).where(CodeRow.kind == kind))
    return _merged(kind, map(_code, rows))


def state_of(session: Session, kind: str) -> str:
    """Return what changes with every change of a table, for those who read it before changing."""
    query = select(func.count(), func.coalesce(func.sum(CodeRow.version), 0))
    count, versions = session.execute(query.where(CodeRow.kind == kind)).one()
    return f"{count}.{versions}"


def fault_of(session: Session, kind: str, code: object, kept: str | None = None) -> str | None:
    """Return why *code* may not be chosen: ``unknown_option``, ``retired_option``; None if it may.

    *kept* is what stands on record already and may stay, retired or not.
    """
    if code == kept:
        return None
    found = next((each for each in codes_of(session, kind) if each.code == code), None)
    if found is None:
        return "unknown_option"
    return "retired_option" if found.retired else None


def faults_of(session: Session, given: Mapping[str, object]) -> dict[str, str]:
    """Return table → code of what is wrong, for a new case; one statement for all tables."""
    known = all_codes(session)
    wrong: dict[str, str] = {}
    for kind, code in given.items():
        found = next((each for each in known[kind] if each.code == code), None)
        if found is None or found.retired:
            wrong[kind] = "retired_option" if found else "unknown_option"
    return wrong


def _code(row: CodeRow) -> Code:
    retired = row.retired_at is not None
    return Code(row.kind, row.code, row.zh, row.en, row.position, row.shipped, retired)


def _merged(kind: str, changed: Iterable[Code]) -> tuple[Code, ...]:
    found = {each.code: each for each in shipped(kind)} | {each.code: each for each in changed}
    return tuple(sorted(found.values(), key=lambda each: (each.position, each.code)))
