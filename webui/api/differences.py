"""Drafts and published sets: what differs."""

from engine.queries.comparisons import comparison, forerunner
from webui.api.schemas.differences import AgainstSchema, DifferencesSchema, told
from webui.api.section import Section
from webui.auth import actor
from webui.database import db

bp = Section("api_differences", "Procedures")


@bp.reads("/bundles/<int:draft_id>/differences", DifferencesSchema, asks=AgainstSchema)
def list_differences(draft_id: int, asked: str) -> dict[str, object]:
    """List everything a draft changes, in codes and in words.

    Nothing differs without being listed; `apart` marks what no case would notice.
    """
    session = db.session()
    left = asked or forerunner(session, actor(), draft_id)
    return told(comparison(session, actor(), left, f"draft:{draft_id}"))
