"""Write ``docs/privacy.md``: who sees how much of a party's numbers, and where.

``python -m docs.privacy_table`` writes the page; ``tests/architecture/test_privacy_doc.py``
compares it with ``engine.rules.masking.MATRIX``.
"""

from collections.abc import Iterator
from pathlib import Path

from engine.rules.masking import Shown, Surface, shown
from engine.rules.permissions import Role
from webui.terms import ROLES

PAGE = Path(__file__).with_name("privacy.md")
HEAD = """\
# 个人信息 Privacy

依据：个人信息保护法第六条（最小必要）、第二十八条（敏感个人信息）、第四十七条（删除）、第五十一条（加密、去标识化）、第五十四条（审计）。

## 谁在哪里看到多少

证件号、电话、住址同一规则。**遮**：证件号留前四位后四位，电话留前三位后四位，住址留到县（区）；**全**：完整；**—**：没有。
文字里写进去的证件号和电话，显示时同样遮住。

"""
TAIL = """
`tests/proof/test_canaries.py` 种下一组号码和住址，用每个岗位打开每个页面、接口、下载、出错页，
并查日志和整个数据库：多出一处就不通过。

## 查看完整号码

案件页“当事人”里点“显示完整号码”，写明理由。只在那一页显示，不缓存；谁、何时、哪几项、为什么，记入日志（`PartyRevealed`），日志封存后不能改。

## 按号码查找

查找框里输入**整个**证件号、信用代码或电话，能找到案件；输入一部分找不到。不能看当事人的岗位，这样也查不到。

## 怎样存放

证件号、电话、住址和投诉人逐个加密（AES-256-GCM），密钥不在库里：见[说明](adr/0010-single-values-are-encrypted.md)和[密钥](operations.md#密钥)。姓名、案由和笔录没有加密，靠权限和磁盘保护。

## 删除

案件已结，依法需要删除时，调委会主任或督办员在“当事人”里办理，或者 `heshi erase`。
姓名改为“（已删除）”，其余清空；
案由、笔录、协议、备注、步骤表单和消息里的姓名、号码一并去掉。
日志不动：日志只有代码、数字和行号，核对照样通过。**理由里请不要写姓名**，理由不会被删除。
以前的备份里还有，按保存期限销毁；恢复旧备份后要再删一次。

The table is written by a program: `python -m docs.privacy_table`.
"""
SURFACES = {
    Surface.LIST: "列表、查找、看板、下载",
    Surface.CASE: "案件页",
    Surface.API: "接口",
    Surface.REVEAL: "说明理由后",
    Surface.PRINT: "文书",
    Surface.MESSAGE: "消息",
    Surface.EVENT: "案件日志",
    Surface.ERROR: "出错页",
    Surface.LOG: "系统日志",
}
SIGNS = {Shown.NOTHING: "—", Shown.MASKED: "遮", Shown.FULL: "**全**"}


def _lines() -> Iterator[str]:
    yield f"| 岗位 | {' | '.join(SURFACES.values())} |"
    yield "|---" * (len(SURFACES) + 1) + "|"
    for role in Role:
        cells = " | ".join(SIGNS[shown(role, surface)] for surface in SURFACES)
        yield f"| {ROLES[role]} | {cells} |"


def page() -> str:
    """Return the whole page."""
    return HEAD + "\n".join(_lines()) + "\n" + TAIL


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
