"""Clocks that have turned yellow, orange or red."""

from engine.queries.lens import lens_of
from engine.queries.paging import Page, Turn
from engine.queries.told import ToldLine, code_of, told_lines
from engine.queries.warnings import WarningLine, warning_lines
from engine.usecases.acknowledging import acknowledge
from webui.api.schemas.pieces import Receipt, ReceiptSchema
from webui.api.schemas.warnings import (
    KnownSchema,
    ToldListSchema,
    ToldPageSchema,
    WarningListSchema,
    WarningPageSchema,
)
from webui.api.section import Section
from webui.auth import actor, desk
from webui.database import db

bp = Section("api_warnings", "Warnings")


@bp.reads("/warnings", WarningPageSchema, asks=WarningListSchema)
def list_warnings(asked: tuple[tuple[str, ...], Turn]) -> Page[WarningLine]:
    """List the clocks that warn, in cases you may know of, the least time left first."""
    return warning_lines(db.session(), actor(), lens_of(desk()), *asked)


@bp.reads("/warnings/told", ToldPageSchema, asks=ToldListSchema)
def list_told(asked: tuple[str, Turn]) -> Page[ToldLine]:
    """List whom a warning was told: one's own to acknowledge, or others' in one's offices."""
    return told_lines(db.session(), actor(), lens_of(desk()), *asked)


@bp.acts("/warnings/<int:warning_id>/acknowledge", ReceiptSchema, takes=KnownSchema)
def known(warning_id: int, given: str) -> Receipt:
    """Say that one knows of a warning: it is not repeated any more."""
    acknowledge(desk(), actor(), [warning_id], given)
    return Receipt(code_of(db.session(), actor(), warning_id), warning_id)
