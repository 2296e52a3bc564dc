"""The papers a step makes, in words; the codes are those of ``documents`` in the diagrams."""

from collections.abc import Iterable, Mapping

from webui.translate import LazyString, gettext
from webui.translate import lazy_gettext as _

PAPERS: Mapping[str, LazyString] = {
    "acceptance_notice": _("受理通知书"),
    "address_confirmation": _("送达地址确认书"),
    "climb_slip": _("责任上报单"),
    "closing_report": _("结案报告"),
    "confirmation_application": _("司法确认申请书"),
    "confirmation_ruling": _("司法确认裁定书"),
    "consent_letter": _("同意调解确认书"),
    "court_reply": _("调解结果复函"),
    "delegation_letter": _("委派调解函"),
    "dispatch_slip": _("交办单"),
    "extension_form": _("延长期限审批表"),
    "file_cover": _("卷宗封面"),
    "file_index": _("卷内目录"),
    "handoff_letter": _("移交函"),
    "investigation_record": _("调查笔录"),
    "mediation_agreement": _("调解协议书"),
    "mediation_record": _("调解记录"),
    "oral_agreement_register": _("口头协议登记表"),
    "performance_proof": _("履行凭证"),
    "police_notice": _("报警通知单"),
    "receipt_slip": _("签收回执"),
    "refusal_notice": _("不予受理通知书"),
    "registration_form": _("受理登记表"),
    "rights_notice": _("权利义务告知书"),
    "sitting_notice": _("调解通知书"),
    "supervision_order": _("督办单"),
    "termination_notice": _("终止调解通知书"),
    "undisputed_facts_record": _("无争议事实记载"),
    "visit_record": _("回访记录"),
}


def papers(codes: Iterable[str]) -> str:
    """Return the names of papers, as a sentence lists them."""
    return gettext("、").join(str(PAPERS.get(code, code)) for code in codes)
