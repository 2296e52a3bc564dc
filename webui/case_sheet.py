"""The list of cases as a file: the same rows and columns as on the page."""

from collections.abc import Sequence

from flask import Response

from engine.queries.cases import CaseLine
from webui.formatting import OFFICE_ZONE
from webui.frame import today
from webui.sheet import cell, sheet, text_cell
from webui.standing_badge import rule_name, standing_badge
from webui.terms import term
from webui.translate import gettext


def file_of(lines: Sequence[CaseLine]) -> Response:
    """Return the file of these cases."""
    head = [
        gettext("剩余时间"),
        gettext("到期日"),
        gettext("期限"),
        gettext("当事人"),
        gettext("纠纷"),
        gettext("状态"),
        gettext("渠道"),
        gettext("风险"),
        gettext("属地"),
        gettext("责任单位"),
        gettext("承办人"),
        gettext("登记日期"),
        gettext("案号"),
        gettext("编码"),
    ]
    return sheet(f"heshi-cases-{today()}.csv", head, [_row(line) for line in lines])


def _row(line: CaseLine) -> list[str]:
    standing = line.standing
    badge = standing_badge(standing)
    return [
        cell(f"{badge.word} {badge.left}".strip() if standing else ""),
        cell(standing.due_on if standing else None),
        cell(rule_name(standing) if standing else ""),
        cell(line.parties.text if line.parties else ""),
        cell(line.title),
        cell(term("status", line.status)),
        cell(term("channel", line.channel)),
        cell(term("grade", line.grade)),
        cell(line.place),
        cell(line.holder),
        cell(line.assignee),
        cell(line.registered_at.astimezone(OFFICE_ZONE).date()),
        text_cell(line.docket_no),
        text_cell(line.code),
    ]
