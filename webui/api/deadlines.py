"""Clocks: let them stand still, run again, or run longer."""

from datetime import date

from engine.usecases.clocks import Standstill, pause_clock, resume_clock
from engine.usecases.extensions import (
    MoreTime,
    approve_extension,
    ask_extension,
    refuse_extension,
)
from webui.api.schemas.acts import (
    ApprovalSchema,
    ExtensionSchema,
    PauseSchema,
    RefusalSchema,
    ResumeSchema,
)
from webui.api.schemas.pieces import Receipt, ReceiptSchema
from webui.api.section import Section
from webui.auth import actor, desk

bp = Section("api_deadlines", "Time limits")
CLOCK = "/cases/<code>/deadlines/<int:clock_id>"


@bp.acts(f"{CLOCK}/pause", ReceiptSchema, takes=PauseSchema)
def pause(code: str, clock_id: int, given: Standstill) -> Receipt:
    """Let a clock stand still from a day on, for example while an appraisal runs."""
    pause_clock(desk(), actor(), code, clock_id, given)
    return Receipt(code, clock_id)


@bp.acts(f"{CLOCK}/resume", ReceiptSchema, takes=ResumeSchema)
def resume(code: str, clock_id: int, given: date) -> Receipt:
    """Let a clock run again."""
    resume_clock(desk(), actor(), code, clock_id, given)
    return Receipt(code, clock_id)


@bp.acts(f"{CLOCK}/extend", ReceiptSchema, 201, takes=ExtensionSchema)
def extend(code: str, clock_id: int, given: MoreTime) -> Receipt:
    """Ask for more time; ``id`` is the request, which somebody has to decide about."""
    return Receipt(code, ask_extension(desk(), actor(), code, clock_id, given))


@bp.acts("/extensions/<int:extension_id>/approve", ReceiptSchema, takes=ApprovalSchema)
def approve(extension_id: int, given: str) -> Receipt:
    """Grant more time."""
    return Receipt(approve_extension(desk(), actor(), extension_id, given), extension_id)


@bp.acts("/extensions/<int:extension_id>/refuse", ReceiptSchema, takes=RefusalSchema)
def refuse(extension_id: int, given: str) -> Receipt:
    """Refuse more time."""
    return Receipt(refuse_extension(desk(), actor(), extension_id, given), extension_id)
