"""后台任务: how far a piece of long work is, and calling it off."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.queries.errands import errand_view
from engine.usecases.errands import cancel_errand
from webui import menu
from webui.auth import actor, desk
from webui.database import db
from webui.errand_pages import fault_words, result_url
from webui.gate import only_for

bp = Blueprint("studio_errands", __name__, url_prefix="/studio/errands/<int:errand_id>")
only_for(bp, menu.KEEPERS, hidden=True)
bp.add_app_template_global(fault_words, "errand_fault")
bp.add_app_template_global(result_url, "errand_result")


@bp.get("")
def show(errand_id: int) -> ResponseReturnValue:
    """Show how far an errand is: a page, or the part of a page that asks again by itself."""
    errand = errand_view(db.session(), actor(), errand_id)
    if "HX-Request" not in request.headers:
        return render_template("studio/errand.html", errand=errand)
    if errand.ended:  # the page around it shows something else now
        return _with_header(make_response("", 200), "HX-Refresh", "true")
    return render_template("studio/_errand.html", errand=errand)


@bp.post("/cancel")
def cancel(errand_id: int) -> ResponseReturnValue:
    """Call an errand off after its present portion."""
    cancel_errand(desk(), actor(), errand_id)
    db.session().rollback()
    errand = errand_view(db.session(), actor(), errand_id)
    return redirect(result_url(errand) or url_for("studio_errands.show", errand_id=errand_id), 303)


def _with_header(response: Response, name: str, value: str) -> Response:
    response.headers[name] = value
    return response
