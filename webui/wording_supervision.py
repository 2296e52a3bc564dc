"""Refusals of supervision: urging, orders, complaints, spot checks."""

from webui.translate import lazy_gettext as _

SUPERVISION = {
    "supervision.not_above": _("您不督办%(office)s，不能这样做。"),
    "supervision.no_supervisor": _("%(office)s和它的上级都没有督办员，没有人可以答复。"),
    "supervision.office_closed": _("%(office)s已经停用，不能再发给它。"),
    "supervision.nobody_there": _("%(office)s现在没有能签收、回复的人，请先在人员页面补上。"),
    "urge.form": _("催办没有发出，还有要改的地方。"),
    "urge.unanswered": _("这件案子上一次催办还没有回复，不用再催。"),
    "order.form": _("督办单没有发出，还有要改的地方。"),
    "order.card_active": _(
        "案件 %(case)s 的 %(number)s 还没有解除，它同级或者更高，不能再发这一种督办单。"
    ),
    "order.cancel": _("督办单没有撤销，还有要改的地方。"),
    "order.ended": _("%(number)s 已经了结，不能再撤销。"),
    "order.unknown": _("没有这份督办单，或者它不归您管。"),
    "complaint.form": _("投诉没有登记，还有要改的地方。"),
    "complaint.unknown": _("没有这件投诉，或者它不归您管。"),
    "complaint.rate": _("只有登记投诉的人和督办员可以登记满意与否。"),
    "complaint.unanswered": _("%(number)s 还没有答复，不能登记满意与否。"),
    "spot_check.form": _("没有抽取，还有要改的地方。"),
    "spot_check.nothing_to_draw": _("没有符合条件的案件，请放宽范围。"),
    "spot_check.unknown": _("没有这次抽查，或者它不归您管。"),
    "spot_check.already_checked": _("案件 %(case)s 已经有人查过了。"),
    "spot_check.verdict": _("检查结果没有登记，还有要改的地方。"),
    "supervision.list": _("没有这一栏：%(box)s。"),
    "case.urge": _("您不督办承办单位，不能催办。"),
    "case.supervise": _("您不督办承办单位，不能发督办单。"),
    "case.take_complaint": _("您的岗位不登记这里的投诉。"),
    "process.no_subject": _("程序 %(process)s 没有写明对应的督办事项。"),
    "office.no_issuer": _("程序 %(process)s 没有发出单位。"),
}
