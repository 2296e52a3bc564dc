"""工作日历: a year of working days, for the nation or as one office counts; how it came about."""

from flask import Blueprint, Response, render_template, request

from engine.queries.calendar import YearGrid, calendar_year, known_years
from engine.queries.calendar_changes import change_lines, change_view
from engine.rules.errors import Invalid
from engine.rules.permissions import Action, Place, may
from webui import menu, notice_words, year_words
from webui.auth import actor, lens
from webui.database import db
from webui.frame import today
from webui.listing import place_choices, places
from webui.year_files import as_calendar, as_table

bp = Blueprint("calendar", __name__)


@bp.get("/calendar")
@bp.get("/calendar/<int:year>")
def show(year: int = 0) -> str:
    """Show a year; without one, this year."""
    year = year or today().year
    grid = grid_of(year)
    return render_template(
        "calendar/show.html",
        grid=grid,
        years=known_years(db.session()),
        offices=place_choices(places()),
        words=year_words,
        special=year_words.special(grid.months),
        changes=change_lines(db.session(), year, grid.office_id),
        cares=may(actor(), Action.CARE_FOR_TABLES, Place()),
    )


@bp.get("/calendar/<int:year>.csv")
def table(year: int) -> Response:
    """Return a year's days unlike a plain week as a table."""
    return as_table(grid_of(year))


@bp.get("/calendar/<int:year>.ics")
def calendar_file(year: int) -> Response:
    """Return the same for calendar programs."""
    return as_calendar(grid_of(year))


@bp.get("/calendar/changes/<int:change_id>")
def change(change_id: int) -> str:
    """Show one change: its days, the limits it moved as far as the reader may see, undoing it."""
    return change_page(change_id)


def change_page(change_id: int, **more: object) -> str:
    """Return a change's page; *more* is the form of a refused undo."""
    view = change_view(db.session(), actor(), change_id)
    return render_template(
        "calendar/change.html",
        view=view,
        line=view.line,
        moves=view.moves,
        words=notice_words,
        cares=may(actor(), Action.CARE_FOR_TABLES, Place()),
        follows=bool(menu.KEEPERS & actor().roles),
        **more,
    )


def grid_of(year: int) -> YearGrid:
    """Return the year asked for, as the office in the address counts it."""
    return calendar_year(db.session(), lens(), year, _office_id())


def _office_id() -> int | None:
    asked = request.args.get("office_id", "").strip()
    if not asked:
        return None
    if not asked.isdecimal() or len(asked) > 9:
        raise Invalid("invalid", fields={"office_id": "not_an_id"})
    return int(asked)
