"""``GET /bundles/{id}/differences``: what a draft changes, in codes and in words."""

import pytest

from engine.storage.drafts import files_of
from engine.usecases.drafts import Edit, Opening, open_draft, open_law_draft, save_file


def edited(county, draft, path, old, new):
    with county.desk.read() as session:
        text = files_of(session, draft)[path].decode()
    assert old in text
    content = text.replace(old, new, 1).encode()
    save_file(county.desk, county.actor("admin"), draft, Edit(path, content))


@pytest.fixture
def draft(county):
    return open_draft(county.desk, county.actor("admin"), Opening("回访三十日"))


def test_a_draft_tells_what_it_changes_of_what_it_was_copied_from(program, county, draft):
    old, new = 'name="clock" value="C-CONSENT"', 'name="clock" value="C-START"'
    edited(county, draft, "peoples-mediation.bpmn", old, new)
    found = program("admin").read(f"/bundles/{draft}/differences")
    assert (found["left"], found["right"]) == ("bundle:1", f"draft:{draft}")
    [one] = found["differences"]
    assert (one["kind"], one["code"], one["element"]) == (
        "changed",
        "property.clock",
        "get_consent",
    )
    assert (one["before"], one["after"], one["apart"]) == ("C-CONSENT", "C-START", False)
    assert one["text"].startswith("步骤“征求意见”　期限：C-CONSENT（征求对方意见 3 个工作日）")


def test_a_law_draft_is_compared_with_the_table_it_was_copied_from(program, county):
    draft = open_law_draft(county.desk, county.actor("admin"), "deadlines")
    old = 'rule_pm_01_length">\n          <text>1<'
    edited(county, draft, "law/deadlines.dmn", old, old.replace("1<", "2<"))
    [one] = program("admin").read(f"/bundles/{draft}/differences")["differences"]
    assert (one["facts"]["key"], one["facts"]["column"]) == ("PM-01", "长度")


def test_another_version_can_be_named(program, county, draft):
    other = open_draft(county.desk, county.actor("admin"), Opening("另一稿"))
    found = program("admin").read(f"/bundles/{draft}/differences", against=f"draft:{other}")
    assert found["differences"] == []


@pytest.mark.parametrize("against", ["bundle:9", "nothing"])
def test_what_is_no_version_is_not_found(program, draft, against):
    assert program("admin").get(f"/bundles/{draft}/differences", against=against).status_code == 404


def test_for_caseworkers_there_is_no_such_address(program, draft):
    assert program("vm").get(f"/bundles/{draft}/differences").status_code == 404
