"""隔离: cases whose procedure was set aside, why, and the two ways to take them up again."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.queries.paging import Turn
from engine.queries.set_aside import set_aside
from engine.rules.errors import Conflict, WorkflowFault
from engine.usecases.release import restore_previous, retry_quarantined
from webui import menu
from webui.auth import actor, desk
from webui.database import KeyPagination, db
from webui.event_sentences.words import WORDS
from webui.forms import EMPTY, Filled, back_to
from webui.gate import only_for
from webui.translate import gettext
from webui.wording import sentence

bp = Blueprint("set_aside", __name__)
only_for(bp, menu.MENDERS)
PLAIN = "workflow_fault"


def _reason(code: str) -> str:
    """Return what is wrong in a sentence; the general one where it would need more facts."""
    return sentence(WorkflowFault(code if code.startswith("state.") else PLAIN))


def _process(kind: str) -> str:
    return str(WORDS["process"].get(kind, kind))


def page(process_id: int = 0, form: Filled = EMPTY) -> str:
    """Return the list; *form* says why the last try did not succeed."""
    return render_template(
        "set_aside/show.html",
        page=KeyPagination(set_aside(db.session(), actor(), Turn(request.args.get("cursor"), 20))),
        form=form,
        tried=process_id,
        reason=_reason,
        process=_process,
    )


@bp.get("/set-aside")
def show() -> str:
    """Show the cases that were set aside."""
    return page()


@bp.post("/set-aside/<int:process_id>/retry")
@back_to(page, (Conflict,))
def retry(process_id: int) -> ResponseReturnValue:
    """Try a process again."""
    code = retry_quarantined(desk(), actor(), process_id)
    flash(gettext("案件 %(code)s 已解除隔离，可以继续办理。", code=code))
    return redirect(url_for("set_aside.show"), 303)


@bp.post("/set-aside/<int:process_id>/restore")
@back_to(page, (Conflict,))
def restore(process_id: int) -> ResponseReturnValue:
    """Put a process back to before its last act."""
    code = restore_previous(desk(), actor(), process_id)
    flash(gettext("案件 %(code)s 已退回上一步并解除隔离，最后一步要重新办理。", code=code))
    return redirect(url_for("set_aside.show"), 303)
