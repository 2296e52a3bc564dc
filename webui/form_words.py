"""What forms are made of, in words: kinds of answers, and the records a form may write.

The kinds are those of ``engine.workflow.forms``, the records those of ``engine.usecases.records``;
tests/webui/test_studio_forms.py insists that none is missing here.
"""

from collections.abc import Mapping

from webui.translate import LazyString
from webui.translate import lazy_gettext as _

TYPES: Mapping[str, LazyString] = {
    "text": _("短文字"),
    "long_text": _("长文字"),
    "integer": _("整数"),
    "decimal": _("小数"),
    "money": _("金额（元）"),
    "date": _("日期"),
    "datetime": _("日期和时间"),
    "choice": _("单选"),
    "choices": _("多选"),
    "yes_no": _("是或否"),
    "user": _("选人员"),
    "office": _("选单位"),
}
RECORDS: Mapping[str, LazyString] = {
    "acceptance": _("受理审查"),
    "signing": _("签收"),
    "duty": _("接办责任"),
    "mediators": _("选定调解员"),
    "consent": _("当事人同意"),
    "investigation": _("调查"),
    "notice": _("通知调解"),
    "sitting": _("调解记录"),
    "undisputed": _("无争议事实"),
    "agreement": _("调解协议"),
    "confirmation": _("司法确认"),
    "performance": _("协议履行"),
    "visit": _("回访"),
    "termination": _("调解终止"),
    "expiry": _("期限届满"),
    "outside": _("外部程序结果"),
    "court_report": _("向法院报告"),
    "handoff": _("移送交接"),
    "closing": _("结案"),
    "archiving": _("立卷归档"),
    "risk": _("风险报告"),
    "supervision": _("督办决定"),
    "order": _("督办单"),
    "finding": _("整改"),
    "urge": _("催办答复"),
    "complaint": _("投诉答复"),
}
