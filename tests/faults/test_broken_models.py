"""A folder with a mistake in it: the command names file, element, reason and cure; nothing moves.

Each is a mistake somebody makes in a modeller, a table editor or a text editor.
"""

import re
import shutil

import pytest

from engine.resources import shipped_workflows
from tests.commands.conftest import Hand
from tests.databases import sqlite_copy

MISTAKES = [
    # what, file, element that must be named, old (a regular expression), new
    ("cut short", "duty.bpmn", "", r"(?s)</bpmn:process>.*", ""),
    ("not XML", "duty.bpmn", "", r"(?s).+", "这不是程序图"),
    ("an external entity", "duty.bpmn", "", r"^<\?xml[^>]*\?>",
     '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'),
    ("an unknown act", "duty.bpmn", "", r'"effect/climb_duty"', '"effect/fly"'),
    ("an unknown form", "duty.bpmn", "town_takes_over",
     r'name="form" value="take_over"', 'name="form" value="takeover"'),
    ("an unknown role", "duty.bpmn", "town_takes_over",
     r'name="role" value="office_leader"', 'name="role" value="king"'),
    ("an unknown office", "duty.bpmn", "",
     r'name="office" value="parent"', 'name="office" value="moon"'),
    ("an unknown clock", "duty.bpmn", "", r'value="DUTY-VILLAGE"', 'value="DUTY-HAMLET"'),
    ("a timer of its own", "duty.bpmn", "", r">clock</bpmn:timeDate>", ">P3D</bpmn:timeDate>"),
    ("a script", "administrative-mediation.bpmn", "notify_admin_sitting",
     r'(?s)<bpmn:userTask id="notify_admin_sitting"(.*?)</bpmn:userTask>',
     r'<bpmn:scriptTask id="notify_admin_sitting"\1<bpmn:script>import os</bpmn:script>'
     r"</bpmn:scriptTask>"),
    ("Python in a condition", "administrative-mediation.bpmn",
     "admin_accepted__notify_admin_sitting",
     r'>result = "accepted"<', ">__import__('os').system('id')<"),
    ("== instead of =", "administrative-mediation.bpmn", "admin_accepted__notify_admin_sitting",
     r'>result = "accepted"<', '>result == "accepted"<'),
    ("a missing target", "administrative-mediation.bpmn", "",
     r'targetRef="notify_admin_sitting" />|targetRef="notify_admin_sitting">',
     'targetRef="nowhere">'),
    ("a table that is not there", "administrative-mediation.bpmn", "",
     r">outcome</spiffworkflow:calledDecisionId>", ">oracle</spiffworkflow:calledDecisionId>"),
    ("two elements with one id", "administrative-mediation.bpmn", "hold_admin_sitting",
     r'userTask id="notify_admin_sitting"', 'userTask id="hold_admin_sitting"'),
    ("an id with a blank", "duty.bpmn", "", r'userTask id="town_takes_over"',
     'userTask id="town takes over"'),
    ("a cell that is no FEEL", "score.dmn", "", r"<text>&lt;= 2</text>", "<text>&lt;== 2</text>"),
    ("two rows for one case", "grade.dmn", "", r'hitPolicy="\w+"', 'hitPolicy="SOMETIMES"'),
    ("a table that is not XML", "route.dmn", "", r"(?s)</definitions>.*", ""),
    ("a broken law table", "law/deadlines.dmn", "", r'"WORKDAY","MONTH"', '"WORKDAY","FORTNIGHT"'),
    ("a comma too many", "forms/visit.json", "", r'"record": "visit",', '"record": "visit",,'),
    ("an unknown kind of field", "forms/visit.json", "visited_on",
     r'"type": "date"', '"type": "day"'),
    ("a choice without options", "forms/visit.json", "way",
     r'(?s)"options": \[.*?\]\s*\}', '"options": []}'),
    ("a field twice", "forms/visit.json", "way", r'"key": "visited_on"', '"key": "way"'),
    ("a form without key", "forms/visit.json", "", r'"key": "visit",', ""),
    ("a record nobody writes", "forms/visit.json", "", r'"record": "visit"', '"record": "poem"'),
    ("a condition on nothing", "forms/visit.json", "visited_on",
     r'"key": "visited_on",', '"key": "visited_on", "shown_when": "1 +",'),
]  # fmt: skip


@pytest.fixture(scope="module")
def office(migrated_sqlite, tmp_path_factory):
    """A begun office: a hand, and the one version that is published."""
    folder = tmp_path_factory.mktemp("office")
    made = sqlite_copy(migrated_sqlite, folder)
    made.dispose()
    hand = Hand(made.url.render_as_string(), folder)
    hand.begin()
    return hand


@pytest.mark.parametrize(
    ("file", "element", "old", "new"), [m[1:] for m in MISTAKES], ids=[m[0] for m in MISTAKES]
)
def test_a_mistake_is_named_with_its_cure_and_nothing_is_published(
    office, tmp_path, file, element, old, new
):
    shutil.copytree(shipped_workflows(), tmp_path / "models")
    path = tmp_path / "models" / file
    broken, times = re.subn(old, new, path.read_text("utf-8"), count=1)
    assert times == 1
    path.write_text(broken, "utf-8")
    before = office.does("bundle", "list")
    said = office.type("publish", tmp_path / "models")
    assert said.exit_code == 1, said.output
    found = re.findall(r"✗ (.+)\n    (.+)", said.output)
    assert found, said.output
    assert any(file in place and element in place for place, _ in found), said.output
    for _, reason in found:
        why, cure = reason.rstrip("。").split("。", 1)
        assert why
        assert cure
        assert "{" not in reason
    assert "Traceback" not in said.output
    assert "没有发布" in said.output
    assert office.does("bundle", "list") == before


def test_check_says_the_same_and_ends_with_one(office, tmp_path):
    shutil.copytree(shipped_workflows(), tmp_path / "models")
    (tmp_path / "models" / "forms" / "visit.json").write_text("[]", "utf-8")
    said = office.type("check", tmp_path / "models")
    assert said.exit_code == 1
    assert "forms/visit.json" in said.output


@pytest.mark.parametrize("content", [b"", b"\x00" * 50, b"\xff\xfe", b"{}" * 9, b"<a/>"])
@pytest.mark.parametrize("file", ["duty.bpmn", "score.dmn", "forms/visit.json"])
def test_a_file_of_rubbish_is_named(office, tmp_path, file, content):
    shutil.copytree(shipped_workflows(), tmp_path / "models")
    (tmp_path / "models" / file).write_bytes(content)
    said = office.type("check", tmp_path / "models")
    assert said.exit_code == 1
    assert f"✗ {file}" in said.output
