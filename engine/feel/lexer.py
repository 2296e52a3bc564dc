"""From text to tokens; foreign spelling is met here first and told what to write instead."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from engine.feel.errors import FeelError
from engine.feel.limits import MAX_CHARS, MAX_DIGITS, MAX_NUMBER, MAX_TOKENS

Kind = Literal["number", "text", "name", "symbol", "end"]

KEYWORDS: Final = frozenset(
    ("and", "or", "not", "in", "between", "true", "false", "null", "if", "then", "else")
) | {"some", "every", "for", "satisfies", "return"}
"""Words that are never a variable."""

_TOKEN: Final = re.compile(
    r"""
    (?P<space>[ \t\r\n\u00a0\u3000]+)
  | (?P<foreign>={2,3}|!={2}|<>|=>|=<|&&|\|\||//|/\*|\$\{|[!%^;'`#$&|~\\](?!=)
      |[（）【】，：；“”‘’。？＝＜＞－＋])
  | (?P<number>[0-9]+(?:\.(?!\.)[0-9]+)?|\.[0-9]+)
  | (?P<text>"(?:[^"\\\n]|\\.)*")
  | (?P<name>[^\W\d]\w*)
  | (?P<symbol>\*\*|\.\.|<=|>=|!=|[-+*/=<>()\[\]{},.:?@])
    """,
    re.VERBOSE,
)
_INSTEAD: Final = {
    "==": "相等写作 =",
    "===": "相等写作 =",
    "!==": "不等写作 !=",
    "<>": "不等写作 !=",
    "=>": "大于等于写作 >=",
    "=<": "小于等于写作 <=",
    "&&": "并且写作 and",
    "||": "或者写作 or",
    "!": "否定写作 not(…)",
    "%": "取余写作 modulo(a, b)",
    "^": "乘方写作 **",
    "'": '文本用双引号："…"',
    "`": '文本用双引号："…"',
    "//": "表达式里不写注释",
    "/*": "表达式里不写注释",
    "#": "表达式里不写注释",
    ";": "只能写一个表达式",
    "${": "直接写表达式，不要 ${…}",
}
_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", '"': '"', "'": "'"}
_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|(.))", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Token:
    """One word or mark. `position` is the zero-based character where it begins."""

    kind: Kind
    text: str
    position: int

    def marks(self, *words: str) -> bool:
        """Whether this is one of the given symbols or bare words (never a quoted text)."""
        return self.kind in ("symbol", "name") and self.text in words


def tokenize(text: str) -> tuple[Token, ...]:
    """The tokens of `text`, closed by one of kind `end`.

    Raises:
        FeelError: `feel.syntax`, `feel.spelling` or `feel.limit`.
    """
    if not isinstance(text, str):
        raise FeelError("表达式不是文本", code="feel.syntax")
    if len(text) > MAX_CHARS:
        raise FeelError("表达式超过 %(limit)s 个字符", code="feel.limit", limit=MAX_CHARS)
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise _unreadable(text, position)
        if match.lastgroup != "space":
            tokens.append(_token(match, position))
            _check_room(tokens, match, position)
        position = match.end()
    return (*tokens, Token("end", "", len(text)))


def _check_room(tokens: list[Token], match: re.Match[str], position: int) -> None:
    if len(tokens) > MAX_TOKENS:
        raise FeelError("表达式超过 %(limit)s 个词", position, "feel.limit", limit=MAX_TOKENS)
    after = match.string[match.end() : match.end() + 1]
    if match.lastgroup == "number" and (after.isalnum() or after == "_"):
        raise FeelError("数字后面不能紧跟文字“%(found)s”", match.end(), "feel.syntax", found=after)


def _token(match: re.Match[str], position: int) -> Token:
    word = match.group()
    match match.lastgroup:
        case "number":
            return Token("number", word, position)
        case "text":
            return Token("text", _unescape(word[1:-1], position + 1), position)
        case "name":
            return Token("name", _plain_name(word, position), position)
        case "foreign":
            raise _foreign(word, position)
    return Token("symbol", word, position)


def _plain_name(word: str, position: int) -> str:
    # Two names that look alike must not be two variables.
    if unicodedata.normalize("NFKC", word) != word:
        raise FeelError(
            "名字“%(name)s”含全角或变体字符，请改用半角", position, "feel.spelling", name=word[:40]
        )
    return word


def _unescape(body: str, position: int) -> str:
    def one(match: re.Match[str]) -> str:
        code, letter = match.groups()
        if code is not None:
            return _code_point(int(code, 16), position + match.start())
        if letter not in _ESCAPES:
            raise FeelError("不认识的转义 \\%(found)s", position + match.start(), found=letter)
        return _ESCAPES[letter]

    return _ESCAPE.sub(one, body) if "\\" in body else body


def _code_point(code: int, position: int) -> str:
    # A lone surrogate could be neither stored nor sent.
    if 0xD800 <= code <= 0xDFFF:
        raise FeelError("转义不是一个字符", position)
    return chr(code)


def _foreign(word: str, position: int) -> FeelError:
    instead = _INSTEAD.get(word)
    if instead is not None:
        return FeelError(
            "不用“%(found)s”：%(instead)s", position, "feel.spelling", found=word, instead=instead
        )
    if ord(word[0]) > 0x7F:
        return FeelError("标点“%(found)s”请改用半角", position, "feel.spelling", found=word)
    return FeelError("不认识的符号“%(found)s”", position, found=word)


def _unreadable(text: str, position: int) -> FeelError:
    if text[position] == '"':
        return FeelError("文本缺少结尾的双引号", position)
    return FeelError("不认识的字符 %(found)s", position, found=ascii(text[position]))


def written_number(token: Token) -> Decimal:
    """The number a token of kind `number` writes."""
    number = Decimal(token.text)
    if len(token.text) > MAX_DIGITS or number > MAX_NUMBER:
        raise FeelError("数字过大", token.position, "feel.limit")
    return number
