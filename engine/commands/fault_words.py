"""What is wrong with a line of a list, and how to mend it, for whoever keeps the list."""

import csv
import io
from collections.abc import Iterable

from engine.rules.sheets import Fault

WHY: dict[str, tuple[str, str]] = {
    "roster.not_text": ("不是能读的 CSV", "用表格软件另存为 CSV（UTF-8 或 GB18030）"),
    "roster.no_rows": ("没有内容", "第一行写列名，以下每行一条"),
    "roster.unknown_column": ("没有这一列", "核对列名，见 docs/operations.md"),
    "roster.column_twice": ("列名重复", "只留一列"),
    "roster.missing_column": ("缺少这一列", "补上这一列"),
    "roster.too_many_cells": ("格数比列名多", "含逗号的内容要加英文双引号"),
    "roster.empty": ("必填，现在是空的", "填上"),
    "roster.too_long": ("超过 200 个字", "缩短"),
    "roster.code": ("编码不合规", "只用字母、数字、点、短横和下划线"),
    "roster.login": ("登录名不合规", "只用字母、数字、点、短横和下划线"),
    "roster.email": ("不是邮箱地址", "写成 name@example.cn，或留空"),
    "roster.unknown_word": ("没有这种说法", "改用：{allowed}"),
    "roster.twice": ("与前面的行重复", "每个编码只用一次"),
    "roster.two_roots": ("最高一级只能有一个，已有 {value}", "写上它的上级编码"),
    "roster.no_root": ("没有最高一级", "最高一级的上级留空"),
    "roster.unknown_office": ("没有这个单位", "核对编码；单位名单里要有它"),
    "roster.parent_refused": ("上级那一行有误，或者互为上级", "先改上级那一行"),
    "roster.login_taken": ("登录名已给了另一个人", "换一个登录名；同一个人的姓名要写得一样"),
    "roster.login_exists": ("登录名已经有人用了", "删去这一行，或者换一个登录名"),
    "roster.too_many": ("一次最多 200 人", "其余另存一份名单，再导入一次"),
    "calendar.day": ("不是日期", "写成 2027-01-01"),
    "calendar.kind": ("只能是放假或者上班", "改为“放假”或“上班”"),
    "calendar.other_year": ("不在这一年", "只写该年（或上年十二月）的日子"),
    "calendar.makeup_on_weekday": ("平日本来上班，不算调休", "删去这一行"),
    "calendar.twice": ("同一天写了两次", "只留一行"),
}
COLUMNS = {
    "code": "编码",
    "name": "名称（姓名）",
    "kind": "类型",
    "level": "层级",
    "parent": "上级",
    "area_mode": "升级方式",
    "docket_word": "案号用字",
    "accepts": "受理类别",
    "channels": "渠道",
    "phone": "电话",
    "address": "地址",
    "login": "登录名",
    "office": "单位",
    "roles": "岗位",
    "email": "邮箱",
    "day": "日期",
}


def in_words(fault: Fault) -> str:
    """Return a fault as one line: where, what, how to mend it."""
    why, mend = WHY.get(fault.code, (fault.code, ""))
    facts = {"value": fault.value, "allowed": "、".join(fault.allowed)}
    column = f" “{COLUMNS.get(fault.column, fault.column)}”列" if fault.column else ""
    shown = f"“{fault.value}”" if fault.value and "{value}" not in why else ""
    place = f"{fault.file} 第 {fault.line} 行{column}"
    return f"{place}：{shown}{why.format(**facts)}。{mend.format(**facts)}。"


def as_csv(faults: Iterable[Fault]) -> str:
    """Return faults as a table: file, line, column, value, what is wrong, how to mend it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["文件", "行", "列", "内容", "问题", "怎样改"])
    for fault in faults:
        why, mend = WHY.get(fault.code, (fault.code, ""))
        facts = {"value": fault.value, "allowed": "、".join(fault.allowed)}
        words = [why.format(**facts), mend.format(**facts)]
        writer.writerow([fault.file, fault.line, fault.column, fault.value, *words])
    return out.getvalue()
