"""督办 of one case: urges, orders, complaints and findings, and making new ones."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engine.queries.answers_due import COMPLAINTS, URGES
from engine.queries.scope import visible_case
from engine.queries.spot_checks import FINDINGS
from engine.queries.supervision import ORDERS
from engine.queries.supervision_choices import people_of_holder
from engine.rules.errors import Conflict, Invalid, NotAllowed
from engine.rules.permissions import Action, may
from engine.usecases.complaints import receive_complaint
from engine.usecases.orders import issue_order
from engine.usecases.urges import urge_case
from webui.auth import actor, desk, lens, safe_target
from webui.case_frame import render_tab
from webui.database import db
from webui.errors import status_of
from webui.forms import EMPTY, Filled, back_to, refilled
from webui.refusals import why
from webui.supervising import (
    complaint_labels,
    complaint_of,
    order_labels,
    order_of,
    urged_line,
    urged_words,
)
from webui.translate import gettext

bp = Blueprint("case_supervision", __name__, url_prefix="/cases/<code>/supervision")


def page(code: str, form: Filled = EMPTY) -> str:
    """Return everything of supervision about a case; *form* says why an urge was refused."""
    session, person = db.session(), actor()
    _, place = visible_case(session, person, code)
    return render_tab(
        code,
        "supervision",
        "case_supervision/show.html",
        orders=ORDERS.of_case(session, person, lens(), code),
        urges=URGES.of_case(session, person, lens(), code),
        complaints=COMPLAINTS.of_case(session, person, lens(), code),
        findings=FINDINGS.of_case(session, person, lens(), code),
        may_urge=may(person, Action.URGE, place),
        may_order=may(person, Action.SUPERVISE, place),
        may_complain=may(person, Action.TAKE_COMPLAINT, place),
        form=form,
    )


@bp.get("")
def show(code: str) -> str:
    """Show the supervision of a case."""
    return page(code)


@bp.post("/urge")
def urge(code: str) -> ResponseReturnValue:
    """Urge the office that holds the case: one click, a text if there is one.

    From a line of a list the answer takes the button's place; without script one comes back to
    the list. A text that was typed is never lost.
    """
    try:
        urge_case(desk(), actor(), code, request.form.get("text", ""))
    except (Invalid, Conflict) as error:
        if "HX-Request" in request.headers:
            return urged_line(error)
        if back := safe_target(request.form.get("next")):
            flash(why(error))
            return redirect(back, 303)
        return page(code, form=refilled(error, request.form)), status_of(error)
    if "HX-Request" in request.headers:
        return urged_line()
    flash(urged_words())
    back = safe_target(request.form.get("next"))
    return redirect(back or url_for("case_supervision.show", code=code), 303)


def _refuse_others(code: str, action: Action) -> None:
    """Refuse a form before it is filled in, not after."""
    _, place = visible_case(db.session(), actor(), code)
    if not may(actor(), action, place):
        raise NotAllowed("case.act")


def order_form(code: str, form: Filled = EMPTY) -> str:
    """Return the form of an order."""
    return render_tab(
        code, "supervision", "case_supervision/order.html", form=form, labels=order_labels()
    )


@bp.get("/order")
def ask_order(code: str) -> str:
    """Ask what the order says."""
    _refuse_others(code, Action.SUPERVISE)
    return order_form(code)


@bp.post("/order")
@back_to(order_form, (Invalid, Conflict))
def order(code: str) -> ResponseReturnValue:
    """Issue the order."""
    order_id = issue_order(desk(), actor(), code, order_of(request.form))
    flash(gettext("督办单已发出，等承办单位签收。"))
    return redirect(url_for("supervision.sheet", order_id=order_id), 303)


def complaint_form(code: str, form: Filled = EMPTY) -> str:
    """Return the form of a complaint."""
    return render_tab(
        code,
        "supervision",
        "case_supervision/complaint.html",
        form=form,
        labels=complaint_labels(),
        people=people_of_holder(db.session(), actor(), lens(), code),
    )


@bp.get("/complaint")
def ask_complaint(code: str) -> str:
    """Ask what the complaint is."""
    _refuse_others(code, Action.TAKE_COMPLAINT)
    return complaint_form(code)


@bp.post("/complaint")
@back_to(complaint_form, (Invalid, Conflict))
def complain(code: str) -> ResponseReturnValue:
    """Take the complaint down."""
    receive_complaint(desk(), actor(), code, complaint_of(request.form))
    flash(gettext("投诉已登记，已送上级督办员答复。"))
    return redirect(url_for("case_supervision.show", code=code), 303)
