"""What a diagram of a set may name: its processes, forms and tables, and the values they give.

Read from the files themselves, so that a draft offers what it holds now. A file that cannot be
read is left out: the checks say what is wrong with it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePosixPath

from lxml import etree
from sqlalchemy.orm import Session

from engine.feel import FeelError, Table, read_dmn
from engine.feel.xml import MarkupRefused, read_markup
from engine.rules.calendar import WorkCalendar
from engine.rules.deadline_rule import DeadlineRule, Unit, rule_from_row
from engine.rules.deadlines import Computed, compute
from engine.rules.errors import Invalid, NotFound
from engine.storage.published import law_table
from engine.workflow import Form, FormRefused, read_form
from engine.workflow.markup import BPMN, SPIFF


@dataclass(frozen=True, slots=True)
class DrawnProcess:
    """A process a call activity may run, and the file that draws it."""

    key: str
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """What an effect is given: its name and the FEEL text of its value."""

    key: str
    type: str
    value: str


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be picked in a diagram of one set of files.

    ``parameters`` are those each effect is given elsewhere in the set, by the effect's name;
    ``messages`` are the names the diagrams already wait for.
    """

    processes: tuple[DrawnProcess, ...]
    forms: tuple[Form, ...]
    tables: tuple[Table, ...]
    parameters: Mapping[str, tuple[Parameter, ...]]
    messages: frozenset[str]


def choices_of(files: Mapping[str, bytes]) -> Choices:
    """Return what the diagrams of *files* (path to bytes) may name."""
    drawn = [(path, root) for path, root in _diagrams(files)]
    processes = (
        DrawnProcess(node.get("id", ""), node.get("name", ""), path)
        for path, root in drawn
        for node in root.iterfind(f"{BPMN}process")
    )
    messages = {
        node.get("name", "") for _, root in drawn for node in root.iterfind(f"{BPMN}message")
    }
    return Choices(
        processes=tuple(processes),
        forms=tuple(_forms(files)),
        tables=tuple(_tables(files)),
        parameters=_parameters(root for _, root in drawn),
        messages=frozenset(messages - {""}),
    )


def _diagrams(files: Mapping[str, bytes]) -> Iterator[tuple[str, etree._Element]]:
    for path, content in sorted(files.items()):
        if path.endswith(".bpmn"):
            try:
                yield path, read_markup(content)
            except MarkupRefused:
                continue


def _forms(files: Mapping[str, bytes]) -> Iterator[Form]:
    for path, content in sorted(files.items()):
        if PurePosixPath(path).parent.name == "forms" and path.endswith(".json"):
            try:
                yield read_form(content, path)
            except FormRefused:
                continue


def _tables(files: Mapping[str, bytes]) -> Iterator[Table]:
    for path, content in sorted(files.items()):
        if path.endswith(".dmn"):
            try:
                yield read_dmn(content, path)
            except FeelError:
                continue


def _parameters(roots: Iterable[etree._Element]) -> Mapping[str, tuple[Parameter, ...]]:
    found: dict[str, tuple[Parameter, ...]] = {}
    for root in roots:
        for operator in root.iter(f"{SPIFF}serviceTaskOperator"):
            given = tuple(
                Parameter(node.get("id", ""), node.get("type", ""), node.get("value", ""))
                for node in operator.iter(f"{SPIFF}parameter")
            )
            found.setdefault(operator.get("id", "").removeprefix("effect/"), given)
    return found


def rules_for(session: Session, today: date) -> tuple[DeadlineRule, ...]:
    """Return every time limit in force today or later, each key once, in the table's order.

    Of several rows of one key the one in force today is given, else the next one.
    """
    found: dict[str, DeadlineRule] = {}
    for row in law_table(session, "deadlines").table.rules:
        if row.fixed is None:
            continue
        try:
            rule = rule_from_row(row.fixed.outputs)
        except Invalid:
            continue  # the checks of the law table say so
        if rule.effective_to is not None and rule.effective_to < today:
            continue
        if rule.effective_from is None or rule.effective_from <= today:
            found[rule.key] = rule
        else:
            found.setdefault(rule.key, rule)
    return tuple(found.values())


def due_if(
    session: Session, calendar: WorkCalendar, key: str, started: datetime | date
) -> tuple[DeadlineRule, Computed]:
    """Return a rule and when a clock of it would end, had it started then. Writes nothing.

    Raises:
        NotFound: ``rule.unknown``. Invalid: ``rule.named_by_case`` where the case itself names
            the day, and as ``compute``.

    """
    day = started.date() if isinstance(started, datetime) else started
    rule = next((each for each in rules_for(session, day) if each.key == key), None)
    if rule is None:
        raise NotFound("rule.unknown", rule=key, opened_on=day.isoformat())
    if rule.unit is Unit.DATE:
        raise Invalid("rule.named_by_case", rule=key)
    return rule, compute(rule, started, calendar)
