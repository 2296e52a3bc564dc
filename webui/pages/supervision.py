"""督办: orders, urges and complaints of one's offices; issuing orders as a batch."""

from datetime import datetime, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.queries.answers_due import COMPLAINTS, URGES
from engine.queries.matters import OPEN
from engine.queries.paging import Turn
from engine.queries.proposed_orders import proposed_orders
from engine.queries.spot_checks import FINDINGS
from engine.queries.supervision import ORDERS, order, order_counts, reply_rates
from engine.rules.calendar import local_day
from engine.rules.errors import Conflict, Invalid, NotAllowed
from engine.rules.permissions import Role
from engine.usecases.complaints import rate_complaint
from engine.usecases.orders import cancel_order, issue_batch
from webui import menu
from webui.asset_manifest import asset
from webui.auth import actor, desk, lens
from webui.database import KeyPagination, db
from webui.forms import EMPTY, Filled, back_to
from webui.gate import only_for
from webui.schemas import ReasonSchema
from webui.supervising import order_labels, order_of
from webui.translate import gettext

bp = Blueprint("supervision", __name__, url_prefix="/supervision")
only_for(bp, menu.CASEWORKERS)


def supervises() -> bool:
    """Say whether the person asking issues orders anywhere."""
    return Role.SUPERVISOR in actor().roles


bp.add_app_template_global(supervises, "supervises")


def _asked() -> tuple[str, Turn]:
    return request.args.get("box", OPEN), Turn(request.args.get("cursor"), 20)


@bp.get("")
def show() -> str:
    """Show one box of the orders."""
    box, turn = _asked()
    return render_template(
        "supervision/orders.html",
        page=KeyPagination(ORDERS.page(db.session(), actor(), lens(), box, turn)),
        counts=order_counts(db.session(), actor(), lens()),
        box=box,
    )


def order_page(order_id: int, form: Filled = EMPTY) -> str:
    """Return one order's sheet."""
    matter = order(db.session(), actor(), lens(), order_id)
    return render_template("supervision/order.html", matter=matter, form=form)


@bp.get("/orders/<int:order_id>")
def sheet(order_id: int) -> str:
    """Show one order and what became of it."""
    return order_page(order_id)


@bp.get("/orders/<int:order_id>/print")
def paper(order_id: int) -> str:
    """Show the order ready to be printed."""
    matter = order(db.session(), actor(), lens(), order_id)
    return render_template(
        "supervision/paper.html",
        matter=matter,
        issued_on=_written(matter.at),
        reply_on=_written(matter.reply_by - timedelta.resolution),
        stylesheet=asset("paper.css"),
    )


def _written(at: datetime) -> str:
    """Return the local day of an instant as it stands on papers, with its year."""
    day = local_day(at)
    return f"{day.year}年{day.month}月{day.day}日"


@bp.post("/orders/<int:order_id>/cancel")
@back_to(order_page, (Invalid, Conflict))
def cancel(order_id: int) -> ResponseReturnValue:
    """Take an order back."""
    cancel_order(desk(), actor(), order_id, ReasonSchema().load(request.form)["reason"])
    flash(gettext("督办单已撤销。"))
    return redirect(url_for("supervision.sheet", order_id=order_id), 303)


def _supervisors_only() -> None:
    if not supervises():
        raise NotAllowed("page.role")


def proposed_page(form: Filled = EMPTY) -> str:
    """Return the cases on which an order might be issued, with the form for a batch."""
    _supervisors_only()
    turn = Turn(request.args.get("cursor"), 20)
    return render_template(
        "supervision/proposed.html",
        page=KeyPagination(proposed_orders(db.session(), actor(), turn)),
        counts=order_counts(db.session(), actor(), lens()),
        form=form,
        labels=order_labels(),
    )


@bp.get("/proposed")
def proposed() -> str:
    """List cases out of time without an order."""
    return proposed_page()


@bp.post("/proposed")
@back_to(proposed_page, (Invalid, Conflict))
def issue_several() -> ResponseReturnValue:
    """Issue an order on each case chosen, under one number."""
    _supervisors_only()
    name, codes = request.form.get("name", ""), request.form.getlist("codes")
    batch = issue_batch(desk(), actor(), name, codes, order_of(request.form))
    flash(gettext("已发出 %(number)s，逐件送达承办单位。", number=batch.number))
    return redirect(url_for("supervision.show"), 303)


@bp.get("/urges")
def urged() -> str:
    """Show one box of the urges, and by office how many were answered in time."""
    box, turn = _asked()
    return render_template(
        "supervision/urges.html",
        page=KeyPagination(URGES.page(db.session(), actor(), lens(), box, turn)),
        rates=reply_rates(db.session(), actor(), lens(), "urge"),
        box=box,
    )


def complaints_page(complaint_id: int = 0, form: Filled = EMPTY) -> str:
    """Return one box of the complaints; *form* says why the last act was refused."""
    box, turn = _asked()
    return render_template(
        "supervision/complaints.html",
        page=KeyPagination(COMPLAINTS.page(db.session(), actor(), lens(), box, turn)),
        rates=reply_rates(db.session(), actor(), lens(), "complaint"),
        box=box,
        form=form,
        tried=complaint_id,
    )


@bp.get("/complaints")
def complained() -> str:
    """Show one box of the complaints."""
    return complaints_page()


@bp.post("/complaints/<int:complaint_id>/rate")
@back_to(complaints_page, (Conflict, NotAllowed))
def rate(complaint_id: int) -> ResponseReturnValue:
    """Note whether the complainant is satisfied."""
    satisfied = request.form.get("satisfied")
    if satisfied not in {"yes", "no"}:
        raise Invalid("invalid", fields={"satisfied": "unknown_option"})
    rate_complaint(desk(), actor(), complaint_id, satisfied=satisfied == "yes")
    flash(gettext("已登记。"))
    return redirect(url_for("supervision.complained", box="ended"), 303)


@bp.get("/findings")
def found() -> str:
    """Show one box of the findings."""
    box, turn = _asked()
    return render_template(
        "supervision/findings.html",
        page=KeyPagination(FINDINGS.page(db.session(), actor(), lens(), box, turn)),
        box=box,
    )
