"""What is wrong with a law table is said in words, with the row it is wrong in."""

import pytest

from engine.resources import shipped_workflows
from engine.usecases.publishing import known
from engine.workflow import read_folder
from engine.workflow.checks import check_bundle, mend_of, reason_of

WHOLE = read_folder(shipped_workflows())
KNOWN = known(WHOLE)
DEADLINES, WARNINGS = "law/deadlines.dmn", "law/warnings.dmn"


def found(path, old, new):
    text = WHOLE[path].decode()
    assert old in text
    files = {**WHOLE, path: text.replace(old, new, 1).encode()}
    return check_bundle(files, KNOWN)


def test_the_shipped_law_tables_pass():
    assert check_bundle(WHOLE, KNOWN) == ()


@pytest.mark.parametrize(
    ("path", "old", "new", "code", "element"),
    [
        (DEADLINES, '"accepted"', '"when_it_rains"', "law.start", "rule_pm_01"),
        (DEADLINES, '"第三十三条"', '""', "law.no_source", "rule_pm_01"),
        (
            DEADLINES,
            '[date("2020-01-01")..date("2026-04-14")]',
            '&lt;= date("2026-04-20")',
            "law.span_differs",
            "rule_con_02",
        ),
        (WARNINGS, "<text>60</text>", "<text>200</text>", "thresholds.order", None),
        ("mediation_rule.dmn", '"PM-01"', '"PM-77"', "clock.unknown", None),
    ],
)
def test_what_is_wrong_is_said_with_its_row(path, old, new, code, element):
    one = next(each for each in found(path, old, new) if each.code == code)
    assert one.file == path
    assert element in (None, one.element)
    for language in ("zh", "en"):
        said = reason_of(one, language) + mend_of(one, language)
        assert said
        assert "?" not in said
        assert "{" not in said


def test_two_periods_that_overlap_name_both_rows():
    text = WHOLE[DEADLINES].decode()
    text = text.replace('date("2026-04-14")', 'date("2026-04-30")')
    one = next(
        each
        for each in check_bundle({**WHOLE, DEADLINES: text.encode()}, KNOWN)
        if each.code == "law.overlap"
    )
    assert one.element == "rule_con_02_2"
    assert len(str(one.facts["rows"]).split("、")) == 2
