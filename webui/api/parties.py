"""Parties: the numbers of one, in full, for a reason that goes on record."""

from engine.usecases.revealing import Revealed, reveal_party
from webui.api.schemas.parties import RevealedSchema, WhySchema
from webui.api.section import Section
from webui.auth import actor, desk

bp = Section("api_parties", "Parties")


@bp.acts("/cases/<code>/parties/<int:party_id>/reveal", RevealedSchema, takes=WhySchema)
def reveal(code: str, party_id: int, given: str) -> Revealed:
    """Show the numbers of a party in full; that you saw them, and why, goes on record.

    Every other answer shows them masked. This one is not to be kept (``no-store``).
    """
    return reveal_party(desk(), actor(), code, party_id, given)
