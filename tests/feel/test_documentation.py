"""docs/feel.md says all there is."""

import re
from pathlib import Path

import pytest

from engine.feel import FeelError, compile_expression
from engine.feel.functions import FUNCTIONS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "feel.md").read_text(encoding="utf-8")
CODES = {
    code
    for module in (ROOT / "engine" / "feel").rglob("*.py")
    for code in re.findall(r'"((?:feel|dmn)\.[a-z_]+)"', module.read_text(encoding="utf-8"))
}


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_function_is_documented(name: str) -> None:
    assert re.search(rf"`{re.escape(name)}[`(\"]", PAGE)


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_error_code_is_documented(code: str) -> None:
    assert f"`{code}`" in PAGE


def test_the_examples_on_the_page_can_be_read() -> None:
    block = re.search(r"例：\n```\n(.*?)```", PAGE, re.DOTALL)
    assert block is not None
    for line in block[1].splitlines():
        assert compile_expression(line).names


LEFT_OUT = {
    "含空格的变量名": "my case + 1",
    "time": 'time("09:00:00")',
    "年月时长": 'duration("P1M")',
    "正则": 'matches("a", "a")',
    "函数定义": "function(x) x + 1",
    "命名参数": 'substring(string: "a", start position: 1)',
    "instance of": "1 instance of number",
    "列表投影": "[{a: 1}].a",
    "作为值的区间": "[1..3]",
    "for i in 1..3": "for i in 1..3 return i",
    "partial": "for i in [1] return partial",
    "注释": "1 // one",
    "sort": "sort([1])",
    "median": "median([1])",
    "sqrt": "sqrt(4)",
    "记录内的前后引用": "{a: 1, b: a}",
}


@pytest.mark.parametrize("words", sorted(LEFT_OUT))
def test_what_the_page_says_is_left_out_is_refused(words: str) -> None:
    assert words in PAGE.partition("## 9.")[2]
    with pytest.raises(FeelError):
        compile_expression(LEFT_OUT[words]).evaluate({})
