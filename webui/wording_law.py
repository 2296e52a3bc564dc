"""Refusals about the rows of law tables."""

from webui.translate import lazy_gettext as _

LAW = {
    "law.row": _("规则还有要改的地方。"),
    "law.no_row": _("表里没有这一行，可能已经被移除：%(row)s。"),
    "law.unreadable": _(
        "规则表现在读不出来：%(reason)s。请先在表格编辑里改正，或者恢复以前的保存。"
    ),
    "table.values": _("试一试的值有的读不懂。"),
    "law.last_row": _("表里只剩这一行，不能移除。"),
}
LAW_FIELDS = {
    "law.overlaps": _("与同一规则的另一行（第 %(rows)s 行）施行时间重叠"),
    "law.before_the_old": _("要晚于原来那一行的施行起"),
    "law.another_key": _("只改施行时间之后的内容，规则编号不变"),
    "law.key_letters": _("用大写字母、数字和短横，如 PM-12"),
    "law.not_fixed": _("写了表达式，要写固定的值"),
    "law.no_source": _("请写明依据"),
    "law.too_long": _("数字太大，请核对单位"),
    "law.key_differs": _("与查找用的规则编号不一致"),
    "law.span_differs": _("与查找用的起算之日不一致"),
    "rule.empty": _("请填写"),
    "rule.length": _("按约定日期的写 0，其他至少 1"),
    "rule.hours_do_not_roll": _("按小时的期限末日不顺延"),
    "rule.dates_are_agreed_anew": _("按约定日期的不能延长"),
    "rule.not_extendable": _("不能延长的不写这一项"),
    "rule.not_checked": _("写着已核对，请写核对日期"),
    "rule.span": _("施行止不能早于施行起"),
}
