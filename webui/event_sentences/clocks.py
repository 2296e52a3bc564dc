"""What happened to time limits, and to the duty that climbs with them, in sentences."""

from collections.abc import Mapping

from webui.translate import LazyString
from webui.translate import lazy_gettext as _

CLOCKS: Mapping[str, tuple[LazyString, ...]] = {
    "ClockOpened": (
        _("“%(rule)s”起算，暂定 %(due_on)s到期%(if_provisional)s"),
        _("“%(rule)s”起算，%(due_on)s到期"),
        _("“%(rule)s”起算"),
    ),
    "ClockMet": (_("“%(rule)s”要办的事已办，但超了期%(if_late)s"), _("“%(rule)s”内办完")),
    "ClockCancelled": (_("“%(rule)s”不再适用：%(reason)s"), _("“%(rule)s”不再适用")),
    "ClockPaused": (
        _("“%(rule)s”自 %(from_on)s起暂停：%(reason)s"),
        _("“%(rule)s”自 %(from_on)s起暂停"),
    ),
    "ClockResumed": (
        _("“%(rule)s”恢复计算，共停 %(days)s 天，%(due_on)s到期"),
        _("“%(rule)s”恢复计算，共停 %(days)s 天"),
    ),
    "ExtensionAsked": (
        _("申请延长“%(rule)s”：由 %(old_due_on)s延到 %(new_due_on)s"),
        _("申请延长“%(rule)s”"),
    ),
    "ExtensionApproved": (
        _("批准延长“%(rule)s”：由 %(old_due_on)s延到 %(new_due_on)s"),
        _("批准延长“%(rule)s”"),
    ),
    "ExtensionRefused": (_("不批准延长“%(rule)s”：%(note)s"), _("不批准延长“%(rule)s”")),
    "ClockRecomputed": (
        _("“%(rule)s”到期日由 %(old_due_on)s改为 %(new_due_on)s：%(reason)s"),
        _("“%(rule)s”到期日改为 %(new_due_on)s：%(reason)s"),
        _("“%(rule)s”的到期日要重算：%(reason)s"),
        _("重算“%(rule)s”的到期日"),
    ),
    "ColourChanged": (
        _("“%(rule)s”由%(before)s转为%(after)s，%(due_on)s到期"),
        _("“%(rule)s”由%(before)s转为%(after)s"),
    ),
    "ClockExpired": (_("“%(rule)s”届满：%(on_expiry)s"), _("“%(rule)s”届满")),
    "DutyClimbDue": (
        _("%(cause)s，责任应由%(from_office_id)s上升到%(to_office_id)s，等待接手"),
        _("%(cause)s，责任应上升一级，等待接手"),
    ),
    "DutyClimbed": (
        _("%(cause)s，责任由%(from_office_id)s上升到%(to_office_id)s"),
        _("%(cause)s，责任上升一级"),
    ),
    "LeaderNamed": (_("指定%(user_id)s包案"), _("指定包案领导")),
    "LeaderTold": (_("已告知包案领导%(user_id)s"), _("已告知包案领导")),
    "ClimbUndone": (
        _("到期日已改为 %(due_on)s，不再上升责任"),
        _("到期日已改，不再上升责任"),
    ),
}
