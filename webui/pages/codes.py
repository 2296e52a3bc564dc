"""代码表: categories, sources, results — words, order, codes of one's own, retiring, history."""

from collections.abc import Mapping

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.queries.codes import ChangeLine, code_changes, code_table
from engine.rules.codes import CATEGORY, GROWING, KINDS
from engine.rules.errors import Conflict, Invalid, NotFound, Stale
from engine.usecases.codes import (
    Change,
    Named,
    add_code,
    move_code,
    rename_code,
    retire_code,
    undo_change,
)
from webui import menu
from webui.auth import actor, desk
from webui.code_words import forget
from webui.database import db
from webui.forms import EMPTY, Filled, back_to
from webui.gate import only_for
from webui.sheet import cell, sheet, text_cell
from webui.terms import TERMS, term
from webui.translate import gettext
from webui.translate import lazy_gettext as _

bp = Blueprint("codes", __name__, url_prefix="/codes")
only_for(bp, menu.ADMINISTRATORS, hidden=True)
REFUSED = (Invalid, Conflict, Stale)
NAMES = {"category": _("纠纷类别"), "source": _("来源"), "outcome": _("办理结果")}


def table_page(kind: str, form: Filled = EMPTY) -> str:
    """Return the page of one code table; *form* is what was typed to add a code."""
    db.session().rollback()
    forget()
    found = code_table(db.session(), actor(), kind)
    return render_template(
        "codes/show.html",
        table=found,
        names=NAMES,
        kinds=KINDS,
        grows=kind in GROWING,
        changes=code_changes(db.session(), actor(), kind),
        changed=changed_words,
        form=form,
    )


def code_page(kind: str, code: str, form: Filled = EMPTY) -> str:
    """Return the page of one code: its words, whether it is offered."""
    db.session().rollback()
    forget()
    found = code_table(db.session(), actor(), kind)
    line = next((each for each in found.lines if each.code.code == code), None)
    if line is None:
        raise NotFound("code.unknown")
    shipped = str(TERMS[kind].get(code, "")) if line.code.shipped else ""
    return render_template(
        "codes/code.html", table=found, line=line, names=NAMES, shipped=shipped, form=form
    )


def changed_words(kind: str, change: ChangeLine) -> list[str]:
    """Return what a change did, a sentence for each code; a new order is one sentence."""
    said = (_one_change(kind, code, change) for code in change.after)
    return [text for text in said if text] or [gettext("改了顺序")]


def _one_change(kind: str, code: str, change: ChangeLine) -> str:
    old: Mapping[str, object] = change.before.get(code, {})
    new = change.after[code]
    name = new["zh"] or term(kind, code)
    if not old:
        return gettext("新增 %(code)s“%(name)s”", code=code, name=name)
    if old["retired"] != new["retired"]:
        if new["retired"]:
            return gettext("停用 %(code)s“%(name)s”", code=code, name=name)
        return gettext("恢复 %(code)s“%(name)s”", code=code, name=name)
    if (old["zh"], old["en"]) == (new["zh"], new["en"]):
        return ""
    before, after = ((each["zh"] or gettext("随程序的名称")) for each in (old, new))
    return gettext("%(code)s 由“%(old)s”改为“%(new)s”", code=code, old=before, new=after)


@bp.get("/")
def show() -> ResponseReturnValue:
    """Lead to the first table."""
    return redirect(url_for("codes.table", kind=CATEGORY))


@bp.get("/<kind>/")
def table(kind: str) -> str:
    """Show a code table."""
    return table_page(kind)


@bp.get("/<kind>.csv")
def export(kind: str) -> Response:
    """Return a code table as a CSV file."""
    found = code_table(db.session(), actor(), kind)
    head = [gettext("编码"), gettext("中文"), gettext("英文"), gettext("已停用"), gettext("案件数")]
    rows = (
        [
            text_cell(line.code.code),
            cell(line.code.zh or TERMS[kind].get(line.code.code, "")),
            cell(line.code.en),
            cell(gettext("是") if line.code.retired else gettext("否")),
            cell(line.cases),
        ]
        for line in found.lines
    )
    return sheet(f"heshi-{kind}.csv", head, rows)


@bp.post("/<kind>/add")
@back_to(table_page, REFUSED)
def add(kind: str) -> ResponseReturnValue:
    """Add a code of the office's own."""
    add_code(desk(), actor(), _change(kind), _named(request.form.get("code", "")))
    return _back(kind, gettext("代码已新增。"))


@bp.get("/<kind>/<code>")
def code(kind: str, code: str) -> str:
    """Show one code."""
    return code_page(kind, code)


@bp.post("/<kind>/<code>/rename")
@back_to(code_page, REFUSED)
def rename(kind: str, code: str) -> ResponseReturnValue:
    """Call a code something else."""
    rename_code(desk(), actor(), _change(kind), _named(code))
    return _back(kind, gettext("名称已改。"))


@bp.post("/<kind>/<code>/retire")
@back_to(code_page, REFUSED)
def retire(kind: str, code: str) -> ResponseReturnValue:
    """Offer a code no more."""
    retire_code(desk(), actor(), _change(kind), code)
    return _back(kind, gettext("代码已停用，以前的案件照样显示。"))


@bp.post("/<kind>/<code>/restore")
@back_to(code_page, REFUSED)
def restore(kind: str, code: str) -> ResponseReturnValue:
    """Offer a code again."""
    retire_code(desk(), actor(), _change(kind), code, back=True)
    return _back(kind, gettext("代码已恢复，可以选用。"))


def moved_page(kind: str, code: str, form: Filled = EMPTY) -> str:
    """Return the table, after a move that was refused."""
    return table_page(kind, form)


@bp.post("/<kind>/<code>/move")
@back_to(moved_page, REFUSED)
def move(kind: str, code: str) -> ResponseReturnValue:
    """Move a code one place up or down."""
    by = -1 if request.form.get("by") == "up" else 1
    change = Change(kind, gettext("调整顺序"), request.form.get("seen", ""))
    move_code(desk(), actor(), change, code, by)
    return redirect(url_for("codes.table", kind=kind, _anchor=f"code-{code}"), 303)


def undone_page(kind: str, change_id: int, form: Filled = EMPTY) -> str:
    """Return the table, after taking back was refused."""
    return table_page(kind, form)


@bp.post("/<kind>/changes/<int:change_id>/undo")
@back_to(undone_page, REFUSED)
def undo(kind: str, change_id: int) -> ResponseReturnValue:
    """Take one change back."""
    undo_change(desk(), actor(), change_id, gettext("撤销"))
    return _back(kind, gettext("已撤销这次改动。"))


def _change(kind: str) -> Change:
    return Change(kind, request.form.get("reason", ""), request.form.get("seen", ""))


def _named(code: str) -> Named:
    return Named(code, request.form.get("zh", ""), request.form.get("en", ""))


def _back(kind: str, said: str) -> ResponseReturnValue:
    flash(said)
    return redirect(url_for("codes.table", kind=kind), 303)
