"""试运行: a draft or a published version run without a case, and nothing but the run is kept.

No case is read, nobody is told anything; what a diagram asks the office to do is only listed.
The run is worked out outside the transaction: a stranger's diagram may take seconds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from engine.desk import Desk
from engine.rules.errors import (
    Conflict,
    Invalid,
    ModelRefused,
    NotAllowed,
    NotFound,
    Stale,
)
from engine.rules.permissions import Actor
from engine.storage.models import TrialRunRow
from engine.storage.trial_sets import Played, Subject, played, settled
from engine.usecases.draft_guards import require_reader
from engine.usecases.publishing import findings
from engine.usecases.trying.acts import START, Act, check_act, read_act
from engine.usecases.trying.clocks import read_clock
from engine.usecases.trying.course import Course, begin, rerun
from engine.usecases.trying.given import given_for
from engine.usecases.trying.staging import explained, stage_of, standing
from engine.usecases.trying.told import read_facts
from engine.workflow.checks import ERROR

MAX_ACTS = 200
LONGEST = timedelta(days=3660)  # a run's clock from its beginning
RUNNING, FINISHED = "running", "finished"
Log = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a run begins with; ``given`` None: what such a process usually begins with.

    ``at`` (aware) is what the run's clock shows first, None: now.
    """

    subject: Subject
    process_id: str = "dispute"
    given: Mapping[str, object] | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Kept:
    """A run as it is kept, away from the database."""

    run_id: int
    files: Played
    process_id: str
    state: bytes
    at: datetime
    began_at: datetime
    clocks: list[Any]
    log: Log
    version: int


def start_run(desk: Desk, actor: Actor, beginning: Beginning) -> int:
    """Start a run; return its number.

    Raises:
        NotFound: ``page.unknown``, ``draft.unknown``, ``bundle.unknown``.
        ModelRefused: ``model.refused``: a draft with errors is not run.
        Invalid: ``trial.values``. Conflict: ``trial.fault``: it cannot start.

    """
    require_reader(actor)
    with desk.read() as session:
        subject = settled(session, beginning.subject)
        files = played(session, subject)
    if subject.draft_id is not None:
        _require_sound(files)
    given = beginning.given
    values = given_for(beginning.process_id) if given is None else dict(given)
    at = beginning.at or desk.now()
    check_act(Act(START, routing=values))
    with explained():
        course, entry = begin(stage_of(desk, files, beginning.process_id), values, at)
    return _store(desk, actor, (subject, beginning.process_id, at), course, [entry])


def act_on_run(desk: Desk, actor: Actor, run_id: int, act: Act, version: int | None = None) -> None:
    """Do one act to a run; *version* is what the person saw, None: whatever it is.

    Raises:
        NotFound: ``page.unknown``, ``trial.unknown``. NotAllowed: ``trial.others``.
        Stale: ``trial.changed``, ``trial.not_open``, ``trial.not_awaited``.
        Invalid: ``form.invalid``, ``trial.values``, ``trial.backwards``, ``clock.too_far``.
        Conflict: ``trial.over``,
            ``trial.too_long``, ``trial.nothing_due``, ``trial.fault``.

    """
    kept = _open(desk, actor, run_id)
    if version is not None and version != kept.version:
        raise Stale("trial.changed")
    check_act(act)
    if act.to is not None and act.to - kept.began_at > LONGEST:
        raise Invalid("clock.too_far", days=LONGEST.days)
    if len(kept.log) >= MAX_ACTS:
        raise Conflict("trial.too_long", limit=MAX_ACTS)
    with explained():
        course = _resumed(desk, kept)
        if course.position.finished:
            raise Conflict("trial.over")
        entry = course.perform(act)
    _keep(desk, actor, kept, course, [*kept.log, entry])


def step_back(desk: Desk, actor: Actor, run_id: int) -> None:
    """Take the last act of a run back: everything before it is done again.

    Raises:
        As ``act_on_run``; Conflict: ``trial.at_start``.

    """
    kept = _open(desk, actor, run_id)
    if len(kept.log) < 2:
        raise Conflict("trial.at_start")
    _again(desk, actor, kept, len(kept.log) - 1)


def restart_run(desk: Desk, actor: Actor, run_id: int) -> None:
    """Take every act of a run back.

    Raises:
        As ``act_on_run``.

    """
    kept = _open(desk, actor, run_id)
    _again(desk, actor, kept, 1)


def _require_sound(files: Played) -> None:
    errors = tuple(each for each in findings(files.whole) if each.level == ERROR)
    if errors:
        raise ModelRefused("model.refused", findings=errors, count=len(errors))


def _open(desk: Desk, actor: Actor, run_id: int) -> _Kept:
    require_reader(actor)
    with desk.read() as session:
        row = session.get(TrialRunRow, run_id)
        if row is None:
            raise NotFound("trial.unknown")
        if row.run_by != actor.user_id:
            raise NotAllowed("trial.others")
        subject = Subject(row.draft_id, row.revision, row.bundle_version)
        return _Kept(
            row.id,
            played(session, subject),
            row.process_id,
            bytes(row.state),
            row.at,
            row.began_at,
            list(row.clocks),
            list(row.log),
            row.version,
        )


def _resumed(desk: Desk, kept: _Kept) -> Course:
    stage = stage_of(desk, kept.files, kept.process_id)
    instance = stage.runner.resume(stage.bundle, kept.process_id, kept.state)
    clocks = [read_clock(each) for each in kept.clocks]
    return Course(stage, instance, kept.at, clocks, read_facts(kept.log[-1]["facts"]))


def _again(desk: Desk, actor: Actor, run: _Kept, acts: int) -> None:
    """Do only the first *acts* acts of a run again."""
    done = [read_act(entry["act"]) for entry in run.log[:acts]]
    with explained():
        course, log = rerun(stage_of(desk, run.files, run.process_id), run.began_at, done)
    _keep(desk, actor, run, course, log)


def _state_of(course: Course, log: Log) -> dict[str, Any]:
    """Return the columns that say where a run is; only the newest entry says where it stands."""
    lean = [{key: value for key, value in entry.items() if key != "stands"} for entry in log]
    lean[-1] = {**lean[-1], "stands": standing(course)}
    return {
        "status": FINISHED if course.position.finished else RUNNING,
        "state": course.instance.dump(),
        "at": course.at,
        "clocks": [clock.plain() for clock in course.clocks],
        "log": lean,
    }


def _store(
    desk: Desk, actor: Actor, what: tuple[Subject, str, datetime], course: Course, log: Log
) -> int:
    subject, process_id, began_at = what
    state = _state_of(course, log)
    with desk.work(actor) as work:
        row = TrialRunRow(
            draft_id=subject.draft_id,
            revision=subject.revision,
            bundle_version=subject.version,
            process_id=process_id,
            began_at=began_at,
            fault=None,
            run_by=actor.user_id,
            started_at=work.recorded_at,
            **state,
        )
        return work.add(row).id


def _keep(desk: Desk, actor: Actor, run: _Kept, course: Course, log: Log) -> None:
    state = _state_of(course, log)
    with desk.work(actor) as work:
        row = work.get(TrialRunRow, run.run_id, lock=True)
        if row.version != run.version:
            raise Stale("trial.changed")
        for column, value in state.items():
            setattr(row, column, value)
