"""Steps: find one, see its form, claim it, finish it."""

from collections.abc import Mapping

from engine.queries.filters import Filters
from engine.queries.lens import lens_of
from engine.queries.paging import Page, Turn
from engine.queries.step_form import StepForm, step_form
from engine.queries.worklists import WorkLine, work_lines
from engine.usecases.steps import assign_step, claim_step, complete_step, release_step
from webui.api.schemas.acts import AnswersSchema, AssignmentSchema, ReasonGivenSchema
from webui.api.schemas.pieces import Receipt, ReceiptSchema
from webui.api.schemas.task_form import TaskSchema
from webui.api.schemas.task_views import TaskPageSchema
from webui.api.schemas.tasks import QueueSchema
from webui.api.section import Section
from webui.auth import actor, desk
from webui.database import db

bp = Section("api_tasks", "Tasks")


@bp.reads("/tasks", TaskPageSchema, asks=QueueSchema)
def list_tasks(asked: tuple[tuple[str, Filters], Turn]) -> Page[WorkLine]:
    """List the steps of a queue: yours, those you could claim, or all in your offices."""
    return work_lines(db.session(), actor(), lens_of(desk()), *asked)


@bp.reads("/tasks/<int:task_id>", TaskSchema)
def show_task(task_id: int) -> StepForm:
    """Show a step with its form: each question with its kind, options and first value."""
    return step_form(db.session(), actor(), lens_of(desk()), task_id)


@bp.acts("/tasks/<int:task_id>/claim", ReceiptSchema)
def claim(task_id: int) -> Receipt:
    """Take a step upon yourself."""
    return Receipt(claim_step(desk(), actor(), task_id), task_id)


@bp.acts("/tasks/<int:task_id>/release", ReceiptSchema, takes=ReasonGivenSchema)
def release(task_id: int, given: str) -> Receipt:
    """Give a step back to the office."""
    return Receipt(release_step(desk(), actor(), task_id, given), task_id)


@bp.acts("/tasks/<int:task_id>/assign", ReceiptSchema, takes=AssignmentSchema)
def assign(task_id: int, given: int) -> Receipt:
    """Give a step to somebody of its office."""
    return Receipt(assign_step(desk(), actor(), task_id, given), task_id)


@bp.acts("/tasks/<int:task_id>/complete", ReceiptSchema, takes=AnswersSchema)
def complete(task_id: int, given: tuple[Mapping[str, object], int | None]) -> Receipt:
    """Finish a step with its answers; the case runs on.

    Sending it again answers 409 and changes nothing.
    """
    values, version = given
    return Receipt(complete_step(desk(), actor(), task_id, values, version), task_id)
