"""Working a time limit out, or asking a table, for whoever wants to know: nothing is written.

Without a database the shipped law tables and the published national calendar answer, so that
somebody who has only just installed the program can try it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

import chinese_calendar.constants as official
from sqlalchemy import select

from engine.desk import Desk
from engine.feel import Decision, Table, compile_expression
from engine.feel.errors import FeelError
from engine.resources import shipped_workflows
from engine.rules.calendar import WorkCalendar, local_day
from engine.rules.deadline_rule import DeadlineRule
from engine.rules.deadlines import Computed, Extension, Pause, compute
from engine.rules.errors import Conflict, NotFound
from engine.storage import calendars
from engine.storage.models import OfficeRow
from engine.storage.published import LAW_FOLDER, law_table, newest_bundle
from engine.usecases.decisions import table_of
from engine.usecases.law import rule_in
from engine.workflow import Bundle, read_folder

LAW_TABLES = ("deadlines", "warnings", "ladder", "points", "sanctions")


@dataclass(frozen=True, slots=True)
class Question:
    """Which limit, from when (a day, or an aware instant), and what has happened since.

    ``extensions`` are lengths in the rule's own unit; ``office`` is a code, None the nation.
    """

    rule: str
    start: date | datetime
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[int, ...] = ()
    office: str | None = None


@dataclass(frozen=True, slots=True)
class Reckoned:
    """The answer, with the rule and the calendar it was worked out by."""

    rule: DeadlineRule
    computed: Computed
    calendar: WorkCalendar


def reckon(desk: Desk | None, asked: Question) -> Reckoned:
    """Work a time limit out under the law in force on the day it starts.

    Raises:
        NotFound: ``rule.unknown``, ``office.unknown``. Conflict: ``schema.missing`` for an
            office without a database. Invalid: as ``engine.rules.deadlines.compute``.

    """
    return reckon_in(find_table(desk, "deadlines"), desk, asked)


def reckon_in(table: Table, desk: Desk | None, asked: Question) -> Reckoned:
    """Work a time limit out as *table* states it, which may be no more than a draft.

    Raises:
        As ``reckon``.

    """
    start_on = local_day(asked.start) if isinstance(asked.start, datetime) else asked.start
    rule = rule_in(table, asked.rule, start_on)
    calendar = _calendar(desk, asked.office)
    granted = [Extension(length, start_on) for length in asked.extensions]
    return Reckoned(rule, compute(rule, asked.start, calendar, asked.pauses, granted), calendar)


def find_table(desk: Desk | None, name: str) -> Table:
    """Return the table of that name in force: a law table, or one of the newest bundle.

    Raises:
        NotFound: ``table.unknown``.

    """
    if desk is None:
        return table_of(_shipped(), f"{LAW_FOLDER}{name}" if name in LAW_TABLES else name)
    with desk.read() as session:
        if name in LAW_TABLES:
            return law_table(session, name).table
        return table_of(newest_bundle(session), name)


def table_names(desk: Desk | None) -> tuple[str, ...]:
    """Return the names of all tables one can ask."""
    if desk is None:
        files = _shipped().files
    else:
        with desk.read() as session:
            files = newest_bundle(session).files
    own = {path.removesuffix(".dmn") for path in files if path.endswith(".dmn") and "/" not in path}
    return tuple(sorted(own | set(LAW_TABLES)))


def ask(desk: Desk | None, name: str, words: Mapping[str, str]) -> Decision:
    """Ask table *name*; *words* are facts as somebody types them.

    A word becomes what its column wants; where no column says, it is read as FEEL, else as text.

    Raises:
        NotFound: ``table.unknown``.
        FeelError: a fact is missing or of the wrong kind.

    """
    table = find_table(desk, name)
    kinds = {
        next(iter(column.expression.names)): column.kind
        for column in table.inputs
        if len(column.expression.names) == 1
    }
    return table.decide({key: _value(word, kinds.get(key)) for key, word in words.items()})


def unknown_facts(desk: Desk | None, name: str, keys: Iterable[str]) -> tuple[str, ...]:
    """Return which of *keys* the table never looks at, in the order given.

    Raises:
        NotFound: ``table.unknown``.

    """
    known = set(known_facts(desk, name))
    return tuple(key for key in keys if key not in known)


def known_facts(desk: Desk | None, name: str) -> tuple[str, ...]:
    """Return the facts a table looks at, column by column.

    Raises:
        NotFound: ``table.unknown``.

    """
    columns = find_table(desk, name).inputs
    names = (fact for column in columns for fact in sorted(column.expression.names))
    return tuple(dict.fromkeys(names))


def _value(word: str, kind: str | None) -> object:
    if kind == "string" and not word.startswith('"') and word != "null":
        return word  # 02 is a category here, not the number 2
    if kind == "date" and word != "null" and "(" not in word:
        return _day(word)
    try:
        return compile_expression(word).evaluate({})
    except FeelError:
        return word


def _day(word: str) -> object:
    try:
        return date.fromisoformat(word)
    except ValueError:
        return word


@cache
def _shipped() -> Bundle:
    """Return what this release ships with, law tables included."""
    return Bundle.of(read_folder(shipped_workflows()))


@cache
def published_calendar() -> WorkCalendar:
    """Return the national calendar as it was published, with provisional years after it."""
    years = range(
        min(day.year for day in official.holidays), max(day.year for day in official.holidays) + 1
    )
    days = {day: each for year in years for day, each in calendars.official_days(year).items()}
    for year in range(years.stop, years.stop + calendars.YEARS_AHEAD):
        days |= calendars.statutory_days(year)
    return WorkCalendar(days, frozenset(years), "published")


def _calendar(desk: Desk | None, office: str | None) -> WorkCalendar:
    if desk is None:
        if office is not None:
            raise Conflict("schema.missing")
        return published_calendar()
    with desk.read() as session:
        row = session.scalar(select(OfficeRow).where(OfficeRow.code == office)) if office else None
        if office and row is None:
            raise NotFound("office.unknown", office=office)
        return desk.calendar(session, row)
