"""Runs on trial as their page and programs show them. No case is behind any of this."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.queries.diagrams import Diagram, diagrams_of, family
from engine.queries.drafts import require_reader
from engine.queries.gathering import user_names
from engine.rules.errors import NotFound
from engine.rules.permissions import Actor
from engine.storage.models import TrialRunRow
from engine.storage.trial_sets import Subject, played
from engine.workflow import Form, read_form


@dataclass(frozen=True, slots=True)
class RunLine:
    """One run in a list; ``at`` is what its clock shows, ``acts`` counts those after the start."""

    run_id: int
    subject: Subject
    process_id: str
    status: str
    at: datetime
    began_at: datetime
    acts: int
    run_by: str | None
    mine: bool
    started_at: datetime


@dataclass(frozen=True, slots=True)
class RunStep:
    """A step that waits: the ``nth`` open one of its element. ``routing`` are the values there."""

    element: str
    nth: int
    name: str
    name_en: str
    role: str
    office: str
    form: Form | None
    status: str | None
    routing: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class RunClockLine:
    """A clock of a run; ``row`` is the rule it runs under, as the law table states it."""

    rule: str
    row: Mapping[str, Any]
    element: str | None
    colour: str
    started_at: datetime
    due_on: date | None
    due_at: datetime | None
    fires: bool
    fired_at: datetime | None
    ended_at: datetime | None
    met: bool
    provisional: bool


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that came of an act: ``what`` is a word, ``facts`` are its particulars."""

    what: str
    at: datetime
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RunEntry:
    """One act of a run and what came of it; ``at`` is when it was over by the run's clock."""

    number: int
    act: Mapping[str, Any]
    at: datetime
    happened: tuple[Happened, ...]
    walked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RunView:
    """A run, ready to be shown. ``version`` goes back with each act."""

    line: RunLine
    version: int
    finished: bool
    steps: tuple[RunStep, ...]
    clocks: tuple[RunClockLine, ...]
    waits: tuple[str, ...]
    routing: Mapping[str, object]
    case_status: str | None
    log: tuple[RunEntry, ...]
    diagrams: tuple[Diagram, ...]

    @property
    def walked(self) -> tuple[str, ...]:
        """Elements and flows walked so far, in order."""
        return tuple(each for entry in self.log for each in entry.walked)

    @property
    def next_due(self) -> datetime | None:
        """When the next clock runs out."""
        due = [
            clock.due_at
            for clock in self.clocks
            if clock.ended_at is None and clock.fired_at is None and clock.due_at
        ]
        return min(due, default=None)


def run_lines(
    session: Session, actor: Actor, subject: Subject, limit: int = 30
) -> tuple[RunLine, ...]:
    """Return the newest runs of a draft or of a version, the newest first.

    Raises:
        NotFound: ``page.unknown``.

    """
    require_reader(actor)
    query = select(TrialRunRow).order_by(TrialRunRow.id.desc()).limit(limit)
    if subject.draft_id is not None:
        query = query.where(TrialRunRow.draft_id == subject.draft_id)
    else:
        only = TrialRunRow.bundle_version == subject.version
        query = query.where(TrialRunRow.draft_id.is_(None), only)
    rows = session.scalars(query).all()
    names = user_names(session, (row.run_by for row in rows))
    return tuple(_line(row, names, actor) for row in rows)


def run_view(session: Session, actor: Actor, run_id: int) -> RunView:
    """Return one run.

    Raises:
        NotFound: ``page.unknown``, ``trial.unknown``.

    """
    require_reader(actor)
    row = session.get(TrialRunRow, run_id)
    if row is None:
        raise NotFound("trial.unknown")
    files = played(session, Subject(row.draft_id, row.revision, row.bundle_version))
    diagrams = diagrams_of(files.bundle)
    newest = row.log[-1]
    stands = newest["stands"]
    return RunView(
        line=_line(row, user_names(session, [row.run_by]), actor),
        version=row.version,
        finished=bool(stands["finished"]),
        steps=tuple(_step(each, files.bundle.files, diagrams) for each in stands["tasks"]),
        clocks=tuple(_clock(each) for each in row.clocks),
        waits=tuple(stands["waits"]),
        routing=stands["routing"],
        case_status=newest["facts"]["status"],
        log=tuple(_entry(number, each) for number, each in enumerate(row.log)),
        diagrams=family(diagrams, row.process_id),
    )


def _line(row: TrialRunRow, names: Mapping[int, str], actor: Actor) -> RunLine:
    return RunLine(
        run_id=row.id,
        subject=Subject(row.draft_id, row.revision, row.bundle_version),
        process_id=row.process_id,
        status=row.status,
        at=row.at,
        began_at=row.began_at,
        acts=len(row.log) - 1,
        run_by=names.get(row.run_by),
        mine=row.run_by == actor.user_id,
        started_at=row.started_at,
    )


def _step(
    kept: Mapping[str, Any], files: Mapping[str, bytes], diagrams: Mapping[str, Diagram]
) -> RunStep:
    path = f"forms/{kept['form']}.json"
    english = (each.names.get(kept["element"], ("", ""))[1] for each in diagrams.values())
    return RunStep(
        element=kept["element"],
        nth=kept["nth"],
        name=kept["name"],
        name_en=next(filter(None, english), ""),
        role=kept["role"] or "",
        office=kept["office"] or "holder",
        form=read_form(files[path], path) if path in files else None,
        status=kept["status"],
        routing=kept["routing"],
    )


def _clock(kept: Mapping[str, Any]) -> RunClockLine:
    return RunClockLine(
        rule=kept["rule"],
        row=kept["row"],
        element=kept["element"],
        colour=kept["colour"],
        started_at=datetime.fromisoformat(kept["started_at"]),
        due_on=date.fromisoformat(kept["due_on"]) if kept["due_on"] else None,
        due_at=_instant(kept["due_at"]),
        fires=kept["fires"],
        fired_at=_instant(kept["fired_at"]),
        ended_at=_instant(kept["ended_at"]),
        met=kept["met"],
        provisional=kept["provisional"],
    )


def _entry(number: int, kept: Mapping[str, Any]) -> RunEntry:
    own = {"what", "at"}
    happened = tuple(
        Happened(
            each["what"],
            datetime.fromisoformat(each["at"]),
            {key: value for key, value in each.items() if key not in own},
        )
        for each in kept["happened"]
    )
    at = datetime.fromisoformat(kept["at"])
    return RunEntry(number, kept["act"], at, happened, tuple(kept["walked"]))


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
