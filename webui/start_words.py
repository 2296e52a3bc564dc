"""What a period starts from, and what a day is at the office: the engine's codes in words.

The same Chinese words as the command line's (engine/commands/deadline_words.py).
"""

from collections.abc import Mapping

from engine.rules.calendar import DayKind
from webui.translate import LazyString
from webui.translate import lazy_gettext as _

STARTS: Mapping[str, LazyString] = {
    "accepted": _("受理"),
    "act_known": _("知道行政行为"),
    "agreed_day": _("约定之日"),
    "agreement_in_force": _("协议生效"),
    "application_received": _("收到申请（投诉）"),
    "case_closed": _("办结"),
    "complaint_received": _("收到投诉"),
    "confirmation_accepted": _("法院受理"),
    "confirmation_applied": _("提出确认申请"),
    "correction_notice_received": _("收到补正通知"),
    "duty_at_county": _("责任到县级"),
    "duty_at_town": _("责任到镇级"),
    "duty_at_village": _("责任到村级"),
    "finding_due": _("整改限期"),
    "finding_reported": _("报告整改"),
    "first_session": _("首次调解"),
    "handed_over": _("交办（移交）"),
    "material_signed_for": _("签收法院材料"),
    "mediation_ended": _("调解结束"),
    "notice_received": _("收到通知"),
    "order_issued": _("发出或退回督办单"),
    "order_known": _("知道或应当知道"),
    "order_received": _("收到裁定"),
    "order_replied": _("回复督办单"),
    "order_sent": _("发出督办单"),
    "performance_due": _("约定的履行日"),
    "performance_ended": _("履行期限最后一日"),
    "petition_received": _("收到信访事项"),
    "police_case_filed": _("立案"),
    "reexamination_requested": _("收到复核请求"),
    "registered": _("登记"),
    "reply_received": _("收到答复"),
    "review_requested": _("收到复查请求"),
    "risk_noticed": _("发现风险"),
    "step_opened": _("步骤开始"),
    "traffic_start_day": _("法定起算日"),
    "transfer_received": _("收到转送"),
    "urged": _("催办"),
    "visit_done": _("回访完成"),
    "visit_unsatisfied": _("回访不满意"),
}
KINDS: Mapping[DayKind, LazyString] = {
    DayKind.WORK: _("工作日"),
    DayKind.MAKEUP: _("调休上班日"),
    DayKind.WEEKEND: _("周末"),
    DayKind.HOLIDAY: _("放假日"),
    DayKind.CLOSED: _("本单位休息日"),
    DayKind.OPENED: _("本单位上班日"),
}


def start_word(event: object) -> str:
    """Return the event a period starts from in words; the code itself if it has none."""
    return str(STARTS.get(str(event), event))
