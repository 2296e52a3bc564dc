"""The acts on a case that ask first: their questions, their words, what each leads to."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import current_app, url_for

from engine.queries.overview import CaseOverview
from engine.rules.case import OUTCOMES_WITHOUT_AGREEMENT, Violence
from engine.rules.errors import Conflict, NotAllowed
from webui.terms import choices
from webui.translate import gettext

ENDPOINTS = {
    "extend": "case_clocks.show",
    "pause": "case_clocks.show",
    "resume": "case_clocks.show",
    "hand_off": "case_handoffs.send",
    "withdraw": "case.withdraw",
    "terminate": "case.terminate",
    "risk": "case.report",
    "reopen": "case.reopen",
    "note": "case.notes",
    "correct": "case_corrections.ask",
}

NAMES = {"report": "risk"}  # where the endpoint is called otherwise than the act


@dataclass(frozen=True, slots=True)
class Asking:
    """An act's form: one text, perhaps one choice; ``grave`` acts get a red-lined button."""

    endpoint: str
    title: str
    effect: str
    confirm: str
    refuse: str
    labels: Mapping[str, str]
    text_key: str = "reason"
    hint: str = ""
    option_key: str = ""
    options: list[tuple[str, str]] = field(default_factory=list)
    grave: bool = True


def act_url(sheet: CaseOverview, name: str) -> str:
    """Return where an act is done; empty while its page is not there."""
    endpoint = ENDPOINTS[name]
    if endpoint not in current_app.view_functions:
        return ""
    return url_for(endpoint, code=sheet.code)


def refuse_idle(sheet: CaseOverview, asking: Asking) -> None:
    """Refuse to ask for what could not be done anyway.

    Raises:
        NotAllowed: the person may not do this to the case.
        Conflict: the case does not stand so.
    """
    act = sheet.acts[NAMES.get(asking.endpoint, asking.endpoint)]
    if not act.shown:
        raise NotAllowed("case.act")
    if not act.allowed:
        raise Conflict("case.act_not_now", status=sheet.status)


def withdrawing() -> Asking:
    """Return the question before an application is withdrawn."""
    return Asking(
        endpoint="withdraw",
        title=gettext("撤回申请"),
        effect=gettext("调解停止，案件进入结案；案号保留。法院委派的案件还要退回材料。"),
        confirm=gettext("撤回这件申请"),
        refuse=gettext("不撤回"),
        labels={"reason": gettext("申请人撤回的理由")},
    )


def terminating() -> Asking:
    """Return the question before mediation is ended."""
    outcomes = [each for each in choices("outcome") if each[0] in OUTCOMES_WITHOUT_AGREEMENT]
    return Asking(
        endpoint="terminate",
        title=gettext("终止调解"),
        effect=gettext(
            "一方明确拒绝的，不得调解（人民调解法第十七条）。下一步告知双方仲裁、行政、诉讼等途径，"
            "制作终止调解通知书。"
        ),
        confirm=gettext("终止这次调解"),
        refuse=gettext("不终止"),
        labels={"outcome": gettext("为什么终止"), "reason": gettext("具体情况")},
        option_key="outcome",
        options=outcomes,
    )


def reporting() -> Asking:
    """Return the question before a risk is reported."""
    seen = [each for each in choices("violence") if each[0] != Violence.NONE]
    return Asking(
        endpoint="report",
        title=gettext("报告风险"),
        effect=gettext(
            "马上生成“报告公安机关”一步并通知主任、督办员和分管领导；案件重新评分定级，责任上移一级"
            "（人民调解法第二十五条）。"
        ),
        confirm=gettext("现在报告"),
        refuse=gettext("不报告"),
        labels={"violence": gettext("看到了什么"), "account": gettext("经过")},
        text_key="account",
        hint=gettext("何时何地、谁、说了什么或做了什么"),
        option_key="violence",
        options=seen,
    )


def reopening() -> Asking:
    """Return the question before a closed case is taken up again."""
    return Asking(
        endpoint="reopen",
        title=gettext("重新办理"),
        effect=gettext("案件编码和案号不变，从签收重新开始，期限重新起算。"),
        confirm=gettext("重新办理这件案件"),
        refuse=gettext("不重新办理"),
        labels={"reason": gettext("重新办理的理由")},
        grave=False,
    )
