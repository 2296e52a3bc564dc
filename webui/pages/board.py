"""预警看板: offices and colours, why a case is red, whether the sweep runs."""

from functools import partial

from flask import Blueprint, Response, render_template, request

from engine.queries import board as boards
from engine.queries.late import PERIODS, late_cases, trend
from engine.queries.paging import Turn
from engine.queries.pressing import FIGURES, behind, office_behind, pressing
from engine.queries.tallied import OFFICE
from engine.rules.errors import Invalid, NotFound
from engine.usecases.exporting import note_export
from webui import board_file, board_words, menu
from webui.addresses import LARGEST_ID
from webui.auth import actor, desk, lens, own_account
from webui.database import KeyPagination, db
from webui.filtering import Asked, read_asked
from webui.gate import only_for
from webui.standing_badge import rule_name
from webui.supervising import urging
from webui.translate import gettext
from webui.trend import charts

bp = Blueprint("board", __name__)
only_for(bp, menu.OVERSEERS)


@bp.get("/board")
def show() -> str:
    """Show the board by office, channel or rule; below it one colour's cases, each with why."""
    asked = read_asked(request.args)
    colour, by = _colour(asked), _grouping()
    page = boards.board(db.session(), actor(), lens(), by)
    period = _period()
    days = trend(db.session(), actor(), lens(), period)
    turn = Turn(asked.turn.cursor, 12)
    late = late_cases(db.session(), actor(), lens(), page.total.opens(colour), turn)
    return render_template(
        "board/show.html",
        board=page,
        area=page.area or own_account().office or "",
        sweep=board_words.sweep_of(page.ticks, desk().settings.tick_seconds),
        days=days,
        charts=charts(days),
        period=period,
        periods=PERIODS,
        kept=_kept(by, period),
        pressing=pressing(db.session(), actor(), lens()),
        figures=FIGURES,
        colour=colour,
        late=KeyPagination(late),
        lines=[board_words.late_words(row) for row in late.rows],
        urgeable=urging(row.case.code for row in late.rows) if colour == "red" else {},
        words=board_words,
        chosen=request.args.get("why", ""),
    )


def _colour(asked: Asked) -> str:
    """Return the colour whose cases are listed below the board."""
    colour = asked.one("colour") or "red"
    if colour not in board_words.WARNED:
        raise Invalid("invalid", fields={"colour": "unknown_option"})
    return colour


def _grouping() -> str:
    by = request.args.get("by") or OFFICE
    if by not in boards.BY:
        raise Invalid("invalid", fields={"by": "unknown_option"})
    return by


def _period() -> int:
    """Return how many working days the trend goes back."""
    asked = request.args.get("days") or str(PERIODS[0])
    for period in PERIODS:
        if asked == str(period):
            return period
    raise Invalid("invalid", fields={"days": "unknown_option"})


def _kept(by: str, period: int) -> dict[str, str | int]:
    """Return what the address keeps: all that is not as it is by default."""
    kept: dict[str, str | int] = {} if by == OFFICE else {"by": by}
    return kept if period == PERIODS[0] else {**kept, "days": period}


@bp.get("/board/behind")
def show_behind() -> str:
    """Show the warnings or supervision orders behind one number of one office."""
    office, figure = request.args.get("office", ""), request.args.get("figure", "")
    if not (office.isascii() and office.isdecimal() and int(office) <= LARGEST_ID):
        raise Invalid("invalid", fields={"office": "required"})
    turn = Turn(request.args.get("cursor"), 50)
    name = office_behind(db.session(), actor(), int(office))
    page = behind(db.session(), actor(), lens(), (int(office), figure), turn)
    return render_template(
        "board/behind.html",
        page=KeyPagination(page),
        office=int(office),
        name=name,
        figure=figure,
        rule_name=rule_name,
    )


@bp.get("/board.<form>")
def export(form: str) -> Response:
    """Return exactly the lines and numbers of the board as a file; that is put on record."""
    if form not in board_file.FORMS:
        raise NotFound("page.unknown")
    by, colour = _grouping(), _colour(read_asked(request.args))
    page = boards.board(db.session(), actor(), lens(), by)
    asked = db.session(), actor(), lens(), page.total.opens(colour)
    late = board_file.every(partial(late_cases, *asked))
    pressed = pressing(db.session(), actor(), lens())
    sections = board_file.sections_of(page, pressed, (colour, late))
    note_export(desk(), actor(), by, (form, sum(len(each.rows) for each in sections)))
    return board_file.file_of(sections, form)


@bp.get("/board/trend.<form>")
def export_trend(form: str) -> Response:
    """Return the numbers of the trend, of the period chosen, as a file; that is put on record."""
    if form not in board_file.FORMS:
        raise NotFound("page.unknown")
    period = _period()
    rows = board_file.trend_rows(trend(db.session(), actor(), lens(), period))
    note_export(desk(), actor(), f"trend-{period}", (form, len(rows)))
    section = board_file.Section(gettext("近 %(days)d 个工作日", days=period), rows, total=True)
    return board_file.file_of([section], form, f"trend-{period}")
