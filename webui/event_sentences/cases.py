"""What happened to a dispute itself, in sentences."""

from collections.abc import Mapping

from webui.translate import LazyString
from webui.translate import lazy_gettext as _

CASES: Mapping[str, tuple[LazyString, ...]] = {
    "CaseRegistered": (
        _("在%(office_id)s登记纠纷：%(category)s，%(source)s，风险%(grade)s（%(points)s 分）"),
        _("登记纠纷"),
    ),
    "CaseAccepted": (
        _("受理，走%(channel)s，交%(office_id)s办理；系统建议是%(proposed)s%(if_differs)s"),
        _("受理，走%(channel)s，交%(office_id)s办理"),
        _("受理，走%(channel)s"),
    ),
    "CaseRefused": (_("不予受理：%(reason)s"), _("不予受理")),
    "DocketAllotted": (_("编定案号%(text)s"),),
    "CaseDispatched": (_("交办给%(office_id)s，等待签收"), _("交办，等待签收")),
    "CaseSignedFor": (_("%(office_id)s签收，开始办理"), _("签收，开始办理")),
    "SittingHeld": (_("第 %(number)s 次调解：%(result)s"),),
    "AgreementMade": (_("达成%(form)s%(number)s，%(effective_on)s生效"), _("达成协议")),
    "PerformanceNoted": (_("记录履行情况：%(performance)s"),),
    "ConfirmationNoted": (_("司法确认：%(state)s"),),
    "VisitMade": (_("回访：%(satisfaction)s"),),
    "RedoOpened": (_("当事人不满意，第 %(count)s 次退回重办"),),
    "RiskReported": (_("上报风险：%(violence)s"),),
    "GradeChanged": (
        _("风险等级由%(before)s改为%(after)s（%(points)s 分）：%(reason)s"),
        _("风险等级由%(before)s改为%(after)s"),
    ),
    "FactsCorrected": (
        _("更正案情：%(reason)s（%(clocks)s 个期限随之变动）%(if_clocks)s"),
        _("更正案情：%(reason)s"),
        _("更正案情"),
    ),
    "CaseWithdrawn": (_("当事人撤回申请：%(reason)s"), _("当事人撤回申请")),
    "MediationTerminated": (_("终止调解（%(outcome)s），已告知其他途径"), _("终止调解")),
    "CaseClosed": (_("办结：%(outcome)s"), _("办结")),
    "CaseArchived": (_("归档，案号%(docket_no)s"), _("归档")),
    "PartyRevealed": (_("查看当事人的完整号码：%(reason)s"), _("查看当事人的完整号码")),
    "PersonalFactsErased": (
        _("删除一位当事人的个人信息：%(reason)s"),
        _("删除一位当事人的个人信息"),
    ),
    "CaseReopened": (_("重新办理：%(reason)s"), _("重新办理")),
    "NoteAdded": (_("写了一条备注"),),
}
