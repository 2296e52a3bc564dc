"""Refusals about keys, the chain over the events, and what is revealed or erased."""

from webui.translate import lazy_gettext as _

PROOF = {
    "anchor.unreadable": _("锚点文件读不懂：%(file)s。"),
    "chain.broken": _(
        "事件链的末尾（第 %(position)s 位）不符，没有再往下封存。请运行 heshi audit verify。"
    ),
    "field.unreadable": _("有一处加密的内容解不开：密钥不对，或者内容被改动。"),
    "keys.audit_missing": _(
        "缺少封存事件用的密钥（%(key)s）。请放回 audit-keys.json，或者设置 HESHI_AUDIT_KEYS。"
    ),
    "keys.in_settings": _("密钥写在设置里，请改设置；命令只能更换密钥文件里的。"),
    "keys.unreadable": _("密钥文件或者设置读不懂，没有启动。"),
}
