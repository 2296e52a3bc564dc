"""Hand-offs: a package out, a receipt back."""

from engine.usecases.handoffs import Package, receive_handoff, send_handoff
from webui.api.schemas.acts import PackageSchema, ReasonGivenSchema
from webui.api.schemas.pieces import Receipt, ReceiptSchema
from webui.api.section import Section
from webui.auth import actor, desk

bp = Section("api_handoffs", "Hand-offs")


@bp.acts("/cases/<code>/handoffs", ReceiptSchema, 201, takes=PackageSchema)
def send(code: str, given: Package) -> Receipt:
    """Send a case to another office or channel; ``id`` is the hand-off's.

    You hold the case until the receiver accepts.
    """
    return Receipt(code, send_handoff(desk(), actor(), code, given))


@bp.acts("/handoffs/<int:handoff_id>/accept", ReceiptSchema)
def accept(handoff_id: int) -> Receipt:
    """Sign for a case that was handed to your office: from now on your clocks run."""
    code = receive_handoff(desk(), actor(), handoff_id, accept=True)
    return Receipt(code, handoff_id)


@bp.acts("/handoffs/<int:handoff_id>/return", ReceiptSchema, takes=ReasonGivenSchema)
def send_back(handoff_id: int, given: str) -> Receipt:
    """Return a case that was handed to your office, with the reason."""
    code = receive_handoff(desk(), actor(), handoff_id, accept=False, reason=given)
    return Receipt(code, handoff_id)
