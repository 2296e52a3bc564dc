"""Code tables as they stand: what comes with the program, and what an office changed of it."""

from collections.abc import Iterable, Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.rules.codes import KINDS, Code, shipped
from engine.storage.models import CodeRow


def all_codes(session: Session) -> dict[str, tuple[Code, ...]]:
    """Return every code table by its name, each in its order; one statement."""
    rows = session.scalars(select(CodeRow).execution_options(autoflush=False)).all()
    return {kind: _merged(kind, (row for row in rows if row.kind == kind)) for kind in KINDS}


def codes_of(session: Session, kind: str) -> tuple[Code, ...]:
    """Return one table in its order, retired codes among the others."""
    return _merged(kind, session.scalars(select(CodeRow).where(CodeRow.kind == kind)))


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


def _merged(kind: str, rows: Iterable[CodeRow]) -> tuple[Code, ...]:
    found = {each.code: each for each in shipped(kind)}
    for row in rows:
        found[row.code] = Code(
            kind, row.code, row.zh, row.en, row.position, row.shipped, row.retired_at is not None
        )
    return tuple(sorted(found.values(), key=lambda each: (each.position, each.code)))
