"""工作日历: a year of working days, for the nation or as one office counts."""

from flask import Blueprint, render_template, request

from engine.queries.calendar import calendar_year, known_years
from engine.queries.offices import office_lines
from engine.rules.errors import Invalid
from webui import year_words
from webui.auth import actor, lens
from webui.database import db
from webui.frame import today
from webui.listing import place_choices

bp = Blueprint("calendar", __name__)


@bp.get("/calendar")
@bp.get("/calendar/<int:year>")
def show(year: int = 0) -> str:
    """Show a year; without one, this year."""
    year, office_id = year or today().year, _office_id()
    grid = calendar_year(db.session(), lens(), year, office_id)
    return render_template(
        "calendar/show.html",
        grid=grid,
        years=known_years(db.session()),
        offices=place_choices(office_lines(db.session(), actor())),
        words=year_words,
        special=year_words.special(grid.months),
    )


def _office_id() -> int | None:
    asked = request.args.get("office_id", "").strip()
    if not asked:
        return None
    if not asked.isdecimal() or len(asked) > 9:
        raise Invalid("invalid", fields={"office_id": "not_an_id"})
    return int(asked)
