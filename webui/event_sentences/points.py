"""What happened in the points ledger and to sanctions, in sentences."""

from collections.abc import Mapping

from webui.translate import LazyString
from webui.translate import lazy_gettext as _

POINTS: Mapping[str, tuple[LazyString, ...]] = {
    "PointsEntered": (_("积分：%(office_id)s %(points)s 分"), _("积分 %(points)s 分")),
    "PointsReversed": (_("冲销积分 %(points)s 分：%(reason)s"), _("冲销积分 %(points)s 分")),
    "PointsAppealed": (_("对积分提出申诉"),),
    "AppealDecided": (_("积分申诉成立，已冲销%(if_upheld)s"), _("积分申诉不成立")),
    "SanctionSigned": (
        _("对%(office_id)s签发%(sanction)s %(number)s，到 %(ends_on)s为止"),
        _("签发%(sanction)s %(number)s"),
    ),
    "SanctionLifted": (_("解除 %(number)s：%(reason)s"), _("解除 %(number)s")),
    "SanctionEnded": (_("%(number)s 期满"),),
    "BoardExported": (_("导出预警看板，%(rows)s 行"),),
}
