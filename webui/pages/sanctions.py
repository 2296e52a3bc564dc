"""问责建议: what the figures propose, the cases behind them, signing, lifting, the letter."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.queries import sanctions as seen
from engine.rules.errors import Conflict, Invalid
from engine.rules.points import month_of
from engine.rules.sanctions import month_bounds
from engine.usecases.sanctions import Signing, lift_sanction, sign_sanction
from webui import menu
from webui.addresses import LARGEST_ID
from webui.asset_manifest import asset
from webui.auth import actor, desk, lens
from webui.database import db
from webui.forms import EMPTY, Filled, back_to
from webui.gate import only_for
from webui.naming import reader_name
from webui.translate import gettext

bp = Blueprint("sanctions", __name__)
only_for(bp, menu.OVERSEERS)
BACK = (Invalid, Conflict)


def _name(names: tuple[str, str]) -> str:
    return reader_name(*names)


def _month() -> str:
    return request.values.get("month") or month_of(lens().today)


def page(form: Filled = EMPTY, **tried: int) -> str:
    """Return the proposals of a month and what was signed; *form* says why the last act failed."""
    month = _month()
    first, after = month_bounds(month)
    before = month_of(first.replace(day=1).fromordinal(first.toordinal() - 1))
    lines = seen.sanction_lines(db.session(), actor(), lens())
    return render_template(
        "sanctions/show.html",
        month=month,
        before=before,
        after=month_of(after) if after <= lens().today else None,
        proposed=seen.proposed(db.session(), actor(), lens(), month),
        signed=tuple(line for line in lines if _is_asked(line)),
        narrowed="office" in request.args,
        figures=seen.OF_CASES,
        name=_name,
        form=form,
    )


def _is_asked(line: seen.SanctionLine) -> bool:
    """Say whether a signed sanction is of the office and kind the address asks for."""
    office, kind = request.args.get("office"), request.args.get("kind")
    return office in (None, str(line.office_id)) and kind in (None, line.kind)


@bp.get("/sanctions")
def show() -> str:
    """Show the proposals of a month, and what was signed."""
    return page()


@bp.post("/sanctions")
@back_to(page, BACK)
def sign() -> ResponseReturnValue:
    """Sign what is proposed."""
    sent = request.form
    signing = Signing(sent.get("rule", ""), _office(sent.get("office_id", "")), _month(),
                      sent.get("reason", ""))  # fmt: skip
    sign_sanction(desk(), actor(), signing)
    flash(gettext("已经签发。"))
    return redirect(url_for("sanctions.show", month=signing.month), 303)


def _office(text: str) -> int:
    if text.isascii() and text.isdecimal() and int(text) <= LARGEST_ID:
        return int(text)
    raise Invalid("sanctions.form", fields={"office_id": "required"})


@bp.post("/sanctions/<int:sanction_id>/lift")
@back_to(page, BACK)
def lift(sanction_id: int) -> ResponseReturnValue:
    """Lift a sanction before its last day."""
    lift_sanction(desk(), actor(), sanction_id, request.form.get("reason", ""))
    flash(gettext("已经解除。"))
    return redirect(url_for("sanctions.show"), 303)


@bp.get("/sanctions/cases")
def cases() -> str:
    """Show the cases behind one figure."""
    figure, office = request.args.get("figure", ""), _office(request.args.get("office", ""))
    found = seen.figure_cases(db.session(), actor(), lens(), (office, _month(), figure))
    return render_template("sanctions/cases.html", cases=found, figure=figure, month=_month())


@bp.get("/sanctions/<int:sanction_id>/letter")
def letter(sanction_id: int) -> str:
    """Show a sanction as the letter that is printed, signed and sealed; always in Chinese."""
    line = seen.sanction_sheet(db.session(), actor(), lens(), sanction_id)
    return render_template("sanctions/letter.html", line=line, stylesheet=asset("paper.css"))
