"""Comparing two sets: nothing changes without a word, and every word says what changed."""

import copy
import random  # noqa: TID251  # seeded

import pytest
from lxml import etree

from engine.resources import shipped_workflows
from engine.workflow import read_folder
from engine.workflow.comparing import compare, compare_file
from tests.workflow.mutations import mutations, unnoticed

FILES = read_folder(shipped_workflows())
PEOPLE = "peoples-mediation.bpmn"
DEADLINES = "law/deadlines.dmn"
ROUTE = "route.dmn"


def changed(path, *pairs):
    """Return the differences after texts of a file were replaced by others."""
    text = FILES[path].decode()
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return compare_file(path, FILES[path], text.encode())


def model(*found):
    """Return what concerns more than the drawing."""
    return [each for each in found if not each.apart]


def test_a_set_does_not_differ_from_itself():
    assert compare(FILES, dict(FILES)) == ()


@pytest.mark.slow
def test_no_sort_of_change_goes_unnoticed():
    seed = random.SystemRandom().randrange(10**6)
    dice = random.Random(seed)  # noqa: S311  # picks, keeps no secret
    one_of = {}
    for path, content in FILES.items():
        for mutation in mutations(path, content):
            among = one_of.setdefault(mutation.sort, [])
            among.append((path, mutation))
    sorts = dice.sample(sorted(one_of), 600)  # all of them by python -m tests.workflow.mutations
    picked = [dice.choice(one_of[sort]) for sort in sorts]
    missed = [
        (path, one.sort, one.place) for path, one in picked if unnoticed(path, FILES[path], one)
    ]
    assert not missed, f"seed {seed}"


def written_otherwise(content):
    """Return a document with other prefixes, attribute order, blanks and a comment."""
    root = etree.fromstring(content)
    for node in root.iter("{*}*"):
        attributes = list(node.attrib.items())
        node.attrib.clear()
        node.attrib.update(dict(reversed(attributes)))
        if len(node) and not (node.text or "").strip():
            node.text = "\n\n"
    root.insert(0, etree.Comment("written by another hand"))
    text = etree.tostring(root, encoding="utf-8")
    return text.replace(b"bpmn:", b"b:").replace(b"xmlns:bpmn=", b"xmlns:b=")


@pytest.mark.parametrize("path", [path for path in FILES if path.endswith((".bpmn", ".dmn"))])
def test_another_spelling_is_said_to_be_just_that(path):
    found = compare_file(path, FILES[path], written_otherwise(FILES[path]))
    assert [each.code for each in found] == ["spelling"]


def test_a_longer_time_limit_names_rule_and_column():
    old, new = ('_length">\n          <text>1<', '_length">\n          <text>45<')
    [found] = changed(DEADLINES, (f"rule_pm_01{old}", f"rule_pm_01{new}"))
    assert (found.kind, found.code, found.before, found.after) == ("changed", "cell", "1", "45")
    assert found.facts["column"] == "长度"
    assert found.facts["name_zh"] == "人民调解"


def test_another_clock_of_a_step_is_one_difference():
    [found] = changed(PEOPLE, ('name="clock" value="C-CONSENT"', 'name="clock" value="C-START"'))
    assert (found.what, found.element, found.code) == ("userTask", "get_consent", "property.clock")
    assert (found.before, found.after) == ("C-CONSENT", "C-START")


def test_a_property_that_is_gone_is_said_with_what_it_was():
    [found] = changed(PEOPLE, ('<spiffworkflow:property name="status" value="handling" />', ""))[:1]
    assert (found.kind, found.code, found.before) == ("removed", "property.status", "handling")


def test_a_renamed_step_is_the_same_step_and_its_references_follow():
    found = model(*changed(PEOPLE, ('"investigate"', '"probe"'), (">investigate<", ">probe<")))
    assert [(each.code, each.before, each.after) for each in found] == [
        ("id", "investigate", "probe")
    ]


def test_a_new_step_tells_all_it_says():
    text = FILES[PEOPLE].decode()
    begin = text.index('<bpmn:userTask id="investigate"')
    end = text.index("</bpmn:userTask>", begin) + len("</bpmn:userTask>")
    [found] = compare_file(PEOPLE, (text[:begin] + text[end:]).encode(), text.encode())
    assert (found.kind, found.code, found.name) == ("added", "whole", "调查核实")
    assert ("property.clock", "C-START") in found.details
    assert ("property.form", "investigation") in found.details


def test_an_arrow_that_leads_elsewhere_is_one_difference():
    flow = 'id="consented__investigate" '
    text = FILES[PEOPLE].decode()
    begin = text.index("<bpmn:sequenceFlow", text.index(flow) - 40)
    line = text[begin : text.index(">", begin)]
    moved = line.replace('targetRef="investigate"', 'targetRef="hold_sitting"')
    found = changed(
        PEOPLE,
        (line, moved),
        ("<bpmn:incoming>consented__investigate</bpmn:incoming>", ""),
        (
            "<bpmn:incoming>investigate__hold_sitting</bpmn:incoming>",
            "<bpmn:incoming>consented__investigate</bpmn:incoming>"
            "<bpmn:incoming>investigate__hold_sitting</bpmn:incoming>",
        ),
    )
    assert [each.code for each in found] == ["attribute.targetRef"]


def test_the_end_of_an_arrow_alone_is_no_smaller_matter():
    [found] = changed(PEOPLE, ("<bpmn:incoming>consented__investigate</bpmn:incoming>", ""))
    assert (found.kind, found.code) == ("removed", "incoming")


def rows(change):
    """Return the differences of the routing table after its rows were changed in place."""
    root = etree.fromstring(FILES[ROUTE])
    change(list(root.iter("{*}rule")))
    return compare_file(ROUTE, FILES[ROUTE], etree.tostring(root))


def test_a_row_taken_out_leaves_the_others_as_they_are():
    [found] = rows(lambda found: found[6].getparent().remove(found[6]))
    assert (found.kind, found.what, found.facts["row"]) == ("removed", "rule", "7")


def test_a_row_put_elsewhere_is_one_that_moved():
    [found] = rows(lambda found: found[0].addprevious(found[6]))
    assert (found.kind, found.code, found.before, found.after) == ("moved", "order", "7", "1")


def test_a_row_put_in_between_moves_nothing():
    def insert(found):
        twin = copy.deepcopy(found[0])
        for node in twin.iter():
            node.set("id", f"{node.get('id')}_new") if node.get("id") else None
        next(twin.iter("{*}text")).text = '"04"'
        found[2].addnext(twin)

    [found] = rows(insert)
    assert (found.kind, found.facts["row"]) == ("added", "4")


def test_a_new_column_says_the_cells_that_are_not_empty():
    root = etree.fromstring(FILES[ROUTE])
    space = etree.QName(root).namespace
    first = next(root.iter("{*}input"))
    column = copy.deepcopy(first)
    column.set("id", "amount")
    column.set("label", "金额")
    column[0].set("id", "ask_amount")
    first.addprevious(column)
    for number, row in enumerate(root.iter("{*}rule")):
        cell = etree.Element(f"{{{space}}}inputEntry", id=f"amount_{number}")
        etree.SubElement(cell, f"{{{space}}}text").text = "> 5" if number == 2 else "-"
        next(row.iter("{*}inputEntry")).addprevious(cell)
    found = compare_file(ROUTE, FILES[ROUTE], etree.tostring(root))
    assert [(each.what, each.code) for each in found] == [("input", "whole"), ("rule", "cell")]
    assert (found[1].facts["column"], found[1].after) == ("金额", "> 5")


def test_a_question_asked_elsewhere_in_a_form_is_one_that_moved():
    form = "forms/consent.json"
    text = FILES[form].decode()
    assert compare_file(form, text.encode(), text.replace(": true", ": false", 1).encode())
    [found] = changed("forms/admin_acceptance.json", ('"max_length": 1000', '"max_length": 900'))
    assert (found.what, found.element, found.code) == ("field", "reason", "attribute.max_length")


def test_a_file_that_came_or_went_is_said_once():
    rest = {path: content for path, content in FILES.items() if path != PEOPLE}
    [found] = compare(FILES, rest)
    assert (found.kind, found.code, found.file) == ("removed", "file", PEOPLE)
    assert ("thing:process", "人民调解") in found.details


def test_what_cannot_be_read_still_differs():
    for path in (PEOPLE, ROUTE, "forms/consent.json", "readme.txt"):
        [found] = compare_file(path, b"\x00", b"\x01")
        assert found.code == "content"


def test_a_shape_put_elsewhere_only_changes_the_drawing():
    found = changed(PEOPLE, ('x="500" y="160"', 'x="520" y="160"'))
    assert found
    assert all(each.apart and each.element == "investigate" for each in found)


@pytest.mark.parametrize(
    ("path", "deep"),
    [
        ("forms/deep.json", b"[" * 300 + b"]" * 300),
        ("deep.bpmn", b"<a>" * 200 + b"</a>" * 200),
        ("deep.bpmn", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
        ("deep.dmn", b"<a>" * 100_000),
    ],
)
def test_a_hostile_file_differs_as_a_whole(path, deep):
    [found] = compare_file(path, deep, deep + b" ")
    assert found.code == "content"
