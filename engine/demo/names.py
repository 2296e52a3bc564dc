"""Invented names of people and firms. Any likeness to somebody living is chance."""

import random

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


def person(hand: random.Random) -> tuple[str, str]:
    """Return an invented name and its bearer"s gender (``male`` or ``female``)."""
    male = hand.random() < 0.56
    given = hand.choice(MALE if male else FEMALE)
    return hand.choice(SURNAMES) + given, "male" if male else "female"


def firm(hand: random.Random, trade: str) -> str:
    """Return an invented firm of a *trade*, for example ``建筑劳务``."""
    return f"枫溪县{hand.choice(FIRM_WORDS)}{trade}有限公司"


def identity(hand: random.Random, born_on: str) -> str:
    """Return eighteen characters like an identity number; the area 999999 does not exist."""
    return f"999999{born_on.replace('-', '')}{hand.randrange(1, 999):03d}X"


def phone(hand: random.Random) -> str:
    """Return eleven digits like a mobile number, of a series that is not given out."""
    return f"100{hand.randrange(10**8):08d}"
