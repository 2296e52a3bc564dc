"""积分: offices and people by month, the entries behind each sum, appeals and their decision."""

import re
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.queries import points as ledger
from engine.queries.counting import Number
from engine.queries.paging import Turn
from engine.rules.errors import Conflict, Invalid, NotAllowed
from engine.rules.permissions import Actor
from engine.rules.points import FREE
from engine.usecases.point_appeals import appeal_entry, decide_appeal
from engine.usecases.points import ByHand, enter_by_hand, reverse_by_hand
from webui import menu
from webui.addresses import LARGEST_ID
from webui.auth import actor, desk, lens
from webui.database import KeyPagination, db
from webui.forms import EMPTY, Filled, back_to
from webui.frame import count
from webui.gate import only_for
from webui.naming import reader_name
from webui.terms import term
from webui.translate import gettext

bp = Blueprint("points", __name__)
only_for(bp, menu.CASEWORKERS)
MONTH = re.compile(r"20\d\d(-(0[1-9]|1[0-2]))?\Z")
BACK = (Invalid, Conflict, NotAllowed)


def page(form: Filled = EMPTY) -> str:
    """Return the sums of a year, with the form for entries by hand for who may make them."""
    this_year = lens().today.year
    year = _month(request.args.get("year") or str(this_year))[:4]
    months = [f"{year}-{month:02d}" for month in range(1, 13)]
    if int(year) == this_year:
        months = months[: lens().today.month]
    rules = ledger.rules_by_hand(db.session())
    choices = [(rule.key, f"{_name((rule.name_zh, rule.name_en))} {rule.base:+}") for rule in rules]
    return render_template(
        "points/show.html",
        year=int(year),
        years=(int(year) - 1, int(year) + 1 if int(year) < this_year else None),
        months=months,
        offices=ledger.office_sums(db.session(), actor(), int(year)),
        people=ledger.person_sums(db.session(), actor(), int(year)),
        waiting=ledger.appeals_waiting(db.session(), actor()),
        enterable=ledger.offices_to_enter(db.session(), actor()),
        rules=[*choices, (FREE, gettext("其他（自己写分数）"))],
        form=form,
    )


def _month(text: str) -> str:
    if not MONTH.match(text):
        raise Invalid("points.month", month=text[:20])
    return text


def _name(names: tuple[str, str]) -> str:
    return reader_name(*names)


def _number(word: str) -> int | None:
    text = request.args.get(word, "")
    return int(text) if text.isascii() and text.isdecimal() and int(text) <= LARGEST_ID else None


@bp.get("/points")
def show() -> str:
    """Show the sums of a year."""
    return page()


@bp.post("/points")
@back_to(page, BACK)
def enter() -> ResponseReturnValue:
    """Enter points by hand."""
    sent = request.form
    office = sent.get("office_id", "")
    if not (office.isascii() and office.isdecimal() and int(office) <= LARGEST_ID):
        raise Invalid("points.form", fields={"office_id": "required"})
    words = {
        key: sent.get(key, "").strip() for key in ("rule", "reason", "points", "login", "case_code")
    }
    enter_by_hand(desk(), actor(), ByHand(int(office), **words))
    flash(gettext("积分已经登记。"))
    return redirect(url_for("points.show"), 303)


def entries_page(form: Filled = EMPTY, **tried: int) -> str:
    """Return the entries behind a sum; *form* says why the last act did not succeed."""
    month = request.args.get("month", "")
    wanted = ledger.Wanted(
        _number("office"),
        _number("person"),
        _month(month) if month else "",
        appealed=request.args.get("state") == "appealed",
    )
    found = ledger.entry_lines(db.session(), actor(), wanted, Turn(request.args.get("cursor"), 50))
    return render_template(
        "points/entries.html",
        page=KeyPagination(found),
        wanted=wanted,
        kept=_kept(),
        rule_name=lambda each: gettext("手工登记") if each.rule == FREE else _name(each.names),
        event_name=lambda kind: term("event", kind),
        form=form,
    )


def _kept() -> dict[str, Any]:
    asked = ("office", "person", "month", "state")
    return {word: request.args[word] for word in asked if request.args.get(word)}


def _back() -> ResponseReturnValue:
    return redirect(url_for("points.entries", **_kept()), 303)


@bp.get("/points/entries")
def entries() -> str:
    """Show the entries behind a sum."""
    return entries_page()


@bp.post("/points/entries/<int:entry_id>/appeal")
@back_to(entries_page, BACK)
def appeal(entry_id: int) -> ResponseReturnValue:
    """Object to an entry of one's own office."""
    appeal_entry(desk(), actor(), entry_id, request.form.get("text", ""))
    flash(gettext("申诉已经提交，由督办员或者分管领导决定。"))
    return _back()


@bp.post("/points/entries/<int:entry_id>/reverse")
@back_to(entries_page, BACK)
def reverse(entry_id: int) -> ResponseReturnValue:
    """Reverse an entry."""
    reverse_by_hand(desk(), actor(), entry_id, request.form.get("text", ""))
    flash(gettext("已经冲销。"))
    return _back()


@bp.post("/points/appeals/<int:appeal_id>")
@back_to(entries_page, BACK)
def decide(appeal_id: int) -> ResponseReturnValue:
    """Decide an objection."""
    upheld = request.form.get("upheld") == "yes"
    decide_appeal(desk(), actor(), appeal_id, request.form.get("text", ""), upheld=upheld)
    flash(gettext("申诉成立，已经冲销。") if upheld else gettext("申诉不成立，这一条不变。"))
    return _back()


@count("appeals")
def waiting(person: Actor) -> Number | None:
    """Count the appeals that wait for this person's decision."""
    return ledger.appeals_number(person)
