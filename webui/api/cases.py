"""Cases: the list, the case, its log, clocks, steps and procedures; putting one on record."""

from flask import url_for

from engine.queries.cases import CaseLine, case_lines
from engine.queries.clocks_view import ClockView, case_clocks
from engine.queries.filters import Filters
from engine.queries.graph import ProcessGraph, case_graph
from engine.queries.lens import lens_of
from engine.queries.overview import CaseOverview, case_overview
from engine.queries.paging import Page, Turn
from engine.queries.timeline import EventLine, case_log
from engine.queries.worklists import WorkLine
from engine.usecases.registration import NewCase, register_case
from webui.api.schemas.case_views import CasePageSchema, CaseSchema, EventPageSchema
from webui.api.schemas.cases import CaseListSchema, NewCaseSchema
from webui.api.schemas.deadlines import DeadlinesSchema
from webui.api.schemas.pieces import ListSchema
from webui.api.schemas.processes import ProcessesSchema
from webui.api.schemas.task_views import TaskListSchema
from webui.api.section import Section
from webui.auth import actor, desk
from webui.database import db

bp = Section("api_cases", "Cases")


@bp.reads("/cases", CasePageSchema, asks=CaseListSchema)
def list_cases(asked: tuple[tuple[Filters, str], Turn]) -> Page[CaseLine]:
    """List the cases you may know of."""
    return case_lines(db.session(), actor(), lens_of(desk()), *asked)


@bp.acts("/cases", CaseSchema, 201, takes=NewCaseSchema)
def register(given: NewCase) -> tuple[CaseOverview, int, dict[str, str]]:
    """Put a dispute on record; the answer is the case as it stands then.

    It is scored, graded and given a code; with a confirmed route it goes straight on its way.
    """
    code = register_case(desk(), actor(), given)
    where = url_for("api_cases.show_case", code=code)
    db.session().rollback()  # what is shown is read after the registration
    return case_overview(db.session(), actor(), lens_of(desk()), code), 201, {"Location": where}


@bp.reads("/cases/<code>", CaseSchema)
def show_case(code: str) -> CaseOverview:
    """Show a case: where it stands, who holds it, its open steps and running clocks."""
    return case_overview(db.session(), actor(), lens_of(desk()), code)


@bp.reads("/cases/<code>/events", EventPageSchema, asks=ListSchema)
def list_events(code: str, asked: Turn) -> Page[EventLine]:
    """List everything that happened to a case, the latest first."""
    return case_log(db.session(), actor(), code, turn=asked)


@bp.reads("/cases/<code>/deadlines", DeadlinesSchema)
def list_deadlines(code: str) -> dict[str, tuple[ClockView, ...]]:
    """List the clocks of a case, each with the arithmetic of its day."""
    return {"items": case_clocks(db.session(), actor(), lens_of(desk()), code)}


@bp.reads("/cases/<code>/tasks", TaskListSchema)
def list_steps(code: str) -> dict[str, tuple[WorkLine, ...]]:
    """List the open steps of a case, the most urgent first."""
    return {"items": case_overview(db.session(), actor(), lens_of(desk()), code).steps}


@bp.reads("/cases/<code>/diagram", ProcessesSchema)
def show_diagram(code: str) -> dict[str, tuple[ProcessGraph, ...]]:
    """Show the procedures of a case: the drawings (BPMN) with the path walked on them."""
    return {"processes": case_graph(db.session(), actor(), lens_of(desk()), code)}
