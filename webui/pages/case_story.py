"""A case's story: 时间线 in sentences by day, 日志 with every event as it was recorded."""

from flask import Blueprint, request

from engine.queries.chain import positions_of
from engine.queries.paging import Turn
from engine.queries.timeline import GROUPS, case_log, timeline
from engine.rules import events
from webui.auth import actor
from webui.case_frame import render_tab
from webui.database import KeyPagination, db
from webui.story import by_day, facts_of, group_links, sentence_of

bp = Blueprint("case_story", __name__, url_prefix="/cases/<code>")
bp.add_app_template_global(sentence_of)


@bp.get("/timeline", endpoint="timeline")
def show_timeline(code: str) -> str:
    """Show what people care about, the latest first, by day."""
    group = request.args.get("group", "")
    groups = [group] if group in GROUPS else []  # an address may be old; the story stays
    turn = Turn(request.args.get("cursor"))
    page = KeyPagination(timeline(db.session(), actor(), code, groups, turn))
    links = group_links(code, groups)
    days = by_day(page.items)
    return render_tab(
        code, "timeline", "case_story/timeline.html", page=page, days=days, links=links
    )


@bp.get("/log")
def log(code: str) -> str:
    """Show every event as it was recorded, the latest first."""
    kind = request.args.get("kind", "")
    kinds = [kind] if kind in events.__all__ else []
    turn = Turn(request.args.get("cursor"))
    page = KeyPagination(case_log(db.session(), actor(), code, kinds, turn))
    places = positions_of(db.session(), [line.event_id for line in page.items])
    return render_tab(
        code,
        "log",
        "case_story/log.html",
        page=page,
        kind="".join(kinds),
        facts_of=facts_of,
        places=places,
    )
