"""The codes of supervision in words."""

from webui.translate import lazy_gettext as _

SUPERVISION = {
    "card": {
        "ordinary": _("普通"),
        "yellow": _("黄牌"),
        "red": _("红牌"),
        "listed": _("挂牌"),
    },
    "order_state": {
        "issued": _("待签收"),
        "signed": _("待回复"),
        "replied": _("待核查"),
        "returned": _("退回再办"),
        "lifted": _("已解除"),
        "cancelled": _("已撤销"),
    },
    "order_origin": {
        "hand": _("督办员发出"),
        "clock": _("期限届满"),
        "complaint": _("投诉"),
        "spot_check": _("明查暗访"),
    },
    "complaint_source": {
        "visit": _("来访"),
        "phone": _("来电"),
        "letter": _("来信"),
        "hotline": _("12345 热线"),
        "online": _("网上"),
        "upper": _("上级转来"),
    },
    "complaint_result": {
        "upheld": _("属实"),
        "partly": _("部分属实"),
        "dismissed": _("不属实"),
    },
    "check_kind": {"announced": _("明查"), "unannounced": _("暗访")},
    "check_state": {"any": _("全部"), "open": _("在办"), "ended": _("已办结")},
    "check_result": {"sound": _("没有问题"), "finding": _("有问题")},
    "finding_state": {
        "open": _("待整改"),
        "reported": _("待复查"),
        "fixed": _("已改好"),
        "not_fixed": _("没有改好，再次整改"),
    },
}
