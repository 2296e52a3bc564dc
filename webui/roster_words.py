"""What is wrong with a row of a list sent through the browser, and how to mend it."""

from collections.abc import Mapping

from engine.rules.sheets import Fault
from webui.translate import LazyString, gettext
from webui.translate import lazy_gettext as _

WRONG: Mapping[str, LazyString] = {
    "roster.not_text": _("不是能读的 CSV；用表格软件另存为 CSV（UTF-8 或 GB18030）。"),
    "roster.no_rows": _("没有内容；第一行写列名，以下每行一条。"),
    "roster.unknown_column": _("没有这一列；核对列名。"),
    "roster.column_twice": _("列名重复；只留一列。"),
    "roster.missing_column": _("缺少这一列；补上。"),
    "roster.too_many_cells": _("格数比列名多；含逗号的内容要加英文双引号。"),
    "roster.empty": _("必填，现在是空的。"),
    "roster.too_long": _("超过 200 个字；缩短。"),
    "roster.login": _("登录名只用字母、数字、点、短横和下划线。"),
    "roster.email": _("不是邮箱地址；写成 name@example.cn，或留空。"),
    "roster.unknown_word": _("没有这种说法；改用：%(allowed)s。"),
    "roster.unknown_office": _("没有这个单位，或者它已停用；核对单位编码。"),
    "roster.login_taken": _("登录名已给了另一个人；同一个人的姓名要写得一样。"),
    "roster.login_exists": _("登录名已经有人用了；删去这一行，或者换一个登录名。"),
    "roster.too_many": _("一次最多 200 人；其余另存一份名单，再导入一次。"),
}
COLUMNS: Mapping[str, LazyString] = {
    "login": _("登录名"),
    "name": _("姓名"),
    "office": _("单位"),
    "roles": _("岗位"),
    "email": _("邮箱"),
    "phone": _("电话"),
}


def in_words(fault: Fault) -> str:
    """Return what is wrong with a cell; ``allowed`` are words of the list, which is Chinese."""
    words = WRONG.get(fault.code)
    return str(words) % {"allowed": "、".join(fault.allowed)} if words else gettext("格式不对")


def column_name(fault: Fault) -> str:
    """Return what the reader calls the column; as it was written where it is none of ours."""
    return str(COLUMNS.get(fault.column, fault.column))
