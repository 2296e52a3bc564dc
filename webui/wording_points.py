"""Refusals of the points ledger, of sanctions and of the board's files."""

from webui.translate import lazy_gettext as _

POINTS = {
    "points.row": _("积分规则表有一行不能使用，请系统管理员检查。"),
    "points.form": _("没有登记，还有要改的地方。"),
    "points.not_above": _("您不督办%(office)s，不能登记它的积分。"),
    "points.just_entered": _(
        "您十分钟内刚登记过完全相同的一条，没有重复登记。如果是另一件事，请在理由里写明是哪一件。"
    ),
    "points.unknown": _("没有这条积分，或者它不归您管。"),
    "points.reversal": _("没有冲销，还有要改的地方。"),
    "points.is_reversal": _("这一条是冲销，不能再冲销或者申诉。"),
    "points.reversed": _("这一条已经冲销。"),
    "points.appeal": _("没有提交，还有要改的地方。"),
    "points.appealed": _("这一条已经申诉过。"),
    "points.decided": _("这件申诉已经有人决定。"),
    "points.own_entry": _("自己登记的积分、自己提出的申诉，要由别人决定。"),
    "points.month": _("没有这个月份：%(month)s。"),
    "sanctions.row": _("问责建议表有一行不能使用，请系统管理员检查。"),
    "sanctions.not_above": _("您不分管%(office)s，不能签发。"),
    "sanctions.not_proposed": _("按现在的数字，已经没有这条建议。请重新打开页面。"),
    "sanctions.signed": _("这条建议已经签发过。"),
    "sanctions.form": _("没有签发，还有要改的地方。"),
    "sanctions.lift": _("没有解除，还有要改的地方。"),
    "sanctions.ended": _("%(number)s 已经结束。"),
    "sanctions.unknown": _("没有这项措施，或者它不归您管。"),
    "sanctions.figure": _("没有这一栏数字：%(figure)s。"),
}
