"""管理日志: what administrators did, for auditors and security administrators."""

from datetime import UTC, date, datetime, time, timedelta

from flask import Blueprint, Response, render_template, request

from engine.queries.audit_log import Asked, audit_log
from engine.queries.chain import Tail, positions_of, verify_tail
from engine.queries.paging import LONGEST, Turn
from engine.rules.errors import Invalid
from engine.rules.holdable import holdable
from engine.storage.chain import last_seal
from engine.usecases.sealing import audit_ring
from webui import menu
from webui.auth import actor, desk
from webui.database import KeyPagination, db
from webui.formatting import instant
from webui.frame import today
from webui.gate import only_for
from webui.sheet import cell, sheet
from webui.story import facts_of, sentence_of
from webui.terms import term
from webui.translate import LazyString, gettext
from webui.translate import lazy_gettext as _

bp = Blueprint("audit_log", __name__)
only_for(bp, menu.AUDITORS, hidden=True)
CHECKED = 2_000  # rows of the chain followed for each view; all of it: heshi audit verify
MOST = 5_000  # lines of one file
GROUP_NAMES: dict[str, LazyString] = {
    "entry": _("登录和口令"),
    "people": _("人员和岗位"),
    "offices": _("单位"),
    "models": _("流程和规则"),
    "care": _("日历、代码、文本"),
    "system": _("密钥、消息、其他"),
}


@bp.get("/audit-log")
def show() -> str:
    """Show what was done, the latest first."""
    page = KeyPagination(
        audit_log(db.session(), actor(), _asked(), Turn(request.args.get("cursor")))
    )
    typed = {key: request.args.get(key, "")[:100] for key in ("group", "person", "since", "until")}
    return render_template(
        "audit_log/show.html",
        page=page,
        typed=typed,
        groups=[(code, str(words)) for code, words in GROUP_NAMES.items()],
        places=positions_of(db.session(), [line.event_id for line in page.items]),
        tail=_tail(),
        facts_of=facts_of,
    )


@bp.get("/audit-log.csv")
def export() -> Response:
    """Return the same lines as a file, at most ``MOST``."""
    rows: list[list[str]] = []
    cursor: str | None = None
    while len(rows) < MOST:
        page = audit_log(db.session(), actor(), _asked(), Turn(cursor, LONGEST))
        rows += [
            [
                cell(instant(line.recorded_at, None, desk().zone)),
                cell(line.actor or gettext("系统")),
                cell(term("event", line.kind)),
                cell(sentence_of(line)),
                cell("; ".join(f"{key}={value}" for key, value in facts_of(line))),
                str(line.event_id),
            ]
            for line in page.rows
        ]
        cursor = page.next_cursor
        if cursor is None:
            break
    head = [gettext("时间"), gettext("谁"), gettext("事件"), gettext("内容")]
    head += [gettext("记录"), gettext("编号")]
    return sheet(f"heshi-audit-{today()}.csv", head, rows)


def _asked() -> Asked:
    since, until = (_day(key) for key in ("since", "until"))
    return Asked(
        group=request.args.get("group", ""),
        person="".join(filter(holdable, request.args.get("person", "")))[:100].strip(),
        since=_begins(since) if since else None,
        until=_begins(until + timedelta(days=1)) if until else None,
    )


def _day(key: str) -> date | None:
    text = request.args.get(key, "")
    if not text:
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = date.min
    if not 1900 <= found.year <= 2200:
        raise Invalid("invalid", fields={key: "not_date"})
    return found


def _begins(day: date) -> datetime:
    return datetime.combine(day, time(), desk().zone).astimezone(UTC)


def _tail() -> Tail:
    session = db.session()
    return verify_tail(session, audit_ring(desk(), last_seal(session)), CHECKED)
