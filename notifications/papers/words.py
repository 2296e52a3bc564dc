"""Words, dates and sums as the papers write them. The papers are Chinese: they are official."""

from collections.abc import Mapping
from datetime import date, datetime

from engine.rules.calendar import OFFICE_ZONE
from engine.rules.case import Source
from engine.rules.money_words import money_words

TITLES = {
    "registration_form": "{body}调解受理登记表",
    "mediation_record": "{body}调解记录",
    "mediation_agreement": "{body}调解协议书",
    "termination_notice": "终止{body}调解通知书",
}
BODIES = {"people": "人民", "administrative": "行政"}

APPLIED = frozenset({Source.APPLY, Source.ONLINE})
OF_OWN_ACCORD = frozenset({Source.PROACTIVE, Source.GRID, Source.SWEEP})

WORDS: Mapping[str, Mapping[str, str]] = {
    "role": {
        "applicant": "申请人",
        "respondent": "被申请人",
        "third": "第三人",
        "representative": "代表人",
        "agent": "代理人",
    },
    "gender": {"male": "男", "female": "女", "m": "男", "f": "女"},
    "category": {
        "01": "婚姻家庭纠纷",
        "02": "邻里纠纷",
        "03": "房屋宅基地纠纷",
        "04": "合同纠纷",
        "05": "生产经营纠纷",
        "06": "损害赔偿纠纷",
        "07": "山林土地纠纷",
        "08": "征地拆迁纠纷",
        "09": "环境污染纠纷",
        "10": "劳动争议纠纷",
        "11": "消费纠纷",
        "12": "医疗纠纷",
        "13": "道路交通事故纠纷",
        "14": "物业纠纷",
        "99": "其他纠纷",
    },
    "way": {"face_to_face": "面对面", "back_to_back": "背靠背", "online": "线上"},
    "result": {
        "agreed_written": "达成书面协议",
        "agreed_oral": "达成口头协议",
        "agreed": "达成协议",
        "settled": "当事人自行和解",
        "go_on": "继续调解",
        "no_show": "一方未到场",
        "failed": "调解不成",
        "refused": "一方明确拒绝调解",
    },
    "ground": {
        "no_agreement": "各方未能达成协议",
        "party_refuses": "一方当事人拒绝调解",
        "unreachable": "当事人无法联系",
        "refuses_to_sign": "当事人拒绝签署协议",
        "expired": "调解期限届满",
        "not_accepted": "不予受理",
        "other": "其他情形",
    },
    "told_how": {"in_person": "当面", "phone": "电话", "written": "书面", "online": "网上"},
    "route": {
        "arbitration": "依法申请仲裁（劳动争议向劳动人事争议仲裁委员会，"
        "农村土地承包纠纷向农村土地承包仲裁委员会，其他依仲裁协议）",
        "administrative": "依法申请行政调解、行政裁决或者行政复议",
        "litigation": "依法向人民法院提起诉讼",
        "other_mediation": "向其他调解组织申请调解",
        "petition": "依法向有权处理的机关、单位提出信访事项",
    },
}


def word(kind: str, code: str | None) -> str:
    """Return *code* of the set *kind* in words; the code itself if there are none."""
    return "" if code is None else WORDS[kind].get(code, code)


def title_of(kind: str, channel: str | None) -> str:
    """Return a paper's title, for example ``人民调解协议书``."""
    return TITLES[kind].format(body=BODIES.get(channel or "people", ""))


def source_box(source: str) -> str:
    """Return which of the form's three boxes a source ticks."""
    if source in APPLIED:
        return "applied"
    return "own_accord" if source in OF_OWN_ACCORD else "entrusted"


def day(value: date) -> str:
    """Return «2026年3月2日»."""
    return f"{value.year}年{value.month}月{value.day}日"


def moment(value: datetime) -> str:
    """Return «2026年3月2日9时05分» of an aware instant, in the office's time."""
    local = value.astimezone(OFFICE_ZONE)
    return f"{day(local.date())}{local.hour}时{local.minute:02d}分"


def sum_of(fen: int) -> str:
    """Return «38,600.00 元（大写：人民币叁万捌仟陆佰元整）»."""
    return f"{fen // 100:,}.{fen % 100:02d} 元（大写：人民币{money_words(fen)}）"


def money(fen: int) -> str:
    """Return «38,600.00 元»."""
    return f"{fen // 100:,}.{fen % 100:02d} 元"


def ordinal(number: int) -> str:
    """Return 一 … 九十九 for numbering items."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    if not tens:
        return digits[ones]
    return ("" if tens == 1 else digits[tens]) + "十" + (digits[ones] if ones else "")
