"""Runs on trial: procedures run without a case, on a clock of their own."""

from dataclasses import replace

from engine.queries.trial_runs import RunView, run_view
from engine.storage.trial_sets import Subject
from engine.usecases.trial_runs import Beginning, act_on_run, start_run, step_back
from engine.usecases.trying.acts import Act
from webui.api.schemas.runs import (
    RunClockSchema,
    RunMessageSchema,
    RunSchema,
    RunStartSchema,
    RunStepDoneSchema,
    Start,
)
from webui.api.section import Section
from webui.auth import actor, desk
from webui.database import db

bp = Section("api_runs", "Trial runs")


@bp.acts("/bundles/<int:draft_id>/runs", RunSchema, 201, takes=RunStartSchema)
def run_bundle(draft_id: int, given: Start) -> RunView:
    """Run a draft without a case, as it is saved now; one that does not pass its checks is not.

    A draft of a law table runs with the procedures new cases use.
    """
    return _started(Subject(draft_id), given)


@bp.acts("/versions/<int:version>/runs", RunSchema, 201, takes=RunStartSchema)
def run_version(version: int, given: Start) -> RunView:
    """Run a published version without a case."""
    return _started(Subject(version=version), given)


@bp.reads("/runs/<int:run_id>", RunSchema)
def show_run(run_id: int) -> RunView:
    """Show where a run stands: open steps with their forms, clocks, values, and its log."""
    return _view(run_id)


@bp.acts("/runs/<int:run_id>/tasks/<element>/complete", RunSchema, takes=RunStepDoneSchema)
def complete_in_run(run_id: int, element: str, given: Act) -> RunView:
    """Finish a step of a run with its form's answers; the run goes on."""
    return _done(run_id, replace(given, element=element))


@bp.acts("/runs/<int:run_id>/clock", RunSchema, takes=RunClockSchema)
def move_clock_of_run(run_id: int, given: Act) -> RunView:
    """Move a run's own clock; what falls due on the way is done in order."""
    return _done(run_id, given)


@bp.acts("/runs/<int:run_id>/messages", RunSchema, takes=RunMessageSchema)
def send_to_run(run_id: int, given: Act) -> RunView:
    """Send a message to a run, as a use case would to a case's process."""
    return _done(run_id, given)


@bp.acts("/runs/<int:run_id>/back", RunSchema)
def step_back_in_run(run_id: int) -> RunView:
    """Take the last act of a run back."""
    step_back(desk(), actor(), run_id)
    return _view(run_id)


def _started(subject: Subject, start: Start) -> RunView:
    beginning = Beginning(subject, start.process, start.given, start.at)
    return _view(start_run(desk(), actor(), beginning))


def _done(run_id: int, act: Act) -> RunView:
    act_on_run(desk(), actor(), run_id, act)
    return _view(run_id)


def _view(run_id: int) -> RunView:
    db.session().rollback()  # what was just written is to be read
    return run_view(db.session(), actor(), run_id)
