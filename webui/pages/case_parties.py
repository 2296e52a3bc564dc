"""当事人: who a case is between, numbers masked; one shown in full for a reason; one erased."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.queries.party_rights import party_rights
from engine.rules.errors import NotAllowed, NotFound
from engine.usecases.revealing import MAX_REASON, Revealed, erase_personal_facts, reveal_party
from webui.auth import actor, desk
from webui.case_frame import render_tab, sheet_of, tab_links
from webui.database import db
from webui.forms import EMPTY, Filled, back_to
from webui.schemas import FormSchema, text
from webui.translate import gettext

bp = Blueprint("case_parties", __name__, url_prefix="/cases/<code>/parties")


class WhySchema(FormSchema):
    """What the numbers are needed for, or what the erasing rests on."""

    reason = text(MAX_REASON)


@bp.get("")
def show(code: str) -> str:
    """Show the parties, their numbers masked."""
    return parties_page(code)


def parties_page(
    code: str, party_id: int = 0, form: Filled = EMPTY, found: Revealed | None = None
) -> str:
    """Return the parties; *found* is shown in full, on this page only."""
    if sheet_of(code).dispute is None:
        raise NotAllowed()  # an administrator sees codes, steps and days only
    return render_tab(
        code,
        "parties",
        "case/parties.html",
        rights=party_rights(db.session(), actor(), code),
        asked=party_id,
        form=form,
        found=found,
    )


@bp.post("/<int:party_id>/reveal")
@back_to(parties_page)
def reveal(code: str, party_id: int) -> ResponseReturnValue:
    """Show one party's numbers in full, once, and put on record for whom and why."""
    reason = WhySchema().load(request.form)["reason"]
    found = reveal_party(desk(), actor(), code, party_id, reason)
    db.session().rollback()  # the page is read after it has been put on record
    return parties_page(code, party_id, found=found)


def erase_page(code: str, party_id: int, form: Filled = EMPTY) -> str:
    """Return the question before a party's facts are erased."""
    sheet = sheet_of(code)
    parties = sheet.dispute.parties if sheet.dispute else ()
    party = next((each for each in parties if each.party_id == party_id), None)
    if party is None:
        raise NotFound("page.unknown")
    if not party_rights(db.session(), actor(), code).erase:
        raise NotAllowed("case.erase")
    links = tab_links(sheet, "parties")
    return render_template(
        "case/erase.html", sheet=sheet, tab="parties", tab_links=links, party=party, form=form
    )


@bp.get("/<int:party_id>/erase")
def ask_erase(code: str, party_id: int) -> str:
    """Ask what the erasing rests on."""
    return erase_page(code, party_id)


@bp.post("/<int:party_id>/erase")
@back_to(erase_page)
def erase(code: str, party_id: int) -> ResponseReturnValue:
    """Erase what is known of a party."""
    reason = WhySchema().load(request.form)["reason"]
    erase_personal_facts(desk(), actor(), code, party_id, reason)
    flash(gettext("这位当事人的个人信息已删除。"))
    return redirect(url_for("case_parties.show", code=code), 303)
