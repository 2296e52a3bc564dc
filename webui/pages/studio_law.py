"""期限规则: the law tables, each on its own — versions, rows, a test box, and drafts of them."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.queries.bundles import law_lines
from engine.queries.drafts import IN_HAND, DraftLine, draft_lines
from engine.queries.law_rows import DEADLINES, LawVersion, law_version, running_by_rule
from engine.queries.tables import LAW
from engine.rules.deadline_table import rows_of
from engine.rules.errors import NotFound
from engine.rules.model_paths import law_path
from engine.rules.permissions import Action, Place, may
from engine.storage.drafts import LAW as LAW_DRAFT
from engine.usecases.drafts import open_law_draft
from webui import menu
from webui.addresses import LARGEST_ID
from webui.auth import actor, desk
from webui.database import db
from webui.frame import today
from webui.gate import only_for
from webui.law_rows import cells_of_rows, full_name, shown_rows
from webui.law_trials import trial
from webui.listing import place_choices, places
from webui.terms import choices
from webui.translate import LazyString, gettext
from webui.translate import lazy_gettext as _

bp = Blueprint("studio_law", __name__, url_prefix="/studio/law")
only_for(bp, menu.KEEPERS, hidden=True)
ABOUT: Mapping[str, LazyString] = {
    "deadlines": _("每个期限有多长、从哪天算起、依据哪一条、到期以后怎样。"),
    "warnings": _("期限还剩多少时转黄、转橙。"),
    "ladder": _("每种颜色告诉谁，没有确认的隔多久再提醒。"),
    "points": _("什么事记多少分，记给单位还是个人。"),
    "sanctions": _("单位的哪些数字建议警示、黄牌警告、一票否决。"),
}


@bp.get("")
def show() -> str:
    """Show the law tables with their versions in force."""
    newest = {line.name: line for line in law_lines(db.session(), actor()) if line.newest}
    return render_template(
        "studio/law.html",
        names=[name for name in LAW if name in newest],
        newest=newest,
        about=ABOUT,
        drafts=_drafts(),
        work_url=work_url,
        edits=_edits(),
    )


@bp.get("/<name>")
def table(name: str) -> str:
    """Show one version of a law table, row by row."""
    found = law_version(db.session(), actor(), name, _version())
    template = "studio/law_deadlines.html" if name == DEADLINES else "studio/law_table.html"
    rows = rows_of(found.table) if name == DEADLINES else ()
    return render_template(
        template,
        found=found,
        history=law_lines(db.session(), actor(), name),
        drafts=[each for each in _drafts() if each.law == name],
        about=ABOUT[name],
        work_url=work_url,
        edits=_edits(),
        asked={key: request.args.get(key, "") for key in ("q", "channel", "origin", "old")},
        channels=choices("channel"),
        rows=shown_rows(rows, request.args, today()),
        total=len(rows),
        cells=cells_of_rows(found.table),
        running=running_by_rule(db.session()) if name == DEADLINES else {},
    )


@bp.get("/deadlines/try")
def try_out() -> str:
    """Try a time limit as a version states it."""
    found = law_version(db.session(), actor(), DEADLINES, _version())
    return try_page(found, None)


def try_page(found: LawVersion | None, draft: DraftLine | None) -> str:
    """Return the test box for the table of *found*; *draft*: the draft it is of."""
    offices = places()
    warnings = law_version(db.session(), actor(), "warnings", None).table
    rows = rows_of(found.table) if found else ()
    keys = {row.rule.key: row.rule for row in rows if row.rule}
    return render_template(
        "studio/law_try.html",
        found=found,
        draft=draft,
        rules=list(keys.values()),
        offices=place_choices(offices),
        trial=trial(found.table if found else None, warnings, offices, request.args),
        full_name=full_name,
    )


@bp.post("/<name>/draft")
def begin(name: str) -> ResponseReturnValue:
    """Open a draft of a law table as it is in force."""
    draft_id = open_law_draft(desk(), actor(), name, request.form.get("note", ""))
    flash(gettext("草稿已新建；改好以后提交，由另一人同意才生效。"))
    return redirect(work_url(draft_id, name), 303)


def work_url(draft_id: int, name: str) -> str:
    """Return where a draft of a law table is worked on: by rows, or as a table."""
    if name == DEADLINES:
        return url_for("studio_rules.show", draft_id=draft_id)
    return url_for("studio_tables.show", draft_id=draft_id, path=law_path(name))


def _drafts() -> tuple[DraftLine, ...]:
    return draft_lines(db.session(), actor(), IN_HAND, LAW_DRAFT)


def _edits() -> bool:
    return may(actor(), Action.EDIT_MODELS, Place())


def _version() -> int | None:
    text = request.args.get("version", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or len(text) > 10 or int(text) > LARGEST_ID:
        raise NotFound("law.unknown", name=text[:20])
    return int(text)
