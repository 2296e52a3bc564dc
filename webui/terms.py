"""Every code of the engine in words: Chinese msgids, translated where they are shown.

``term(kind, code)`` is what templates use. A code without a word is shown as it stands, so that
nothing disappears; tests/webui/test_terms.py insists that every code has one.
"""

from collections.abc import Mapping

from flask import has_request_context

from webui.code_words import TABLES, own_words, tables
from webui.event_terms import EVENTS
from webui.once import page_memory
from webui.points_terms import POINTS
from webui.supervision_terms import SUPERVISION
from webui.translate import LazyString
from webui.translate import lazy_gettext as _

CHANNELS = {
    "people": _("人民调解"),
    "administrative": _("行政调解"),
    "judicial_pre": _("诉前委派调解"),
    "judicial_in": _("诉中委托调解"),
    "labour_arbitration": _("劳动仲裁"),
    "land_arbitration": _("农村土地仲裁"),
    "ruling": _("行政裁决"),
    "petition": _("信访"),
    "reconsideration": _("行政复议"),
    "litigation": _("诉讼"),
    "police": _("公安"),
}
LEVELS = {"village": _("村（社区）"), "town": _("乡镇（街道）"), "county": _("县")}
AREA_MODES = {"FLAT": _("扁平：直接升到县"), "LEVELLED": _("逐级：村、镇、县")}
OFFICE_KINDS = {
    "county": _("县级主管部门"),
    "county_centre": _("县矛盾纠纷调处中心"),
    "town_centre": _("乡镇（街道）调处中心"),
    "village_committee": _("村（社区）调委会"),
    "professional_committee": _("专业性调委会"),
    "agency": _("行政机关"),
    "docking_centre": _("诉调对接中心"),
    "stationed_room": _("派驻调解室"),
}
STATUSES = {
    "clue": _("线索"),
    "registered": _("待受理"),
    "accepted": _("已受理"),
    "dispatched": _("已交办（待签收）"),
    "handling": _("办理中"),
    "suspended": _("中止"),
    "agreed": _("达成协议"),
    "performing": _("履行中"),
    "visiting": _("待回访"),
    "closed": _("已办结"),
    "archived": _("已归档"),
    "refused": _("不予受理"),
    "referred": _("已移送"),
    "terminated": _("调解终止"),
    "withdrawn": _("已撤回"),
}
OUTCOMES = {
    "agreed": _("达成协议"),
    "settled": _("自行和解"),
    "failed": _("调解不成"),
    "refused_by_party": _("一方拒绝"),
    "expired": _("到期终止"),
    "withdrawn": _("撤回申请"),
    "referred": _("移送其他渠道"),
    "not_accepted": _("不予受理"),
    "other": _("其他结果"),
}
GRADES = {
    "extreme": _("特大"),
    "major": _("重大"),
    "large": _("较大"),
    "ordinary": _("一般"),
    "simple": _("简单"),
}
COLOURS = {
    "green": _("正常"),
    "yellow": _("将到期"),
    "orange": _("临期"),
    "red": _("已逾期"),
    "paused": _("已暂停"),
    "none": _("无法定期限"),
}
ROLES = {
    "registrar": _("受理员"),
    "mediator": _("调解员"),
    "office_leader": _("调委会主任"),
    "dispatcher": _("分流员"),
    "supervisor": _("督办员"),
    "leader": _("分管领导"),
    "liaison": _("对接联络员"),
    "administrator": _("系统管理员"),
    "security_administrator": _("安全管理员"),
    "auditor": _("审计员"),
}
CATEGORIES = {
    "01": _("婚姻家庭纠纷"),
    "02": _("邻里纠纷"),
    "03": _("房屋宅基地纠纷"),
    "04": _("合同纠纷"),
    "05": _("生产经营纠纷"),
    "06": _("损害赔偿纠纷"),
    "07": _("山林土地纠纷"),
    "08": _("征地拆迁纠纷"),
    "09": _("环境污染纠纷"),
    "10": _("劳动争议纠纷"),
    "11": _("消费纠纷"),
    "12": _("医疗纠纷"),
    "13": _("道路交通事故纠纷"),
    "14": _("物业纠纷"),
    "99": _("其他纠纷"),
}
SOURCES = {
    "APPLY": _("当事人申请"),
    "PROACTIVE": _("主动调解"),
    "GRID": _("网格上报"),
    "SWEEP": _("排查发现"),
    "PETITION": _("信访转交"),
    "POLICE": _("公安移交"),
    "COURT_PRE": _("法院诉前委派"),
    "COURT_IN": _("法院诉中委托"),
    "PROCURATE": _("检察院移送"),
    "LEGALAID": _("法律援助转介"),
    "DEPT": _("部门移送"),
    "HOTLINE12345": _("12345 热线"),
    "LEADER": _("领导接访批示"),
    "UPPER": _("上级交办"),
    "LOWER": _("下级上报"),
    "ONLINE": _("网上申请"),
    "HOSPITAL": _("医院告知"),
    "UNION": _("工会转介"),
}
VIOLENCE = {
    "none": _("无暴力苗头"),
    "threat": _("扬言报复"),
    "happened": _("已有肢体冲突"),
    "weapons": _("涉及凶器"),
}
PARTY_ROLES = {
    "applicant": _("申请人"),
    "respondent": _("被申请人"),
    "third": _("第三人"),
    "representative": _("代表人"),
    "agent": _("代理人"),
}
PARTY_KINDS = {"person": _("个人"), "organisation": _("法人或其他组织")}
CLOCK_STATUSES = {
    "running": _("计时中"),
    "paused": _("已暂停"),
    "met": _("已完成"),
    "expired": _("已届满"),
    "cancelled": _("不再适用"),
}
ON_EXPIRY = {
    "fail": _("届满视为调解不成"),
    "ask": _("届满由承办人决定"),
    "climb": _("届满上报一级"),
    "remind": _("届满提醒"),
    "watch": _("只提示，不处理"),
}
UNITS = {
    "DAY": _("日"),
    "WORKDAY": _("个工作日"),
    "MONTH": _("个月"),
    "YEAR": _("年"),
    "HOUR": _("小时"),
    "DATE": _("按约定日期"),
}
HANDOFF_STATES = {
    "sent": _("待签收"),
    "accepted": _("已接收"),
    "returned": _("已退回"),
    "with_supervisor": _("待督办裁定"),
    "withdrawn": _("已撤回"),
}
EXTENSION_STATES = {"asked": _("待审批"), "approved": _("已批准"), "refused": _("未批准")}
TASK_STATES = {
    "open": _("待办"),
    "done": _("已办"),
    "cancelled": _("不再需要"),
}
SITTING_WAYS = {
    "face_to_face": _("面对面"),
    "back_to_back": _("背对背"),
    "online": _("线上"),
}
LAW_TABLES = {
    "deadlines": _("期限规则"),
    "warnings": _("预警标准"),
    "ladder": _("预警阶梯"),
    "points": _("积分规则"),
    "sanctions": _("问责规则"),
}

TERMS: Mapping[str, Mapping[str, LazyString]] = {
    "channel": CHANNELS,
    "level": LEVELS,
    "area_mode": AREA_MODES,
    "office_kind": OFFICE_KINDS,
    "status": STATUSES,
    "outcome": OUTCOMES,
    "grade": GRADES,
    "colour": COLOURS,
    "role": ROLES,
    "category": CATEGORIES,
    "source": SOURCES,
    "violence": VIOLENCE,
    "party_role": PARTY_ROLES,
    "party_kind": PARTY_KINDS,
    "clock_status": CLOCK_STATUSES,
    "on_expiry": ON_EXPIRY,
    "unit": UNITS,
    "handoff": HANDOFF_STATES,
    "extension": EXTENSION_STATES,
    "task": TASK_STATES,
    "way": SITTING_WAYS,
    "event": EVENTS,
    "law_table": LAW_TABLES,
    **SUPERVISION,
    **POINTS,
}


def term(kind: str, code: str | None) -> str:
    """Return *code* of the code set *kind* in words; the code itself if there are none.

    Where an office looks after the set itself (/codes), its own words come first. Empty for None.
    Raises ``KeyError`` for a code set that does not exist.
    """
    if code is None:
        return ""
    if not has_request_context():
        return _term(kind, code)
    page, key = page_memory(), ("term", kind, code)
    if key not in page:
        page[key] = _term(kind, code)
    words: str = page[key]
    return words


def _term(kind: str, code: str) -> str:
    if kind in TABLES:
        own = next((each for each in tables().get(kind, ()) if each.code == code), None)
        return (own_words(own) if own else "") or str(TERMS[kind].get(code, code))
    return str(TERMS[kind].get(code, code))


def choices(kind: str, *kept: str | None) -> list[tuple[str, str]]:
    """Return (code, words) of a code set, in its order, for a select or radios.

    Retired codes are left out but those *kept*, which stand on record.
    """
    return [each for each in all_choices(kind) if each[0] in kept or each[0] not in _retired(kind)]


def all_choices(kind: str) -> list[tuple[str, str]]:
    """Return (code, words) of a whole code set, retired codes too, for looking things up."""
    table = tables().get(kind) if kind in TABLES else None
    codes = [each.code for each in table] if table else list(TERMS[kind])
    return [(code, term(kind, code)) for code in codes]


def _retired(kind: str) -> frozenset[str]:
    table = tables().get(kind, ()) if kind in TABLES else ()
    return frozenset(each.code for each in table if each.retired)
