"""Expressions and tables speak the reader's language, each sentence of theirs."""

import ast
from pathlib import Path

import pytest
from flask_babel import force_locale

from engine import feel
from engine.feel import FeelError, compile_expression, compile_unary
from webui.feel_words import SAID, fault_words

FOLDER = Path(feel.__file__).parent
NOT_SAID = ("第 %s 行", "“%s”列", "（第 ", " 个字符）", "\uffff其他")
PLACES = {"limits.py"}  # its Chinese stands in docstrings


def chinese(text):
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


def sentences():
    for file in sorted(FOLDER.rglob("*.py")):
        if file.name in PLACES:
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and chinese(text) and text not in NOT_SAID:
                yield text


def test_every_sentence_of_the_language_can_be_translated():
    assert set(sentences()) == set(SAID)


@pytest.mark.parametrize(
    ("act", "chinese_words", "english_words"),
    [
        (lambda: compile_expression("a =="), "相等写作", "equality is written"),
        (lambda: compile_expression("1 + "), "表达式不完整", "incomplete"),
        (lambda: compile_expression("1 + true").evaluate({}), "数字与是否值", "a number and a yes"),
        (lambda: compile_unary('"a", 1'), "几种类型", "several kinds"),
    ],
)
def test_a_fault_is_told_in_both_languages_with_its_place(app, act, chinese_words, english_words):
    with pytest.raises(FeelError) as caught:
        act()
    with app.test_request_context():
        assert chinese_words in fault_words(caught.value)
    with app.test_request_context(), force_locale("en"):
        told = fault_words(caught.value)
    assert english_words in told
    assert not chinese(told)
