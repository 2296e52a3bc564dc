"""期限: every clock of a case, why it ends on its day, what would be if; pause, resume, extend."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from engine.queries.acts import Act
from engine.queries.clock_trials import WhatIf, clock_picture, try_out
from engine.queries.clocks_view import ClockView, case_clocks
from engine.queries.grade_changes import grade_changes
from engine.queries.silences import silences_of
from engine.queries.told import told_of_case
from engine.rules.errors import Conflict, NotAllowed, NotFound
from engine.usecases.clocks import Standstill, pause_clock, resume_clock
from engine.usecases.extensions import MoreTime, ask_extension
from webui import clock_sheet
from webui.approval_words import article
from webui.auth import actor, desk, lens
from webui.case_frame import render_tab
from webui.clock_calendar import weeks
from webui.clock_forms import MoreTimeSchema, PauseSchema, ResumeSchema, TrialSchema
from webui.database import db
from webui.errors import invalid_of
from webui.event_sentences.words import WORDS
from webui.formatting import day, weekday
from webui.forms import EMPTY, Filled, back_to, refilled
from webui.frame import today
from webui.reckoning_words import named
from webui.standing_badge import rule_name
from webui.taken_back import taken_back
from webui.terms import term
from webui.translate import gettext, language_tag

bp = Blueprint("case_clocks", __name__, url_prefix="/cases/<code>/deadlines")
LONGEST_TRIAL = timedelta(days=732)


def _views(code: str) -> tuple[ClockView, ...]:
    return case_clocks(db.session(), actor(), lens(), code)


def _one(code: str, clock_id: int) -> ClockView:
    """Return one clock of a case.

    Raises:
        NotFound: ``case.unknown`` or ``clock.unknown``.

    """
    found = next((view for view in _views(code) if view.clock_id == clock_id), None)
    if found is None:
        raise NotFound("clock.unknown", clock=clock_id)
    return found


def _chosen(views: tuple[ClockView, ...]) -> ClockView | None:
    """Return the clock the address names, else the most urgent one."""
    asked = request.args.get("clock")
    if asked is None:
        return views[0] if views else None
    found = next((view for view in views if str(view.clock_id) == asked), None)
    if found is None:
        raise NotFound("clock.unknown", clock=asked)
    return found


@bp.get("")
def show(code: str) -> ResponseReturnValue:
    """Show every clock, and of one of them the arithmetic, the days and what would be if."""
    views = _views(code)
    chosen = _chosen(views)
    form, tried = _trial(code, chosen) if chosen else (EMPTY, "")
    picture = clock_picture(db.session(), actor(), lens(), code, chosen.clock_id) if chosen else ()
    page = render_tab(
        code,
        "deadlines",
        "case/deadlines.html",
        views=views,
        chosen=chosen,
        weeks=weeks(picture, today()),
        weekdays=[weekday(lens().today + timedelta(days=n - today().weekday())) for n in range(7)],
        form=form,
        tried=tried,
        words=clock_sheet,
        article=article,
        silences=silences_of(db.session(), actor(), lens(), code),
        told=told_of_case(db.session(), actor(), lens(), code),
        colour_word=lambda word: term("colour", word),
        taken_back=taken_back,
        rule_name=rule_name,
        graded=grade_changes(db.session(), actor(), code),
        grade_reason=lambda reason: str(WORDS["grade_reason"].get(reason, reason)),
        english=language_tag() == "en",
        iso_day=lambda text: day(date.fromisoformat(text), today()) if text else "—",
    )
    return page, 422 if form.refused else 200


def _trial(code: str, view: ClockView) -> tuple[Filled, str]:
    """Return the form of the trials as asked, and its answer in a sentence."""
    try:
        asked = TrialSchema().load(request.args)
    except ValidationError as error:
        return refilled(invalid_of(error), request.args), ""
    until = asked["to_on"]
    if asked["more"] is None and until is None:
        return EMPTY, ""
    if until is not None and until > today() + LONGEST_TRIAL:
        return Filled(request.args, {"to_on": gettext("最多试算两年以内")}, refused=True), ""
    from_on = today() if until and asked["more"] is None else None
    what = WhatIf(asked["more"], from_on, until if from_on else None)
    where = (code, view.clock_id)
    trial = try_out(db.session(), actor(), lens(), where, what)
    return Filled(request.args), clock_sheet.trial_sentence(view, what, trial)


def _form(code: str, view: ClockView, act: Act | None, template: str, form: Filled) -> str:
    """Return an act's form, with the reason in its place while it cannot be done.

    Raises:
        NotAllowed: the act is not for this person.
        Conflict: the clock has ended.

    """
    if view.ended_at is not None:
        raise Conflict("clock.ended", status=view.status)
    if act is None or not act.shown:
        raise NotAllowed("not_allowed")
    return render_tab(
        code,
        "deadlines",
        template,
        view=view,
        form=form,
        hindrance=clock_sheet.hindrance(act),
        words=clock_sheet,
        article=article,
        back=_address(code, view.clock_id),
    )


def _placed(form: Filled, key: str) -> Filled:
    """Return the form with a refusal that names no field at the field it is about."""
    if form.refused and not form.faults:
        return replace(form, faults={key: form.why})
    return form


def _address(code: str, clock_id: int) -> str:
    return url_for("case_clocks.show", code=code, clock=clock_id)


def _done(code: str, clock_id: int, said: str) -> ResponseReturnValue:
    flash(said)
    return redirect(_address(code, clock_id), 303)


def _question(name: str, field: str) -> Callable[..., str]:
    """Return the page that asks before an act; *field* bears a refusal that names none."""

    def ask(code: str, clock_id: int, form: Filled = EMPTY) -> str:
        view = _one(code, clock_id)
        act = getattr(view.acts, name) if view.acts else None
        return _form(code, view, act, f"case/{name}.html", _placed(form, field))

    bp.add_url_rule(f"/<int:clock_id>/{name}", f"ask_{name}", ask)
    return ask


_QUESTIONS = {
    "pause": _question("pause", "from_on"),
    "resume": _question("resume", "to_on"),
    "extend": _question("extend", "length"),
}


@bp.post("/<int:clock_id>/pause")
@back_to(_QUESTIONS["pause"])
def pause(code: str, clock_id: int) -> ResponseReturnValue:
    """Let a clock stand still."""
    _one(code, clock_id)
    sent = PauseSchema().load(request.form)
    why = Standstill(sent["from_on"], sent["reason"], sent["document"] or None)
    pause_clock(desk(), actor(), code, clock_id, why)
    return _done(code, clock_id, gettext("期限已暂停，恢复后再算到期日。"))


@bp.post("/<int:clock_id>/resume")
@back_to(_QUESTIONS["resume"])
def resume(code: str, clock_id: int) -> ResponseReturnValue:
    """Let a clock run again."""
    _one(code, clock_id)
    resume_clock(desk(), actor(), code, clock_id, ResumeSchema().load(request.form)["to_on"])
    db.session().rollback()  # the new end is read after the act
    due_on = _one(code, clock_id).standing.due_on
    day = named(due_on) if due_on else "—"
    return _done(code, clock_id, gettext("期限已恢复，到期日改为 %(day)s。", day=day))


@bp.post("/<int:clock_id>/extend")
@back_to(_QUESTIONS["extend"])
def extend(code: str, clock_id: int) -> ResponseReturnValue:
    """Ask for more time; a leader decides."""
    _one(code, clock_id)
    sent = MoreTimeSchema().load(request.form)
    asked = MoreTime(sent["length"], sent["reason"], sent["consents"] or None)
    ask_extension(desk(), actor(), code, clock_id, asked)
    return _done(code, clock_id, gettext("延长申请已提交，批准以前原到期日不变。"))
