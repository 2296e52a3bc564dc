"""What to write instead, for those who come from Python, JavaScript or JUEL."""

from typing import Final

from engine.feel.errors import FeelError
from engine.feel.lexer import Token

FOREIGN_WORDS: Final = {
    "None": "空值写作 null",
    "True": "写作 true",
    "False": "写作 false",
    "is": "判断空值写作 x = null",
    "not": "否定写作 not(…)",
    "elif": "写作 else if … then …",
    "lambda": "没有函数定义",
    "function": "没有函数定义",
    "import": "没有导入",
    "instance": "没有 instance of",
    "eq": "相等写作 =",
    "ne": "不等写作 !=",
}
_FOREIGN_FUNCTIONS: Final = {
    "len": "count(列表) 或 string length(文本)",
    "size": "count(列表) 或 string length(文本)",
    "str": "string(…)",
    "int": "number(…)",
    "float": "number(…)",
    "round": "round half up(数, 位数)",
    "upper": "upper case(文本)",
    "lower": "lower case(文本)",
    "strip": "trim(文本)",
    "startswith": "starts with(文本, 开头)",
    "endswith": "ends with(文本, 结尾)",
    "startsWith": "starts with(文本, 开头)",
    "endsWith": "ends with(文本, 结尾)",
    "includes": "contains(文本, 片段) 或 list contains(列表, 项)",
    "get": "get value(记录, 名字)",
    "datetime": "date and time(…)",
    "timedelta": "duration(…)",
}


def misplaced(token: Token) -> FeelError:
    """The error for a token that cannot stand where it stands."""
    if token.kind == "end":
        return FeelError("表达式不完整", token.position)
    if token.kind == "name" and token.text in FOREIGN_WORDS:
        return foreign_word(token)
    if token.marks("=") and token.position == 0:
        return FeelError("不用开头的“=”：直接写表达式", 0, "feel.spelling")
    return FeelError("这里不能是“%(found)s”", token.position, found=token.text[:40])


def foreign_word(token: Token) -> FeelError:
    """The error for a word of another language."""
    return FeelError(
        "不用“%(found)s”：%(instead)s",
        token.position,
        "feel.spelling",
        found=token.text,
        instead=FOREIGN_WORDS[token.text],
    )


def method_call(token: Token) -> FeelError:
    """The error for `value.method(…)`."""
    return FeelError(
        "没有“.%(found)s(…)”这样的写法，改用 %(instead)s",
        token.position,
        "feel.spelling",
        found=token.text[:40],
        instead=_FOREIGN_FUNCTIONS.get(token.text, "函数(值, …)"),
    )


def unknown_function(name: str, position: int) -> FeelError:
    """The error for a call of something that is no function."""
    instead = _FOREIGN_FUNCTIONS.get(name)
    if instead is None:
        return FeelError("没有函数“%(found)s”", position, "feel.unknown_function", found=name[:40])
    return FeelError(
        "没有函数“%(found)s”，改用 %(instead)s",
        position,
        "feel.spelling",
        found=name,
        instead=instead,
    )
