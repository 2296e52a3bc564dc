"""Refusals about keys, the chain over the events, and what is revealed or erased."""

from webui.translate import lazy_gettext as _

PROOF = {
    "anchor.unreadable": _("锚点文件读不懂：%(file)s。"),
    "case.erase": _("删除当事人的个人信息由调委会主任或者督办员办理。"),
    "case.reveal": _("您的岗位不能查看完整号码。"),
    "chain.broken": _(
        "事件链的末尾（第 %(position)s 位）不符，没有再往下封存。请运行 heshi audit verify。"
    ),
    "erase.running": _("案件还没有结束，不能删除当事人的个人信息。"),
    "field.unreadable": _("有一处加密的内容解不开：密钥不对，或者内容被改动。"),
    "keys.audit_missing": _(
        "缺少封存事件用的密钥（%(key)s）。请放回 audit-keys.json，或者设置 HESHI_AUDIT_KEYS。"
    ),
    "keys.in_settings": _("密钥写在设置里，请改设置；命令只能更换密钥文件里的。"),
    "keys.missing": _("库里的个人信息用密钥 %(key)s 加密，本机没有这个密钥。请放回 keys.json。"),
    "keys.unreadable": _("密钥文件或者设置读不懂，没有启动：%(file)s。"),
    "reveal.form": _("没有提交，还有要改的地方。"),
}
