"""What happened to steps and procedures, and between offices, in sentences."""

from collections.abc import Mapping

from webui.translate import LazyString
from webui.translate import lazy_gettext as _

STEPS: Mapping[str, tuple[LazyString, ...]] = {
    "StepOpened": (
        _("“%(element)s”等%(office_id)s的%(assignee_id)s办理"),
        _("“%(element)s”等%(office_id)s办理"),
        _("“%(element)s”等人办理"),
    ),
    "StepCompleted": (_("代%(for_id)s办完“%(element)s”"), _("办完“%(element)s”")),
    "StepCancelled": (_("“%(element)s”不再需要办理"),),
    "StepClaimed": (_("代%(for_id)s认领“%(element)s”"), _("认领“%(element)s”")),
    "StepReleased": (_("退回“%(element)s”：%(reason)s"), _("退回“%(element)s”")),
    "StepAssigned": (
        _("把“%(element)s”由%(from_id)s改派给%(assignee_id)s"),
        _("把“%(element)s”指派给%(assignee_id)s"),
        _("指派“%(element)s”"),
    ),
    "StepRecalled": (_("收回已办的“%(element)s”"),),
    "ProcessMoved": (_("“%(process)s”程序推进：%(cause)s"), _("“%(process)s”程序推进")),
    "ProcessQuarantined": (_("“%(kind)s”程序出错，已隔离；案情、文书和期限都在"),),
    "ProcessReleased": (_("“%(kind)s”程序解除隔离，继续办理；期限照常计算"),),
    "ProcessRestored": (_("“%(kind)s”程序退回上一步后解除隔离，最后一步要重新办理"),),
    "HandoffSent": (
        _("由%(from_office_id)s移交给%(to_office_id)s（%(to_channel)s），等待签收"),
        _("发出移交（%(to_channel)s），等待签收"),
    ),
    "HandoffAccepted": (
        _("%(to_office_id)s接收移交（%(to_channel)s），案件由其负责"),
        _("接收移交（%(to_channel)s）"),
    ),
    "HandoffReturned": (_("退回移交，第 %(returns)s 次"),),
    "HandoffGivenUp": (_("收回移交，由移交单位继续办理"),),
    "HandoffDecided": (_("督办裁定归属：%(decision)s"),),
    "CaseHandedOver": (
        _("%(from_office_id)s停用，案件移交%(to_office_id)s"),
        _("办理单位停用，案件移交另一单位"),
    ),
    "OutsideResultNoted": (_("%(channel)s的结果：%(result)s"), _("记录其他渠道的结果：%(result)s")),
}
