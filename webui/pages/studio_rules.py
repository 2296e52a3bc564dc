"""The rows of a draft of deadlines.dmn: changed, amended from a day, added, removed, tried."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.queries.drafts import draft_line
from engine.queries.law_rows import (
    DEADLINES,
    LawDraft,
    LawVersion,
    law_draft,
    reaches,
    row_findings,
)
from engine.rules.deadline_table import RuleRow, rows_of
from engine.rules.errors import Conflict, Invalid, NotFound, Stale
from engine.usecases.law_rules import amend_rule, remove_rule, save_rule
from webui import law_rows, menu, rule_form
from webui.auth import actor, desk
from webui.database import db
from webui.feel_words import fault_words
from webui.finding_words import finding_words
from webui.forms import EMPTY, Filled, back_to
from webui.frame import today
from webui.gate import only_for
from webui.pages.studio_law import try_page, work_url
from webui.studio_editing import why_readonly
from webui.translate import gettext

bp = Blueprint("studio_rules", __name__, url_prefix="/studio/drafts/<int:draft_id>/rules")
only_for(bp, menu.KEEPERS, hidden=True)
REFUSED = (Invalid, Conflict, Stale)


@bp.get("")
def show(draft_id: int) -> ResponseReturnValue:
    """Show the rows of a draft, which of them differ from those in force, and what that means."""
    session = db.session()
    draft, found = draft_line(session, actor(), draft_id), law_draft(session, actor(), draft_id)
    if found.name != DEADLINES:
        return redirect(work_url(draft_id, found.name), 302)
    rows = rows_of(found.table) if found.table else ()
    changed = reaches(session, found.old, found.table) if found.table else ()
    return render_template(
        "studio/rules.html",
        draft=draft,
        found=found,
        unreadable=fault_words(found.fault) if found.fault else "",
        rows=law_rows.shown_rows(rows, {**request.args, "old": "1"}, today()),
        total=len(rows),
        asked={key: request.args.get(key, "") for key in ("q", "channel", "origin")},
        changed=changed,
        changed_keys={each.key for each in changed},
        words=law_rows,
        findings=finding_words(row_findings(found.table)) if found.table else [],
        channels=rule_form.options()["channel"][1:],
        readonly=why_readonly(draft),
    )


def page(draft_id: int, element: str = "", *, amends: bool = False, form: Filled = EMPTY) -> str:
    """Return the form of one row; without *element* of a new one."""
    session = db.session()
    session.rollback()
    draft, found = draft_line(session, actor(), draft_id), _readable(draft_id)
    row = _row(found, element) if element else None
    typed = dict(rule_form.BLANK)
    if row and row.rule:
        typed = rule_form.typed_of(row.rule, row.note)
        if amends:
            typed |= {"effective_from": "", "effective_to": ""}
    return render_template(
        "studio/rule.html",
        draft=draft,
        found=found,
        row=row,
        amends=amends,
        typed=typed,
        labels=rule_form.LABELS,
        options=rule_form.options(),
        form=form,
        words=law_rows,
        readonly=why_readonly(draft),
    )


@bp.get("/new")
def new(draft_id: int) -> str:
    """Show an empty row."""
    return page(draft_id)


@bp.get("/row/<element>")
def edit(draft_id: int, element: str) -> str:
    """Show one row."""
    return page(draft_id, element)


def amend_page(draft_id: int, element: str, form: Filled = EMPTY) -> str:
    """Return the form of a row's successor."""
    return page(draft_id, element, amends=True, form=form)


@bp.get("/amend/<element>")
def amend(draft_id: int, element: str) -> str:
    """Show the successor of a row: the same, from a day that is to be named."""
    return amend_page(draft_id, element)


@bp.post("/new")
@back_to(page, REFUSED)
def add(draft_id: int) -> ResponseReturnValue:
    """Write a new row."""
    text = rule_form.read_rule(request.form)
    save_rule(desk(), actor(), _where(draft_id), text)
    return _back(draft_id, gettext("已新增规则 %(key)s。", key=text.rule.key))


@bp.post("/row/<element>")
@back_to(page, REFUSED)
def write(draft_id: int, element: str) -> ResponseReturnValue:
    """Write over a row."""
    text = rule_form.read_rule(request.form)
    saved = save_rule(desk(), actor(), _where(draft_id), text, element)
    if not saved.changed:
        return _back(draft_id, gettext("没有改动。"))
    return _back(draft_id, gettext("规则 %(key)s 已保存。", key=text.rule.key))


@bp.post("/amend/<element>")
@back_to(amend_page, REFUSED)
def succeed(draft_id: int, element: str) -> ResponseReturnValue:
    """Let a row end and another one follow it."""
    text = rule_form.read_rule(request.form)
    amend_rule(desk(), actor(), _where(draft_id), text, element)
    begins = text.rule.effective_from
    words = gettext(
        "规则 %(key)s 自 %(day)s 起按新的一行；原来的一行到前一天为止。",
        key=text.rule.key,
        day=begins.isoformat() if begins else "",
    )
    return _back(draft_id, words)


@bp.post("/remove/<element>")
@back_to(page, REFUSED)
def remove(draft_id: int, element: str) -> ResponseReturnValue:
    """Take a row out."""
    remove_rule(desk(), actor(), _where(draft_id), element)
    return _back(draft_id, gettext("这一行已移除，历史里还能恢复。"))


@bp.get("/try")
def try_out(draft_id: int) -> str:
    """Try a time limit as the draft states it."""
    draft, table = draft_line(db.session(), actor(), draft_id), _readable(draft_id).table
    version = LawVersion(DEADLINES, 0, newest=False, table=table) if table else None
    return try_page(version, draft)


def _readable(draft_id: int) -> LawDraft:
    """Return a draft of deadlines whose table can be read.

    Raises:
        NotFound: ``draft.unknown``. Conflict: ``law.unreadable``.

    """
    found = law_draft(db.session(), actor(), draft_id)
    if found.name != DEADLINES:
        raise NotFound("draft.unknown")
    if found.fault is not None:
        raise Conflict("law.unreadable", reason=fault_words(found.fault))
    return found


def _row(found: LawDraft, element: str) -> RuleRow:
    rows = rows_of(found.table) if found.table else ()
    row = next((each for each in rows if each.element == element), None)
    if row is None:
        raise NotFound("law.no_row", row=element[:60])
    return row


def _where(draft_id: int) -> tuple[int, int]:
    """Return the draft and the revision its page was made from; 0, which matches nothing."""
    text = request.form.get("revision", "")
    known = text.isascii() and text.isdigit() and len(text) < 9
    return draft_id, int(text) if known else 0


def _back(draft_id: int, said: str) -> ResponseReturnValue:
    flash(said)
    return redirect(url_for("studio_rules.show", draft_id=draft_id), 303)
