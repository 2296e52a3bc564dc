"""比较版本: what differs between two drafts, published sets or law tables, drawn and in words."""

from collections.abc import Sequence

from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from engine.queries.bundles import bundle_lines, law_lines
from engine.queries.comparisons import Comparison, comparison, side_of
from engine.queries.drafts import draft_lines
from engine.rules.errors import NotFound
from webui import difference_words, menu
from webui.auth import actor
from webui.database import db
from webui.gate import only_for
from webui.terms import term
from webui.translate import gettext

bp = Blueprint("studio_changes", __name__, url_prefix="/studio/compare")
only_for(bp, menu.KEEPERS, hidden=True)

Option = tuple[str, str]


@bp.get("")
def show() -> ResponseReturnValue:
    """Show what differs between two versions, or ask which."""
    left, right = request.args.get("left", ""), request.args.get("right", "")
    kind = request.args.get("kind", "")
    found = comparison(db.session(), actor(), left, right) if left and right else None
    drawing = _drawing(found, request.args.get("drawing", "")) if found else ""
    page = render_template(
        "studio/compare.html",
        found=found,
        files=difference_words.by_file(found, kind) if found else (),
        counts=difference_words.counts(found.differences) if found else {},
        kind=kind,
        drawing=drawing,
        marks=difference_words.marks,
        words=difference_words,
        choices=_choices(),
        left=found.left.reference if found else left,
        right=found.right.reference if found else right,
    )
    response = make_response(page)
    response.headers["X-Heshi-Drawing"] = "1"  # the library writes style attributes
    return response


@bp.get("/diagram")
def diagram() -> Response:
    """Return one side's file as bytes; its page draws it."""
    side = side_of(db.session(), actor(), request.args.get("side", ""))
    path = request.args.get("path", "")
    content = side.files.get(path)
    if content is None or not path.endswith(".bpmn"):
        raise NotFound("draft.no_file", file=path[:120])
    response = Response(content, mimetype="application/octet-stream")
    response.headers["Content-Disposition"] = "attachment"  # never shown as a page of ours
    return response


def _drawing(found: Comparison, asked: str) -> str:
    """Return the diagram to draw: the one asked for, else the first that a case would notice."""
    files = found.left.files.keys() | found.right.files.keys()
    if asked in files:
        return asked
    changed = [each.file for each in found.differences if not each.apart]
    return next((path for path in changed if path.endswith(".bpmn")), "")


def _choices() -> Sequence[tuple[str, Sequence[Option]]]:
    """Return what can be compared, in groups: (heading, [(reference, words)])."""
    session = db.session()
    drafts = [
        (
            f"draft:{line.draft_id}",
            f"{term('law_table', line.law) if line.law else line.title}（{line.draft_id}）",
        )
        for line in draft_lines(session, actor())
    ]
    bundles = [
        (f"bundle:{line.version}", _version(line.version, newest=line.newest))
        for line in bundle_lines(session)
    ]
    laws = [
        (
            f"law:{line.name}:{line.version}",
            f"{term('law_table', line.name)} {_version(line.version, newest=line.newest)}",
        )
        for line in law_lines(session, actor())
    ]
    groups = (
        (gettext("草稿"), drafts),
        (gettext("已发布的程序"), bundles),
        (gettext("规则表"), laws),
    )
    return [(heading, options) for heading, options in groups if options]


def _version(number: int, *, newest: bool) -> str:
    if newest:
        return gettext("第 %(version)d 版（在用）", version=number)
    return gettext("第 %(version)d 版", version=number)
