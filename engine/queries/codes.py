"""Code tables as their page shows them: codes, cases that carry them, changes, gaps in tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.feel import FeelError, UnaryTest, read_dmn
from engine.queries.gathering import user_names
from engine.rules.codes import CATEGORY, KINDS, SOURCE, Code
from engine.rules.errors import NotFound
from engine.rules.permissions import Action, Actor, Place, may
from engine.storage.codes import all_codes, codes_of, state_of
from engine.storage.models import CareChangeRow, CaseRow
from engine.storage.published import newest_bundle

CARE = "code"
ASKED_BY = {CATEGORY: ("route.dmn", "score.dmn"), SOURCE: ("route.dmn", "score.dmn")}
_COLUMNS = {"category": CaseRow.category, "source": CaseRow.source, "outcome": CaseRow.outcome}


@dataclass(frozen=True, slots=True)
class CodeLine:
    """A code and how many cases carry it; ``unmet``: no row of a table is made for it."""

    code: Code
    cases: int
    unmet: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CodeTable:
    """One table in its order; ``state`` goes with every change back to the use case."""

    kind: str
    state: str
    lines: tuple[CodeLine, ...]


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change of a table: what stood before and after, by code; ``by`` None: the operator."""

    change_id: int
    before: Mapping[str, Mapping[str, object]]
    after: Mapping[str, Mapping[str, object]]
    reason: str
    by: str | None
    at: datetime
    undoes: int | None


def code_tables(session: Session) -> Mapping[str, tuple[Code, ...]]:
    """Return every code table by name, in order: words are for everybody."""
    return all_codes(session)


def code_table(session: Session, actor: Actor, kind: str) -> CodeTable:
    """Return a table with the number of cases that carry each code.

    Raises:
        NotFound: ``page.unknown``: no such table, or not for this person.

    """
    _require(actor, kind)
    column = _COLUMNS[kind]
    counted = session.execute(select(column, func.count()).group_by(column))
    cases: dict[str | None, int] = {code: count for code, count in counted}
    codes = codes_of(session, kind)
    unmet = _unmet(session, kind, [each.code for each in codes if not each.shipped])
    lines = (CodeLine(each, cases.get(each.code, 0), unmet.get(each.code, ())) for each in codes)
    return CodeTable(kind, state_of(session, kind), tuple(lines))


def code_changes(
    session: Session, actor: Actor, kind: str, most: int = 50
) -> tuple[ChangeLine, ...]:
    """Return the last *most* changes of a table, newest first.

    Raises:
        NotFound: as ``code_table``.

    """
    _require(actor, kind)
    query = (
        select(CareChangeRow)
        .where(CareChangeRow.kind == CARE, CareChangeRow.subject == kind)
        .order_by(CareChangeRow.id.desc())
        .limit(most)
    )
    rows = session.scalars(query).all()
    names = user_names(session, (row.changed_by for row in rows))
    return tuple(
        ChangeLine(
            change_id=row.id,
            before=row.before,
            after=row.after,
            reason=row.reason,
            by=names.get(row.changed_by or 0),
            at=row.changed_at,
            undoes=row.undoes_id,
        )
        for row in rows
    )


def _unmet(session: Session, kind: str, own: list[str]) -> dict[str, tuple[str, ...]]:
    """Return, for codes of one's own, the tables that ask for the kind without a row for them."""
    if not own:
        return {}
    found: dict[str, tuple[str, ...]] = {}
    try:
        files = newest_bundle(session).files
    except NotFound:
        return {}
    for path in ASKED_BY.get(kind, ()):
        try:
            table = read_dmn(files[path], path)
        except (KeyError, FeelError):
            continue
        places = [at for at, column in enumerate(table.inputs) if column.expression.names == {kind}]
        tests = [row.tests[at] for row in table.rules for at in places]
        said = [test for test in tests if test.text.strip() not in {"", "-"}]
        for code in own if places else ():
            if not any(_holds(test, code) for test in said):
                found[code] = (*found.get(code, ()), table.name or table.key)
    return found


def _holds(test: UnaryTest, code: str) -> bool:
    try:
        return test.test(code, {})
    except FeelError:
        return False


def _require(actor: Actor, kind: str) -> None:
    if kind not in KINDS or not may(actor, Action.CARE_FOR_TABLES, Place()):
        raise NotFound("page.unknown")
