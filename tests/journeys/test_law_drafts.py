"""A time limit changed in a draft: new clocks follow the new row, running ones keep theirs."""

from dataclasses import replace

import pytest

from engine.queries.law_rows import law_draft, reaches
from engine.rules.deadline_rule import rule_from_row
from engine.rules.deadline_table import rows_of
from engine.rules.errors import Conflict, Invalid, ModelRefused, NotAllowed, NotFound, Stale
from engine.usecases.consenting import consent_draft, submit_draft
from engine.usecases.drafts import open_law_draft
from engine.usecases.law_rules import RuleText, remove_rule, save_rule


def opened(county, name="deadlines"):
    return open_law_draft(county.desk, county.actor("admin"), name, "新法施行")


def seen(county, draft):
    with county.desk.read() as session:
        return law_draft(session, county.actor("admin"), draft)


def longer(county, draft, key, days):
    found = seen(county, draft)
    row = next(each for each in rows_of(found.table) if each.rule.key == key)
    text = RuleText(replace(row.rule, length=row.rule.length + days), row.note)
    save_rule(county.desk, county.actor("admin"), (draft, found.revision), text, row.element)


def test_clocks_that_run_keep_their_row_and_new_ones_follow_the_new(county):
    before = county.register()
    key = next(iter(county.clocks(before)))
    old = rule_from_row(county.clocks(before)[key].row).length
    draft = opened(county)
    longer(county, draft, key, 3)
    found = seen(county, draft)
    with county.desk.read() as session:
        (reach,) = reaches(session, found.old, found.table)
    assert (reach.key, reach.running) == (key, 1)
    submit_draft(county.desk, county.actor("admin"), draft)
    consent_draft(county.desk, county.actor("safe"), draft, found.revision)
    after = county.register()
    assert rule_from_row(county.clocks(before)[key].row).length == old
    assert rule_from_row(county.clocks(after)[key].row).length == old + 3


def test_rows_are_written_by_administrators_over_what_they_have_read(county):
    draft = opened(county)
    found = seen(county, draft)
    row = rows_of(found.table)[0]
    text, admin = RuleText(row.rule, row.note), county.actor("admin")
    with pytest.raises(NotAllowed):
        save_rule(county.desk, county.actor("safe"), (draft, found.revision), text, row.element)
    with pytest.raises(NotFound):
        save_rule(county.desk, county.actor("boss"), (draft, found.revision), text, row.element)
    changed = RuleText(replace(row.rule, length=9), row.note)
    with pytest.raises(Stale):
        save_rule(county.desk, admin, (draft, found.revision + 1), changed, row.element)
    with pytest.raises(NotFound):
        save_rule(county.desk, admin, (draft, found.revision), changed, "nowhere")
    with pytest.raises(NotFound):
        save_rule(county.desk, admin, (opened(county, "warnings"), 1), changed, row.element)
    with pytest.raises(Invalid):
        save_rule(county.desk, admin, (draft, found.revision), changed)
    saved = save_rule(county.desk, admin, (draft, found.revision), text, row.element)
    assert not saved.changed


def test_a_rule_the_diagrams_still_use_cannot_be_published_away(county):
    draft, admin = opened(county), county.actor("admin")
    found = seen(county, draft)
    row = next(each for each in rows_of(found.table) if each.rule.key == "PM-01")
    remove_rule(county.desk, admin, (draft, found.revision), row.element)
    with pytest.raises(ModelRefused):
        submit_draft(county.desk, admin, draft)
    with pytest.raises(Conflict):
        consent_draft(county.desk, county.actor("safe"), draft, found.revision + 1)
