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
    "text.form": _("文本还有要改的地方。"),
    "text.unknown": _("没有这种消息的文本。"),
    "text.changed": _("这份文本刚被别人改过，请看过现在的样子再改。"),
    "care.later": _("这次改动以后又改过，不能直接撤销。请先撤销后来的改动。"),
}
CODE_FIELDS = {
    "retired_option": _("这一项已停用，请另选一项"),
    "text.empty": _("请写文本：第一行是标题，下面是正文"),
    "text.too_long": _("文本太长，最多 %(about)s 个字"),
    "text.too_deep": _("括号套得太深"),
    "text.syntax": _("第 %(line)s 行写法不对：%(about)s"),
    "text.fact": _("第 %(line)s 行：不能用 %(about)s，只能用右边列出的内容"),
    "text.filter": _("第 %(line)s 行：只能用 default 和 line，不能用 %(about)s"),
    "text.not_read": _("第 %(line)s 行：文本里不能写 %(about)s"),
    "text.words": _("第 %(line)s 行：word 的第一项只能是 %(about)s"),
    "text.says_nothing": _("照这份文本，有的消息会是空的"),
    "code.letters": _("用大写字母、数字和下划线，最多 20 个"),
    "code.taken": _("已经有这个编码"),
    "code.full": _("这张表已满，先停用不用的也不能再加"),
}
