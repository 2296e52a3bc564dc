"""Rows of a DMN file are changed, added, removed; the rest of the file stays byte for byte."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.feel import FeelError, compile_expression, read_dmn
from engine.feel.literals import literal
from engine.feel.rewriting import RowText, add_row, change_row, remove_row
from engine.resources import shipped_workflows
from engine.workflow import read_folder

TABLES = {path: each for path, each in read_folder(shipped_workflows()).items() if ".dmn" in path}
VALUES = (
    st.none()
    | st.booleans()
    | st.text(st.characters(codec="utf-8"), max_size=40)
    | st.decimals(-(10**12), 10**12, places=3)
    | st.dates()
)


def texts(table, row):
    cells = [test.text for test in row.tests]
    return [*cells, *("" if each is None else each.text for each in row.outputs)]


@pytest.mark.parametrize("path", sorted(TABLES))
def test_a_row_written_as_it_stands_changes_no_byte(path):
    table = read_dmn(TABLES[path], path)
    content = TABLES[path]
    for row in table.rules:
        text = RowText(texts(table, row), row.annotations.get("description", ""))
        content = change_row(content, path, row.element, text)
    assert content == TABLES[path]


@pytest.mark.parametrize("path", sorted(TABLES))
def test_a_row_put_in_and_taken_out_again_leaves_no_trace(path):
    table = read_dmn(TABLES[path], path)
    for after in (table.rules[0].element, table.rules[-1].element, None):
        text = RowText(texts(table, table.rules[-1]), "新的一行")
        longer = add_row(TABLES[path], path, "brand_new", text, after)
        found = read_dmn(longer, path)
        place = 1 if after == table.rules[0].element else len(table.rules)
        assert found.rules[place].element == "brand_new"
        assert found.rules[place].annotations["description"] == "新的一行"
        assert remove_row(longer, path, "brand_new") == TABLES[path]


def test_comments_and_strange_attributes_stay():
    path = "outcome.dmn"
    strange = TABLES[path].replace(b"<decisionTable ", b'<!-- kept --><decisionTable zz="1" ')
    table = read_dmn(strange, path)
    changed = change_row(
        strange, path, table.rules[0].element, RowText(texts(table, table.rules[0]))
    )
    assert b'<!-- kept --><decisionTable zz="1" ' in changed


def test_what_cannot_be_written_is_refused():
    path = "outcome.dmn"
    table = read_dmn(TABLES[path], path)
    text = RowText(texts(table, table.rules[0]))
    for act in (
        lambda: change_row(TABLES[path], path, "nowhere", text),
        lambda: change_row(TABLES[path], path, table.rules[0].element, RowText(["-"])),
        lambda: add_row(TABLES[path], path, table.rules[0].element, text),
        lambda: remove_row(TABLES[path], path, "nowhere"),
        lambda: remove_row(b"<!DOCTYPE a><a/>", path, "x"),
        lambda: remove_row(b"<a/>", path, "x"),
    ):
        with pytest.raises(FeelError):
            act()


@given(VALUES)
def test_a_literal_says_its_value(value):
    found = compile_expression(literal(value)).evaluate({})
    assert found == value
    assert isinstance(found, bool) is isinstance(value, bool)


def test_a_list_and_an_instant_can_be_written():
    assert compile_expression(literal([Decimal(1), "a", None])).evaluate({}) == [1, "a", None]
    with pytest.raises(TypeError):
        literal({"a": 1})
