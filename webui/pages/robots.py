"""群机器人: robots of group chats, each for the office whose group it is; set up, tried, off."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import fields

from engine.queries.offices import office_lines
from engine.queries.robots import RobotLine, robot_line, robot_lines
from engine.rules.errors import Conflict
from engine.rules.robots import KINDS, LONGEST_NAME, LONGEST_SECRET, LONGEST_WEBHOOK
from engine.rules.telling import ASKED_FOR, INBOX_ONLY
from engine.usecases.robots import Description, set_robot, try_robot
from engine.usecases.telling_texts import EditableTexts
from webui import menu
from webui.auth import actor, desk
from webui.channel_words import channel_name, fault_in_words, telling_name
from webui.database import db
from webui.errors import status_of
from webui.forms import EMPTY, Filled, back_to
from webui.gate import only_for
from webui.message_words import TEXTS
from webui.refusals import why
from webui.schemas import REQUIRED, FormSchema, text
from webui.translate import gettext

bp = Blueprint("robots", __name__, url_prefix="/admin/robots")
only_for(bp, menu.ADMINISTRATORS, hidden=True)


class RobotSchema(FormSchema):
    """A robot; kinds of message come as a list beside it."""

    name = text(LONGEST_NAME)
    kind = text(20)
    office_id = fields.Integer(required=True, error_messages={**REQUIRED, "invalid": "required"})
    webhook = text(LONGEST_WEBHOOK, required=False)
    secret = text(LONGEST_SECRET, required=False)
    forget_secret = fields.String(load_default="")
    active = fields.String(load_default="")


class NewRobotSchema(RobotSchema):
    """A robot of which nothing is on record: its address is missed with all else that is."""

    webhook = text(LONGEST_WEBHOOK)


def tellings() -> tuple[str, ...]:
    """Return the kinds of message a robot can say."""
    texts = current_app.extensions.get(TEXTS)
    known = texts.kinds() if isinstance(texts, EditableTexts) else ()
    return tuple(each for each in known if each not in ASKED_FOR | INBOX_ONLY)


def page(refused: str = "") -> str:
    """Return the list; *refused* says why a trial was not sent."""
    return render_template(
        "robots/show.html",
        lines=robot_lines(db.session(), actor()),
        refused=refused,
        plain=[channel_name(each) for each in KINDS if each in desk().settings.channels],
        channel_name=channel_name,
        fault_in_words=fault_in_words,
        telling_name=telling_name,
    )


@bp.get("/")
def show() -> str:
    """List the robots."""
    return page()


def new_page(form: Filled = EMPTY) -> str:
    """Return the form for a new robot."""
    return _form(form, None)


def edit_page(robot_id: int, form: Filled = EMPTY) -> str:
    """Return the form for a robot."""
    db.session().rollback()
    return _form(form, robot_line(db.session(), actor(), robot_id))


def _form(form: Filled, line: RobotLine | None) -> str:
    offices = [(str(each.office_id), each.name) for each in office_lines(db.session(), actor())]
    return render_template(
        "robots/form.html",
        form=form,
        line=line,
        offices=offices,
        kinds=[(str(each), channel_name(each)) for each in KINDS],
        channel_name=channel_name,
        tellings=[(each, telling_name(each)) for each in tellings()],
    )


@bp.get("/new")
def new() -> str:
    """Ask for a new robot."""
    return new_page()


@bp.post("/new")
@back_to(new_page)
def add() -> ResponseReturnValue:
    """Set a robot up."""
    set_robot(desk(), actor(), _described(NewRobotSchema()), tellings())
    return _done(gettext("机器人已添加。请发一条试试。"))


@bp.get("/<int:robot_id>")
def edit(robot_id: int) -> str:
    """Show a robot as it is."""
    return edit_page(robot_id)


@bp.post("/<int:robot_id>")
@back_to(edit_page)
def change(robot_id: int) -> ResponseReturnValue:
    """Change a robot."""
    set_robot(desk(), actor(), _described(RobotSchema()), tellings(), robot_id)
    return _done(gettext("机器人已更改。"))


@bp.post("/<int:robot_id>/test")
def test(robot_id: int) -> ResponseReturnValue:
    """Let a robot say one message to its group."""
    try:
        try_robot(desk(), actor(), robot_id)
    except Conflict as refusal:
        return page(why(refusal)), status_of(refusal)
    return _done(gettext("已试发，结果稍后显示在这个机器人下面。"))


def _described(schema: RobotSchema) -> Description:
    given = schema.load(request.form)
    for switch in ("forget_secret", "active"):
        given[switch] = bool(given[switch])
    return Description(**given, tellings=tuple(request.form.getlist("tellings")))


def _done(said: str) -> ResponseReturnValue:
    flash(said)
    return redirect(url_for("robots.show"), 303)
