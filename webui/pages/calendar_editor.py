"""工作日历的改动: load a notice, set an office's days; first see what would move, then publish."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.queries.calendar import calendar_year, counted_version, known_years
from engine.queries.calendar_moves import changed_days, would_move
from engine.rules.errors import Conflict, Invalid, Stale
from engine.rules.notice import Notice
from engine.rules.notice_files import BIGGEST, read_year
from engine.storage.calendars import statutory_days
from engine.storage.proposed_days import Proposal, year_proposal
from engine.usecases.calendar_undoing import ask_again, undo_change
from engine.usecases.calendars import OfficeDays, YearLoad, publish_year, set_days
from webui import menu, notice_words, year_words
from webui.auth import actor, desk, lens
from webui.database import db
from webui.forms import EMPTY, Filled, back_to
from webui.gate import only_for
from webui.listing import place_choices, places
from webui.pages.calendar import change_page
from webui.translate import gettext

bp = Blueprint("calendar_editor", __name__, url_prefix="/calendar")
only_for(bp, menu.ADMINISTRATORS, hidden=True)
FIRST_YEAR, LAST_YEAR = 2020, 2099


def _year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Invalid("invalid", fields={"year": "out_of_range"})


def load_page(year: int, form: Filled = EMPTY, found: Notice | None = None) -> str:
    """Return the page that asks for a notice; *found* is one that has faults."""
    _year(year)
    return render_template(
        "calendar/load.html", year=year, form=form, found=found, in_words=notice_words.in_words
    )


@bp.get("/<int:year>/load")
def load(year: int) -> str:
    """Ask for the notice of a year: a file or its text."""
    return load_page(year)


@bp.post("/<int:year>/load")
@back_to(load_page)
def preview(year: int) -> ResponseReturnValue:
    """Show what a notice would change and which limits it would move; nothing is written."""
    _year(year)
    found = _sent(year)
    source = request.form.get("source", "").strip() or found.number
    if found.faults:
        form = Filled(request.form, refused=True)
        return load_page(year, form, found), 422
    if not source:
        raise Invalid("calendar.source", fields={"source": "required"})
    proposal = Proposal(year=year_proposal(year, found.days, source))
    missing = [
        (day, each.name) for day, each in statutory_days(year).items() if day not in found.days
    ]
    return _previewed(
        _Preview(
            proposal,
            gettext("载入 %(year)d 年放假安排", year=year),
            url_for("calendar_editor.publish", year=year),
            url_for("calendar_editor.load", year=year),
            {"days": notice_words.table_of(found.days), "source": source},
        ),
        found=found,
        missing=missing,
        seen=counted_version(db.session(), lens()),
    )


def _sent(year: int) -> Notice:
    """Read what was sent: a file if there is one, else the text."""
    file = request.files.get("file")
    if file is not None and file.filename:
        return read_year(year, file.filename[:80], file.read(BIGGEST + 1))
    text = request.form.get("text", "")
    if not text.strip():
        raise Invalid("calendar.no_notice", fields={"text": "required"})
    return read_year(year, "", text.encode())


@bp.post("/<int:year>/publish")
@back_to(load_page, (Invalid, Stale, Conflict))
def publish(year: int) -> ResponseReturnValue:
    """Load the notice that was looked at."""
    _year(year)
    found = read_year(year, "", request.form.get("days", "").encode())
    if found.faults:
        raise Invalid("calendar.year_unreadable", year=year)
    sent = YearLoad(year, found.days, request.form.get("source", ""), request.form.get("seen", ""))
    change_id = publish_year(desk(), actor(), sent)
    flash(gettext("已载入，正在重算期限。"))
    return redirect(url_for("calendar.change", change_id=change_id), 303)


def edit_page(year: int, form: Filled = EMPTY) -> str:
    """Return the year in which an office's days are chosen."""
    offices = places()
    office_id = _office_id() or min((each.office_id for each in offices), default=None)
    grid = calendar_year(db.session(), lens(), year, office_id)
    return render_template(
        "calendar/edit.html",
        grid=grid,
        form=form,
        offices=place_choices(offices),
        words=year_words,
        says=notice_words,
        own=notice_words.own_days(grid.overrides, grid.office_id),
        chosen=frozenset(form.many("flip")),
        around=[each for each, _ in known_years(db.session()) if abs(each - year) == 1],
    )


@bp.get("/<int:year>/edit")
def edit(year: int) -> str:
    """Show a year to choose an office's days in."""
    return edit_page(year)


@bp.post("/<int:year>/days")
@back_to(edit_page)
def days(year: int) -> ResponseReturnValue:
    """Show what an office's days would move; nothing is written."""
    office_id, reason = _office_id(), request.form.get("reason", "").strip()
    answers = _flipped(year, office_id)
    if not answers or office_id is None:
        raise Invalid("calendar.no_days", fields={"days": "choose_days"})
    if not reason:
        raise Invalid("calendar.reason", fields={"reason": "required"})
    grid = calendar_year(db.session(), lens(), year, office_id)
    sets = [f"{day.isoformat()}:{_sign(works)}" for day, works in sorted(answers.items())]
    return _previewed(
        _Preview(
            Proposal(office_id=office_id, answers=answers),
            gettext("改动%(office)s的工作日", office=grid.office),
            url_for("calendar_editor.publish_days", year=year),
            url_for("calendar_editor.edit", year=year, office_id=office_id),
            {"office_id": str(office_id), "reason": reason, "sets": " ".join(sets)},
        ),
        seen=counted_version(db.session(), lens(), office_id),
    )


def _flipped(year: int, office_id: int | None) -> dict[date, bool | None]:
    """Return what the chosen days become: the other answer, or none of the office's own."""
    grid = calendar_year(db.session(), lens(), year, office_id)
    own = notice_words.own_days(grid.overrides, office_id)
    chosen = set(request.form.getlist("flip"))
    return {
        cell.day: None if cell.day in own else not cell.works
        for month in grid.months
        for cell in month
        if cell.day.isoformat() in chosen
    }


def _sign(works: bool | None) -> str:  # noqa: FBT001  # three answers
    return "nation" if works is None else "works" if works else "closed"


@bp.post("/<int:year>/days/publish")
@back_to(edit_page, (Invalid, Stale, Conflict))
def publish_days(year: int) -> ResponseReturnValue:
    """Set the days that were looked at."""
    signs = {"nation": None, "works": True, "closed": False}
    answers: dict[date, bool | None] = {}
    for each in request.form.get("sets", "").split():
        day, _, sign = each.partition(":")
        try:
            answers[date.fromisoformat(day)] = signs[sign]
        except (ValueError, KeyError) as error:
            raise Invalid("calendar.no_days", fields={"days": "choose_days"}) from error
    wanted = OfficeDays(
        _office_id() or 0, answers, request.form.get("reason", ""), request.form.get("seen", "")
    )
    change_id = set_days(desk(), actor(), wanted)
    flash(gettext("已保存，正在重算期限。"))
    return redirect(url_for("calendar.change", change_id=change_id), 303)


@dataclass(frozen=True, slots=True)
class _Preview:
    """What is proposed, what it is called, where it goes on and back, and what is sent on."""

    proposal: Proposal
    title: str
    action: str
    back: str
    kept: dict[str, str]


def _previewed(asked: _Preview, **more: object) -> str:
    session = db.session()
    return render_template(
        "calendar/preview.html",
        asked=asked,
        changed=changed_days(session, lens(), asked.proposal),
        moves=would_move(session, lens(), actor(), asked.proposal),
        words=notice_words,
        **more,
    )


def _undo_page(change_id: int, form: Filled = EMPTY) -> str:
    db.session().rollback()
    return change_page(change_id, form=form)


@bp.post("/changes/<int:change_id>/undo")
@back_to(_undo_page, (Invalid, Conflict))
def undo(change_id: int) -> ResponseReturnValue:
    """Take a change back."""
    new = undo_change(desk(), actor(), change_id, request.form.get("reason", ""))
    flash(gettext("已撤销，正在重算期限。"))
    return redirect(url_for("calendar.change", change_id=new), 303)


@bp.post("/changes/<int:change_id>/recount")
@back_to(_undo_page, (Conflict,))
def recount(change_id: int) -> ResponseReturnValue:
    """Work out once more what could not be worked out."""
    ask_again(desk(), actor(), change_id)
    return redirect(url_for("calendar.change", change_id=change_id), 303)


def _office_id() -> int | None:
    asked = request.values.get("office_id", "").strip()
    if not asked:
        return None
    if not asked.isdecimal() or len(asked) > 9:
        raise Invalid("invalid", fields={"office_id": "not_an_id"})
    return int(asked)
