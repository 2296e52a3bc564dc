"""What happened in supervision, in sentences."""

from collections.abc import Mapping

from webui.translate import LazyString
from webui.translate import lazy_gettext as _

SUPERVISION: Mapping[str, tuple[LazyString, ...]] = {
    "UrgeSent": (_("催办%(office_id)s，最迟 %(reply_on)s回复"), _("催办")),
    "UrgeAnswered": (_("回复催办，已过期限%(if_late)s"), _("回复催办")),
    "OrderBatchIssued": (_("发出督办 %(number)s，共 %(orders)s 件"),),
    "OrderIssued": (_("向%(office_id)s发出%(card)s督办 %(number)s"), _("发出督办单 %(number)s")),
    "OrderSigned": (_("签收督办单 %(number)s"),),
    "OrderReplied": (
        _("回复督办单 %(number)s，已过期限%(if_late)s"),
        _("回复督办单 %(number)s"),
    ),
    "OrderReturned": (_("督办单 %(number)s 的回复未通过核查，退回再办"),),
    "OrderLifted": (_("解除督办 %(number)s"),),
    "OrderCancelled": (_("撤销督办单 %(number)s：%(reason)s"), _("撤销督办单 %(number)s")),
    "ComplaintReceived": (
        _("受理对%(about_office_id)s的投诉 %(number)s，由%(office_id)s答复"),
        _("受理投诉 %(number)s"),
    ),
    "ComplaintAnswered": (
        _("答复投诉 %(number)s：%(complaint_result)s，已过期限%(if_late)s"),
        _("答复投诉 %(number)s：%(complaint_result)s"),
    ),
    "ComplaintRated": (
        _("投诉人对 %(number)s 的答复满意%(if_satisfied)s"),
        _("投诉人对 %(number)s 的答复不满意"),
    ),
    "SpotCheckDrawn": (_("抽查 %(number)s：从 %(population)s 件中抽取 %(drawn)s 件"),),
    "SpotCheckCaseChecked": (_("抽查本案：%(check_result)s"),),
    "FindingMade": (
        _("抽查发现问题 %(number)s，%(office_id)s最迟 %(fix_on)s改好"),
        _("抽查发现问题 %(number)s"),
    ),
    "FindingReported": (_("报告 %(number)s 已经整改"),),
    "FindingRechecked": (
        _("复查 %(number)s：已改好%(if_is_fixed)s"),
        _("复查 %(number)s：没有改好，第 %(times_not_fixed)s 次"),
    ),
}
