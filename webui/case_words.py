"""The words of a case's page: results, performance, marks, acts and why they cannot be done now."""

from collections.abc import Mapping, Sequence

from engine.queries.acts import Act
from engine.queries.disputes import Party
from engine.queries.overview import CaseOverview
from engine.rules.case import PartyRole
from webui.terms import term
from webui.translate import LazyString, gettext
from webui.translate import lazy_gettext as _

SITTING_RESULTS: Mapping[str, LazyString] = {
    "agreed_written": _("达成书面协议"),
    "agreed_oral": _("达成口头协议"),
    "go_on": _("继续调解"),
    "no_show": _("一方未到场"),
    "settled": _("自行和解"),
    "failed": _("调解不成"),
    "refused": _("一方拒绝调解"),
    "planned": _("已约定"),
}
AGREEMENT_FORMS: Mapping[str, LazyString] = {"written": _("书面协议"), "oral": _("口头协议")}
PERFORMANCES: Mapping[str, LazyString] = {
    "pending": _("待履行"),
    "performed": _("已履行"),
    "partly": _("部分履行"),
    "not_performed": _("未履行"),
    "repudiated": _("反悔"),
}
CONFIRMATIONS: Mapping[str, LazyString] = {
    "wanted": _("准备申请司法确认"),
    "applied": _("已申请司法确认"),
    "accepted": _("法院已受理"),
    "not_accepted": _("法院不予受理"),
    "confirmed": _("法院已确认"),
    "rejected": _("法院驳回申请"),
    "lapsed": _("逾期未申请司法确认"),
    "given_up": _("放弃申请司法确认"),
}
MARKS: Mapping[str, LazyString] = {
    "death": _("有人死亡"),
    "repeat": _("反复激化"),
    "petition": _("已经或扬言上访"),
    "cross_area": _("跨地区"),
    "sensitive": _("敏感时段、地点或人群"),
    "media": _("媒体或网络关注"),
}
ACTS: Mapping[str, LazyString] = {
    "extend": _("申请延长…"),
    "pause": _("暂停期限…"),
    "resume": _("恢复计算…"),
    "hand_off": _("移交…"),
    "withdraw": _("撤回申请…"),
    "terminate": _("终止调解…"),
    "risk": _("报告风险…"),
    "reopen": _("重新办理…"),
    "correct": _("更正案情…"),
    "note": _("写备注…"),
}
HINDRANCES: Mapping[str, LazyString] = {
    "case_ended": _("案件已办结"),
    "no_clock": _("没有在走的期限"),
    "not_pausable": _("这个期限依规不能暂停"),
    "paused_already": _("已经暂停"),
    "not_paused": _("没有暂停"),
    "not_extendable": _("这个期限依规不能延长"),
    "too_late": _("期限已满，不能再延长"),
    "asked_already": _("延长申请正在审批"),
    "not_accepted_yet": _("还没有受理"),
    "handoff_under_way": _("另一次移交还没有回执"),
    "not_at_this_stage": _("案件不在能这样办的阶段"),
    "not_closed": _("案件还没有办结"),
    "never_accepted": _("案件没有受理过"),
    "archived": _("案件已经归档"),
}
WORDS: Mapping[str, Mapping[str, LazyString]] = {
    "result": SITTING_RESULTS,
    "agreement": AGREEMENT_FORMS,
    "performance": PERFORMANCES,
    "confirmation": CONFIRMATIONS,
    "mark": MARKS,
    "act": ACTS,
    "hindrance": HINDRANCES,
}


def case_word(kind: str, code: str | None) -> str:
    """Return a code of the case's page in words; empty for None."""
    return "" if code is None else str(WORDS[kind].get(code, code))


def case_name(sheet: CaseOverview) -> str:
    """Return what a case is called: who against whom about what; its code for those who may not.

    The parties are left out where the title names them already.
    """
    if sheet.dispute is None:
        return sheet.code
    title, names = sheet.dispute.title, sides(sheet.dispute.parties)
    named = all(party.name in title for party in sheet.dispute.parties[:2])
    return title if named or not names else f"{names}　{title}"


def sides(parties: Sequence[Party]) -> str:
    """Return «甲 — 乙», «甲等 8 人 — 乙»: each side by its first name."""
    applicants = [party.name for party in parties if party.role == PartyRole.APPLICANT]
    others = [party.name for party in parties if party.role == PartyRole.RESPONDENT]
    return " — ".join(_side(names) for names in (applicants, others) if names)


def _side(names: list[str]) -> str:
    if len(names) < 3:
        return "、".join(names)
    return gettext("%(name)s等 %(count)d 人", name=names[0], count=len(names))


def strongest(sheet: CaseOverview) -> str:
    """Return points and the strongest reason of the grade, for its badge."""
    points = gettext("%(points)d 分", points=sheet.points)
    reasons = sheet.dispute.grade_reasons if sheet.dispute else ()
    return f"{points}·{reasons[0]['reason']}" if reasons else points


def offered(sheet: CaseOverview) -> list[Act]:
    """Return the acts to offer: first those that can be done now."""
    shown = [sheet.acts[name] for name in ACTS if sheet.acts[name].shown]
    return sorted(shown, key=lambda act: not act.allowed)


def whereabouts(sheet: CaseOverview) -> list[tuple[str, str]]:
    """Return who is who: answerable office, mediating body, handler, leader, place."""
    bodies = sheet.bodies
    rows = [
        (gettext("责任单位"), bodies.holder),
        (gettext("调解组织"), bodies.body or gettext("签收后确定")),
        (gettext("承办人"), bodies.assignee or gettext("未定")),
        (gettext("包案领导"), bodies.leader),
        (gettext("属地"), bodies.place),
        (gettext("登记单位"), bodies.registered),
        (gettext("对接法院"), bodies.court),
    ]
    return [(label, name) for label, name in rows if name]


def origin(sheet: CaseOverview) -> list[tuple[str, str]]:
    """Return where the case came from and how it was sent on."""
    rows = [(gettext("来源"), term("source", sheet.source))]
    dispute = sheet.dispute
    if dispute is not None and dispute.source_ref:
        rows.append((gettext("外部编号"), dispute.source_ref))
    rows.append((gettext("类型"), term("category", sheet.category)))
    route = dispute.route if dispute else {}
    proposed = route.get("proposed")
    if isinstance(proposed, dict) and proposed.get("channel"):
        words = term("channel", str(proposed["channel"]))
        reason = str(proposed.get("reason") or "")
        rows.append((gettext("系统建议"), f"{words}：{reason}" if reason else words))
    confirmed = route.get("confirmed")
    if isinstance(confirmed, dict) and confirmed.get("channel"):
        rows.append((gettext("人工确认"), term("channel", str(confirmed["channel"]))))
    return rows
