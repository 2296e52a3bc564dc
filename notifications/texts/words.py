"""Codes and days in words, for the texts. A code without a word is shown as it stands."""

from collections.abc import Mapping
from datetime import date

WEEKDAYS_ZH = "一二三四五六日"
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

WORDS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "colour": {
        "yellow": ("将到期", "due soon"),
        "orange": ("临期", "due very soon"),
        "red": ("已逾期", "overdue"),
    },
    "cause": {
        "expired": ("期限届满", "its time ran out"),
        "three_failed": ("三次调解未成", "three sittings failed"),
        "risk": ("有激化风险", "it may escalate"),
    },
    "violence": {
        "none": ("无暴力苗头", "no sign of violence"),
        "threat": ("扬言报复", "threats were made"),
        "happened": ("已有肢体冲突", "people came to blows"),
        "weapons": ("涉及凶器", "weapons are involved"),
    },
    "process": {
        "dispute": ("纠纷办理", "main procedure"),
        "peoples_mediation": ("人民调解", "people's mediation"),
        "administrative_mediation": ("行政调解", "administrative mediation"),
        "judicial_mediation": ("司法调解", "judicial mediation"),
        "judicial_confirmation": ("司法确认", "judicial confirmation"),
        "referral": ("移送交接", "hand-off"),
        "follow_up": ("履行与回访", "follow-up"),
        "risk_report": ("风险报告", "risk report"),
        "duty": ("办理责任逐级提级", "duty ladder"),
        "supervision": ("督办", "supervision order"),
        "rectification": ("整改", "rectification"),
        "urge": ("催办", "urge"),
        "complaint": ("投诉", "complaint"),
    },
    "card": {
        "ordinary": ("普通", "ordinary"),
        "yellow": ("黄牌", "yellow-card"),
        "red": ("红牌", "red-card"),
        "listed": ("挂牌", "listed"),
    },
    "sanction": {
        "caution": ("警示", "caution"),
        "yellow_card": ("黄牌警告", "yellow card"),
        "veto": ("一票否决", "veto"),
    },
    "appeal": {
        "upheld": ("成立", "upheld"),
        "dismissed": ("不成立", "dismissed"),
    },
    "group": {
        "urgent": ("紧急", "Urgent"),
        "red": ("已逾期", "Overdue"),
        "orange": ("临期", "Due very soon"),
        "yellow": ("将到期", "Due soon"),
        "other": ("其他事项", "Other matters"),
    },
}


def word(spoken: str, kind: str, code: object) -> str:
    """Return *code* of the set *kind* in the language *spoken* (``zh`` or ``en``)."""
    words = WORDS[kind].get(str(code))
    return words[spoken == "en"] if words else str(code)


def day(spoken: str, iso: object) -> str:
    """Return a day written as ISO 8601 as «2026年4月7日 周二» or «Tue 7 Apr 2026»."""
    value = date.fromisoformat(str(iso))
    if spoken == "en":
        name = WEEKDAYS_EN[value.weekday()]
        return f"{name} {value.day} {MONTHS_EN[value.month - 1]} {value.year}"
    return f"{value.year}年{value.month}月{value.day}日 周{WEEKDAYS_ZH[value.weekday()]}"
