"""docs/feel.md says all there is."""

import re
from pathlib import Path

import pytest

from engine.feel import compile_expression
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
