"""What happened to warnings, silences and sensitive periods, in sentences."""

from collections.abc import Mapping

from webui.translate import LazyString
from webui.translate import lazy_gettext as _

WARNINGS: Mapping[str, tuple[LazyString, ...]] = {
    "WarningAcknowledged": (
        _("已知悉“%(rule)s”%(colour)s预警：%(note)s"),
        _("已知悉“%(rule)s”%(colour)s预警"),
    ),
    "WarningRepeated": (_("“%(rule)s”%(colour)s，%(cause)s，再次提醒"), _("再次提醒")),
    "WarningsSnoozed": (_("稍后提醒本人“%(rule)s”：%(reason)s"), _("稍后提醒本人")),
    "WarningsSilenced": (
        _("“%(rule)s”的预警静默：%(reason)s"),
        _("本案预警静默：%(reason)s"),
        _("预警静默"),
    ),
    "SilenceLifted": (_("解除预警静默：%(reason)s"), _("解除预警静默")),
    "SensitivePeriodBegun": (_("开启敏感时期：%(reason)s"), _("开启敏感时期")),
    "SensitivePeriodEnded": (_("结束敏感时期：%(reason)s"), _("结束敏感时期")),
    "ThresholdsMoved": (_("预警标准变化，%(clocks)s 个期限重新计算，%(moved)s 个变色时刻有变"),),
    "DailyReportFiled": (_("报送每日报告"),),
    "DailyReportsMissing": (_("每日报告未按时报送，已告知督办员"),),
}
