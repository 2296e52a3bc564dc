"""Write ``docs/permissions.md``: who may do what, and who may open which page.

``python -m docs.permission_table`` writes the page; ``tests/architecture/test_permission_doc.py``
compares it with ``engine.rules.permissions.MAY`` and with the gates before the pages.
"""

from collections.abc import Iterator
from pathlib import Path

from engine.rules.permissions import MAY, Action, Actor, Grant, Place, Role
from webui import menu, pages
from webui.gate import guarded
from webui.terms import ROLES

PAGE = Path(__file__).with_name("permissions.md")
HEAD = """\
# 权限 Permissions

没有写在表里的，一律不许。岗位是“在某个单位担任某种角色”；一个人可以有几个岗位，有一个岗位许可就许可。
不许知道的案件，对他就是不存在（404），不会说“没有权限”。

What is not in the table is refused. A post is a role in an office; one post that may is enough.
A case somebody may not know of does not exist for them (404).

| 记号 | 范围 |
|---|---|
| 本 | 只在本单位：案件由本单位负责、调解、登记、受委派，或者有步骤等本单位办 |
| 己 | 同“本”，另加本人承办或者包案的案件 |
| 下 | 本单位和下属单位 |
| 步 | 这一步要的角色和单位正好是这个岗位，或者由本人承办，或者承办人请假、由本人在本单位代办 |
| 全 | 不限 |

这张表由程序生成：`python -m docs.permission_table`。
"""
WORDS = {
    Action.REGISTER: "登记纠纷",
    Action.READ_CASE: "看案件的编号、步骤、日期",
    Action.READ_PARTIES: "看当事人和案情",
    Action.READ_PRINTS: "打印文书",
    Action.REVEAL: "说明理由，查看完整号码",
    Action.ERASE: "删除当事人的个人信息",
    Action.WORK_ON_STEP: "认领和办理步骤",
    Action.ASSIGN: "指派步骤",
    Action.PAUSE_CLOCK: "暂停和恢复期限",
    Action.ASK_EXTENSION: "申请延长",
    Action.APPROVE_EXTENSION: "审批延长",
    Action.HAND_OFF: "移交",
    Action.RECEIVE_HAND_OFF: "签收移交",
    Action.WITHDRAW: "撤回",
    Action.TERMINATE: "终止调解",
    Action.REPORT_RISK: "上报激化风险",
    Action.REOPEN: "重新办理",
    Action.NOTE: "写备注",
    Action.CORRECT: "更正案情和当事人",
    Action.SEE_BOARD: "看预警看板",
    Action.SEE_ALL_OFFICES: "看全部单位",
    Action.SEE_USERS: "看人员",
    Action.DECLARE_CONFLICT: "替别人登记回避",
    Action.MEND_PROCESS: "解除隔离",
    Action.URGE: "催办",
    Action.SUPERVISE: "发督办单、核查、抽样检查",
    Action.TAKE_COMPLAINT: "登记投诉",
    Action.SEE_SUPERVISION: "看督办、催办、投诉、抽查",
    Action.SILENCE_WARNINGS: "让本案预警静默（写明理由和截止时间）",
    Action.SWITCH_SENSITIVE: "开启、结束敏感时期",
    Action.FILE_DAILY_REPORT: "报送每日报告",
    Action.SEE_POINTS: "看积分和问责",
    Action.ENTER_POINTS: "手工登记、冲销积分",
    Action.APPEAL_POINTS: "对积分申诉",
    Action.DECIDE_POINTS: "决定积分申诉",
    Action.SIGN_SANCTION: "签发、解除问责措施",
    Action.ADMINISTER: "管理用户和日历",
    Action.SEE_MODELS: "看流程、规则、表单和它们的草稿",
    Action.EDIT_MODELS: "改草稿、试走、提交发布",
    Action.CONSENT_MODELS: "同意或者退回要发布的草稿",
    Action.MOVE_PROCESSES: "把在办案件迁到另一版流程",
    Action.SEE_HEAT: "看流程热图",
    Action.CARE_FOR_TABLES: "维护日历、代码表、通知文本",
    Action.SEE_AUDIT: "看管理日志，核对事件链",
    Action.MOVE_DEMO_CLOCK: "拨演示库的时钟",
}
WITHOUT_MENU = {  # pages one comes to from another page
    "calendar_editor": "工作日历：载入、改动、撤销",
    "studio_drafts": "流程设计：草稿",
    "studio_sources": "流程设计：草稿文件的原文",
    "studio_changes": "流程设计：比较两版",
    "studio_tables": "流程设计：决策表",
    "studio_rules": "规则表：期限规则草稿的各行",
    "studio_forms": "流程设计：表单",
    "studio_errands": "流程设计：后台进行的工作",
    "studio_trials": "流程设计：保存的试走",
    "studio_runs": "流程设计：试走",
    "studio_replays": "流程设计：重演",
    "studio_moves": "流程设计：迁移在办案件",
    "case_silences": "本案静默",
    "enrol": "新增、导入人员",
    "office_admin": "新增、变更、停用单位",
    "spot_checks": "明查暗访",
    "staff": "人员的岗位和账号",
    "studio_diagrams": "画流程图",
    "studio_files": "草稿的文件",
}
HERE = Grant(Role.MEDIATOR, 2, "/1/2/")
BELOW, MINE, ELSEWHERE = Place(("/1/2/3/",)), Place(("/9/",), (7,)), Place(("/9/",))


def sign(role: Role, action: Action) -> str:
    """Return the sign of how far *role* may do *action*, found out by asking the table."""
    test = MAY.get((role, action))
    if test is None:
        return ""
    grant = Grant(role, HERE.office_id, HERE.path)
    actor = Actor(7, "", (grant,))
    if test(actor, grant, ELSEWHERE):
        return "全"
    if test(actor, grant, BELOW):
        return "下"
    if not test(actor, grant, Place((HERE.path,))):
        return "步"
    return "己" if test(actor, grant, MINE) else "本"


def _head(first: str) -> Iterator[str]:
    yield f"| {first} | {' | '.join(str(ROLES[role]) for role in Role)} |"
    yield f"|---|{':-:|' * len(Role)}"


def _actions() -> Iterator[str]:
    yield from ("", "## 能做什么 Actions", *_head("事项"))
    for action in Action:
        signs = " | ".join(sign(role, action) for role in Role)
        yield f"| {WORDS[action]} `{action}` | {signs} |"


def _pages() -> Iterator[str]:
    yield from ("", "## 能打开哪些页面 Pages", *_head("页面"))
    list(pages.blueprints())  # the pages put their gates up when they are read
    on_menu = {each.endpoint.partition(".")[0]: each.words for each in (*menu.MORE, *menu.MAIN)}
    words = WITHOUT_MENU | on_menu
    for name, roles in sorted(guarded().items()):
        signs = " | ".join("✓" if role in roles else "" for role in Role)
        yield f"| {words[name]} `{name}` | {signs} |"
    yield ""
    yield "其余页面登录后都能打开，只列出本人许可看的内容；不用登录的页面见 `webui.auth.PUBLIC`。"


def page() -> str:
    """Return the whole page, in Chinese whatever the reader's language."""
    return "\n".join([HEAD.rstrip("\n"), *_actions(), *_pages(), ""])


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
