"""Facts of a case that are put right, and what moves with them."""

from engine.queries.corrections import CorrectionLine, case_corrections
from engine.usecases.correction_checks import Correction
from engine.usecases.corrections import Corrected, correct_facts, preview_correction
from webui.api.schemas.corrections import CorrectedSchema, CorrectionSchema, CorrectionsSchema
from webui.api.section import Section
from webui.auth import actor, desk
from webui.database import db

bp = Section("api_corrections", "Corrections")


@bp.reads("/cases/<code>/corrections", CorrectionsSchema)
def list_corrections(code: str) -> dict[str, tuple[CorrectionLine, ...]]:
    """List what was put right about a case, the latest first."""
    return {"items": case_corrections(db.session(), actor(), code)}


@bp.acts("/cases/<code>/corrections/preview", CorrectedSchema, takes=CorrectionSchema)
def foresee_correction(code: str, given: Correction) -> Corrected:
    """Tell what a correction would change; nothing is written."""
    return preview_correction(desk(), actor(), code, given)


@bp.acts("/cases/<code>/corrections", CorrectedSchema, 201, takes=CorrectionSchema)
def correct_case(code: str, given: Correction) -> Corrected:
    """Put facts right: clocks, colours, grade and proposal follow in the same moment."""
    return correct_facts(desk(), actor(), code, given)
