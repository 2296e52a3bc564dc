"""What diagrams name, in words an administrator knows: effects, offices, messages, values.

The codes are those of the engine (its registry of effects, its office selectors, the messages
its use cases send); tests/webui/test_studio_words.py insists that none is missing here.
"""

from collections.abc import Mapping
from typing import NamedTuple

from webui.translate import LazyString
from webui.translate import lazy_gettext as _

EFFECTS: Mapping[str, LazyString] = {
    "accept_case": _("受理案件"),
    "refuse_case": _("不予受理"),
    "dispatch_case": _("交办案件"),
    "start_duty": _("开始计算责任期限"),
    "climb_duty": _("责任提级"),
    "report_overdue_to_leader": _("超期报告分管领导"),
    "count_sitting": _("登记本次调解"),
    "third_failure": _("三次未果告知督办"),
    "agreement_made": _("登记协议生效"),
    "record_confirmation": _("登记司法确认结果"),
    "confirmation_lapsed": _("登记逾期未申请司法确认"),
    "stop_mediation": _("停止正在进行的调解"),
    "record_withdrawal": _("登记撤回"),
    "open_redo": _("开始重新调解"),
    "open_referral": _("发起移送"),
    "accept_handoff": _("接收移送"),
    "return_handoff": _("退回移送"),
    "send_again": _("再次移送"),
    "give_up_handoff": _("放弃移送"),
    "close_case": _("办结案件"),
    "archive_case": _("立卷归档"),
    "lift_order": _("解除督办"),
    "return_order": _("退回督办单"),
    "close_finding": _("整改办结"),
    "double_finding": _("整改不到位，加倍记分"),
}
OFFICES: Mapping[str, LazyString] = {
    "holder": _("负责单位"),
    "body": _("调解组织"),
    "parent": _("负责单位的上级"),
    "county": _("县矛盾纠纷调处中心"),
    "court": _("诉调对接中心"),
    "registered": _("登记单位"),
    "sender": _("移送单位"),
    "receiver": _("接收单位"),
    "issuer": _("发出单位（督办、整改、催办、投诉）"),
    "addressee": _("承办单位（督办、整改、催办、投诉）"),
}
MESSAGES: Mapping[str, LazyString] = {
    "withdraw": _("当事人撤回"),
    "terminate": _("终止调解"),
    "stop_mediation": _("停止正在进行的调解"),
    "handed_over": _("移送已被接收"),
    "handoff_failed": _("移送未成"),
    "handoff_withdrawn": _("移送方撤回"),
    "agreement_amended": _("协议变更"),
    "duty_climbed": _("责任已提级"),
    "three_failed": _("三次调解未果"),
    "climb_now": _("提前提级"),
    "duty_done": _("责任解除"),
}


class ValueWords(NamedTuple):
    """A value a process carries: what people call it, and the code set its values come from."""

    words: LazyString
    term: str = ""


# what the office itself puts into a process; forms and tables add theirs
VALUES: Mapping[str, ValueWords] = {
    "channel": ValueWords(_("渠道"), "channel"),
    "level": ValueWords(_("层级"), "level"),
    "mode": ValueWords(_("办理模式"), "area_mode"),
    "grade": ValueWords(_("风险等级"), "grade"),
    "points": ValueWords(_("风险评分")),
    "category": ValueWords(_("纠纷类别"), "category"),
    "source": ValueWords(_("来源"), "source"),
    "people": ValueWords(_("涉及人数")),
    "amount_fen": ValueWords(_("涉案金额（分）")),
    "violence": ValueWords(_("暴力苗头"), "violence"),
    "result": ValueWords(_("这一步的结果")),
    "decision": ValueWords(_("这一步的决定")),
    "performance": ValueWords(_("履行情况")),
    "outcome": ValueWords(_("办理结果"), "outcome"),
    "target_channel": ValueWords(_("移送到的渠道"), "channel"),
    "body_kind": ValueWords(_("承办单位类型"), "office_kind"),
    "duty_level": ValueWords(_("责任层级"), "level"),
    "on_expiry": ValueWords(_("期限届满后"), "on_expiry"),
    "mediation_rule": ValueWords(_("调解期限规则")),
    "outside_rule": ValueWords(_("外部程序的期限规则")),
    "reply_rule": ValueWords(_("答复期限规则")),
    "sittings_failed": ValueWords(_("调解未果次数")),
    "returns": ValueWords(_("退回次数")),
    "redo_count": ValueWords(_("重新调解次数")),
    "signed": ValueWords(_("已签收")),
}
# what a clock may start from besides the events of the law table
MOMENTS: Mapping[str, LazyString] = {
    "accepted": _("受理"),
    "accepted_outside": _("外部程序受理"),
    "dispatched": _("交办"),
}
