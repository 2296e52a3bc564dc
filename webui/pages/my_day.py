"""我的今日: where the day of everybody who works on cases begins."""

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue

from engine.queries.belonging import own_number
from engine.queries.counting import Number
from engine.queries.my_day import my_day
from engine.rules.permissions import Actor
from webui import menu
from webui.auth import actor, lens
from webui.database import db
from webui.day_words import holiday_note, waited_for, why_first
from webui.frame import count
from webui.standing_badge import rule_name, standing_badge

bp = Blueprint("my_day", __name__)
bp.add_app_template_global(standing_badge)
bp.add_app_template_global(rule_name)


@bp.get("/")
def show() -> ResponseReturnValue:
    """Show the day; those who handle no cases begin elsewhere."""
    if not menu.WORKERS & actor().roles:
        return redirect(menu.home_url(actor()), 303)
    today = my_day(db.session(), actor(), lens())
    return render_template(
        "my_day/show.html",
        today=today,
        holiday=holiday_note(today),
        why=why_first(today.next, today.day) if today.next else "",
        waited_for=waited_for,
    )


@count("queue")
def own_steps(person: Actor) -> Number | None:
    """Count the steps that wait for a person: the number beside the menu."""
    return own_number(person) if menu.WORKERS & person.roles else None
