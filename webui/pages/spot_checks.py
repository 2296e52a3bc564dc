"""明查暗访: drawing a sample, checking it case by case, and what is to be put right."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.queries.paging import Turn
from engine.queries.spot_checks import spot_check, spot_checks, supervised_offices
from engine.queries.supervision_choices import point_rules
from engine.rules.errors import Conflict, Invalid
from engine.rules.permissions import Role
from engine.usecases.spot_checks import check_sampled, draw_sample
from webui.auth import actor, desk, lens
from webui.database import KeyPagination, db
from webui.forms import EMPTY, Filled, back_to
from webui.gate import only_for
from webui.supervising import sample_labels, sample_of, verdict_of
from webui.translate import gettext

bp = Blueprint("spot_checks", __name__, url_prefix="/spot-checks")
only_for(bp, frozenset({Role.SUPERVISOR}))


@bp.get("")
def show() -> str:
    """Show what was drawn, the newest first."""
    turn = Turn(request.args.get("cursor"), 20)
    return render_template(
        "spot_checks/show.html", page=KeyPagination(spot_checks(db.session(), actor(), turn))
    )


def drawing_page(form: Filled = EMPTY) -> str:
    """Return the form of a draw."""
    return render_template(
        "spot_checks/new.html",
        form=form,
        labels=sample_labels(),
        offices=supervised_offices(db.session(), actor()),
    )


@bp.get("/new")
def new() -> str:
    """Ask from what to draw."""
    return drawing_page()


@bp.post("/new")
@back_to(drawing_page, (Invalid, Conflict))
def draw() -> ResponseReturnValue:
    """Draw."""
    check_id = draw_sample(desk(), actor(), sample_of(request.form))
    return redirect(url_for("spot_checks.sample", check_id=check_id), 303)


def sample_page(check_id: int, line_id: int = 0, form: Filled = EMPTY) -> str:
    """Return a spot check with its sample; *form* belongs to the case *line_id*."""
    check, sampled = spot_check(db.session(), actor(), check_id)
    return render_template(
        "spot_checks/sample.html",
        check=check,
        sampled=sampled,
        form=form,
        tried=line_id,
        rules=point_rules(db.session(), lens(), check.kind),
    )


@bp.get("/<int:check_id>")
def sample(check_id: int) -> str:
    """Show a sample, how it was drawn, and what the checks said."""
    return sample_page(check_id)


@bp.post("/<int:check_id>/<int:line_id>")
@back_to(sample_page, (Invalid, Conflict))
def check(check_id: int, line_id: int) -> ResponseReturnValue:
    """Note what the check of one case said."""
    found = check_sampled(desk(), actor(), line_id, verdict_of(request.form))
    flash(gettext("已登记，整改通知已发出。") if found else gettext("已登记。"))
    return redirect(url_for("spot_checks.sample", check_id=check_id), 303)
