"""Clocks that have turned yellow, orange or red."""

from engine.queries.lens import lens_of
from engine.queries.paging import Page, Turn
from engine.queries.warnings import WarningLine, warning_lines
from webui.api.schemas.warnings import WarningListSchema, WarningPageSchema
from webui.api.section import Section
from webui.auth import actor, desk
from webui.database import db

bp = Section("api_warnings", "Warnings")


@bp.reads("/warnings", WarningPageSchema, asks=WarningListSchema)
def list_warnings(asked: tuple[tuple[str, ...], Turn]) -> Page[WarningLine]:
    """List the clocks that warn, in cases you may know of, the least time left first."""
    return warning_lines(db.session(), actor(), lens_of(desk()), *asked)
