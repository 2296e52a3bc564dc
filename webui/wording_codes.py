"""Refusals of those who look after code tables and texts, in sentences."""

from webui.translate import lazy_gettext as _

CODES = {
    "codes.care": _("代码表只有系统管理员可以改。"),
    "codes.changed": _("这张代码表刚被别人改过，请看过现在的样子再改。"),
    "code.form": _("代码还有要改的地方。"),
    "code.fixed": _("办理结果由程序判断使用，可以改名和停用，不能新增。"),
    "code.unknown": _("没有这个代码。"),
    "code.last": _("至少要留一个可以选的代码。"),
    "care.unknown": _("没有这次改动。"),
    "care.later": _("这次改动以后又改过，不能直接撤销。请先撤销后来的改动。"),
}
CODE_FIELDS = {
    "retired_option": _("这一项已停用，请另选一项"),
    "code.letters": _("用大写字母、数字和下划线，最多 20 个"),
    "code.taken": _("已经有这个编码"),
    "code.full": _("这张表已满，先停用不用的也不能再加"),
}
