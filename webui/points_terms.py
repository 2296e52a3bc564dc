"""The codes of points and sanctions in words."""

from webui.translate import lazy_gettext as _

POINTS = {
    "sanction": {
        "caution": _("警示"),
        "yellow_card": _("黄牌警告"),
        "veto": _("一票否决"),
    },
    "pressing": {
        "unacknowledged": _("预警未确认"),
        "acknowledged": _("预警已确认"),
        "orders_open": _("督办未了结"),
        "orders_overdue": _("督办逾期未回复"),
    },
    "appeal_state": {
        "open": _("申诉待决定"),
        "upheld": _("申诉成立"),
        "dismissed": _("申诉不成立"),
    },
    "figure": {
        "closed": _("当月办结"),
        "late": _("其中逾期"),
        "on_time_percent": _("按期办结率"),
        "red_cases": _("当月逾期案件"),
        "extreme_red_cases": _("其中特大"),
        "death_red_cases": _("其中涉及死亡"),
        "cautions_6_months": _("近六个月警示"),
        "yellow_cards_12_months": _("近十二个月黄牌警告"),
    },
}
