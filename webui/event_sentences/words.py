"""The codes that only events carry, in words: causes, reasons, rulings, procedures."""

from collections.abc import Mapping

from webui.translate import LazyString
from webui.translate import lazy_gettext as _

WORDS: Mapping[str, Mapping[str, LazyString]] = {
    "code_table": {
        "category": _("纠纷类别"),
        "source": _("来源"),
        "outcome": _("办理结果"),
    },
    "cause": {
        "expired": _("期限届满"),
        "three_failed": _("三次调解未成"),
        "risk": _("有激化风险"),
    },
    "decision": {
        "order_acceptance": _("责令接收"),
        "stay": _("由移交单位继续办理"),
        "other_office": _("改送其他单位"),
    },
    "satisfaction": {
        "satisfied": _("满意"),
        "basically": _("基本满意"),
        "unsatisfied": _("不满意"),
    },
    "outside": {
        "settled": _("调解或者和解"),
        "decided": _("作出裁决、决定或者判决"),
        "withdrawn": _("撤回申请或者撤诉"),
        "not_accepted": _("不予受理"),
        "other": _("其他结果"),
    },
    "grade_reason": {
        "risk_reported": _("上报了风险"),
        "facts": _("案情有变化"),
        "corrected": _("更正了案情"),
    },
    "cancelled": {
        "not_needed": _("不再需要"),
        "process_cancelled": _("所在程序已结束"),
        "case_closed": _("案件已办结"),
        "corrected": _("更正案情后适用另一期限"),
        "handed_over": _("案件已移交"),
    },
    "repeated": {"repeat": _("尚未确认"), "silence_over": _("静默期满")},
    "recomputed": {
        "paused": _("期限暂停"),
        "resumed": _("期限恢复"),
        "extended": _("期限延长"),
        "calendar": _("工作日历更新"),
        "corrected": _("更正了案情"),
        "override": _("本所工作日调整"),
        "handed_over": _("改按接收单位的工作日计算"),
    },
    "moved": {
        "started": _("启动"),
        "clock": _("期限届满"),
        "withdraw": _("撤回申请"),
        "terminate": _("终止调解"),
        "handed_over": _("案件移交"),
        "stop_mediation": _("停止调解"),
        "duty_climbed": _("责任上升"),
        "climb_now": _("责任立即上升"),
        "three_failed": _("三次调解未成"),
        "duty_done": _("责任解除"),
        "agreement_amended": _("协议变更"),
        "taken_up": _("解除隔离"),
    },
    "process": {
        "dispute": _("纠纷办理"),
        "peoples_mediation": _("人民调解"),
        "administrative_mediation": _("行政调解"),
        "judicial_mediation": _("司法调解"),
        "judicial_confirmation": _("司法确认"),
        "referral": _("移送交接"),
        "follow_up": _("履行与回访"),
        "risk_report": _("风险报告"),
        "duty": _("办理责任逐级提级"),
        "supervision": _("督办"),
        "rectification": _("整改"),
        "urge": _("催办"),
        "complaint": _("投诉"),
    },
}
