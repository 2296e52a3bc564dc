"""Invented names of people and firms. Any likeness to somebody living is chance."""

import random

from engine.rules.identity import check_character

SURNAMES = tuple(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金贾夏付方邹熊白孟秦邱侯江尹薛阎段雷龙黎史陶贺毛郝顾龚邵万覃武戴孔汤严"
)
MALE = (
    "建明", "国良", "志刚", "永福", "长贵", "根生", "水根", "德林", "伟民", "立军",
    "海平", "荣华", "金土", "春林", "庆丰", "云飞", "晓东", "文斌", "学军", "家豪",
    "明辉", "少华", "世杰", "兴旺", "宝山", "连生", "树清", "正新", "浩然", "子健",
)  # fmt: skip
FEMALE = (
    "秀兰", "桂英", "玉珍", "春梅", "丽华", "美琴", "彩云", "月娥", "雅婷", "小芳",
    "晓燕", "巧玲", "素琴", "爱莲", "金花", "婉清", "雪梅", "红霞", "慧敏", "佳怡",
    "玲娣", "凤仙", "静雯", "思琪", "海燕", "水仙", "银娣", "惠芬", "若兰", "嘉敏",
)  # fmt: skip
OCCUPATIONS = ("务农", "务工", "个体经营", "退休", "企业职员", "运输", "建筑工", "自由职业")
FIRM_WORDS = (
    "恒昌", "顺达", "永信", "鸿图", "金穗", "宏业", "瑞丰", "枫源", "泰和", "安居",
    "兴隆", "华盛",
)  # fmt: skip

HOSPITALS = ("人民医院", "人民医院", "中医院", "妇幼保健院")


def person(hand: random.Random) -> tuple[str, str]:
    """Return an invented name and its bearer's gender (``male`` or ``female``)."""
    male = hand.random() < 0.56
    given = hand.choice(MALE if male else FEMALE)
    return hand.choice(SURNAMES) + given, "male" if male else "female"


def pair(hand: random.Random, bond: str) -> tuple[str, str]:
    """Return applicant and respondent as *bond* has them.

    ``wife``: she against her husband; ``fiance``: he against her; ``child``: a parent against a
    child of the same name; ``siblings``: brother and sister; empty: strangers.
    """
    man, woman = (_named(hand, given) for given in (MALE, FEMALE))
    if bond == "wife":
        return woman, man
    if bond == "fiance":
        return man, woman
    if bond == "siblings":
        both = (man, man[0] + woman[1:])
        return both if hand.random() < 0.5 else (both[1], both[0])
    one, other = person(hand)[0], person(hand)[0]
    while other == one or (bond == "child" and other[1:] == one[1:]):
        other = person(hand)[0]
    return one, one[0] + other[1:] if bond == "child" else other


def _named(hand: random.Random, given: tuple[str, ...]) -> str:
    return hand.choice(SURNAMES) + hand.choice(given)


def firm(hand: random.Random, trade: str, town: str, village: str) -> str:
    """Return an invented firm or body of a *trade*, for example ``建筑劳务``, where people live.

    A health centre is its town's, a health room its village's, a hospital the county's own.
    """
    if trade == "医院":
        return f"枫溪县{hand.choice(HOSPITALS)}"
    if trade == "卫生院":
        return f"{town}{'社区卫生服务中心' if town.endswith('街道') else '卫生院'}"
    if trade == "卫生室":
        return f"{village}卫生{'服务站' if village.endswith('社区') else '室'}"
    if trade == "建设投资":
        return "枫溪县城乡建设投资有限公司"
    return f"枫溪县{hand.choice(FIRM_WORDS)}{trade}有限公司"


def identity(hand: random.Random, born_on: str) -> str:
    """Return a number like an identity card's, its check right; the area 999999 does not exist."""
    digits = f"999999{born_on.replace('-', '')}{hand.randrange(1, 999):03d}"
    return digits + check_character(digits)


def phone(hand: random.Random) -> str:
    """Return eleven digits like a mobile number, of a series that is not given out."""
    return f"100{hand.randrange(10**8):08d}"
