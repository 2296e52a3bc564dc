"""Differences in words: nothing is said twice the same way, and no code is left unexplained."""

import random  # noqa: TID251  # seeded

import pytest

from engine.resources import shipped_workflows
from engine.workflow import read_folder
from engine.workflow.comparing import Names, Wording, compare, compare_file
from engine.workflow.comparing.stating import CODES
from engine.workflow.comparing.wording import LONGEST, sentences
from tests.workflow.mutations import mutations

FILES = read_folder(shipped_workflows())
NAMES = Names(FILES)
WORDS = {"role": {"mediator": "调解员", "leader": "分管领导"}, "unit": {"WORKDAY": "个工作日"}}


def term(kind, code):
    return WORDS.get(kind, {}).get(code, code)


ZH = Wording(NAMES, term)
EN = Wording(NAMES, lambda _, code: code, "en")


def said(path, old, new, wording=ZH):
    text = FILES[path].decode()
    assert old in text
    found = compare_file(path, FILES[path], text.replace(old, new, 1).encode())
    return [wording.line(each).text for each in found if not each.apart]


def test_a_clock_is_told_with_its_rule_and_length():
    old, new = 'name="clock" value="C-CONSENT"', 'name="clock" value="C-START"'
    [text] = said("peoples-mediation.bpmn", old, new)
    assert text.startswith("步骤“征求意见”　期限：C-CONSENT（征求对方意见 3 个工作日） → ")
    assert text.endswith("C-START（启动调解 3 个工作日）")


def test_a_role_is_told_in_the_offices_words():
    old, new = 'name="role" value="mediator"', 'name="role" value="mediator,leader"'
    [text] = said("peoples-mediation.bpmn", old, new)
    assert text == "步骤“征求意见”　责任岗位：调解员 → 调解员、分管领导"
    [text] = said("peoples-mediation.bpmn", old, new, EN)
    assert text == "Step “Ask both sides” responsible role: mediator → mediator, leader"


def test_a_cell_is_told_by_row_and_heading():
    [text] = said("route.dmn", '"docking_centre"', '"county_centre"')
    assert text == "第 1 行　承办单位类型：docking_centre → county_centre"


def test_a_long_text_is_cut_around_what_differs():
    path = "forms/consent.json"
    before = FILES[path].decode().replace('"zh": "', f'"zh": "{"很长" * 300}', 1)
    after = before.replace("很长" * 300, "很长" * 299 + "很短", 1)
    [found] = compare_file(path, before.encode(), after.encode())
    line = ZH.line(found)
    assert line.before != line.after
    assert max(len(line.before), len(line.after)) <= LONGEST + 2


@pytest.mark.parametrize("wording", [ZH, EN], ids=["zh", "en"])
def test_what_differs_looks_different_in_words(wording):
    seed = random.SystemRandom().randrange(10**6)
    dice = random.Random(seed)  # noqa: S311  # picks, keeps no secret
    for path in dice.sample(sorted(FILES), 8):
        for mutation in dice.sample(list(mutations(path, FILES[path])), 12):
            for each in compare_file(path, FILES[path], mutation.make()):
                line = wording.line(each)
                alike = line.kind == "changed" and line.before == line.after
                assert not alike or (each.apart and not line.before), (seed, path, each)
                assert line.text


def test_every_code_and_thing_of_our_models_has_words():
    codes = {f"aspect.{code}" for code in CODES.values()} - {"aspect.property"}
    assert codes <= sentences().keys() | {"aspect.property"}
    nothing = compare({}, FILES)
    told = {kind for each in nothing for kind, _ in each.details}
    assert {kind.replace("thing:", "thing.") for kind in told} <= sentences().keys()


def test_every_word_is_there_in_both_languages():
    assert all(zh and en for zh, en in sentences().values())
