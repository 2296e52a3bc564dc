"""Published bundles and law tables: known by content, numbered in order."""

from pathlib import Path

import pytest
from sqlalchemy import update

from engine.rules.errors import Invalid, NotFound
from engine.storage.models import BundleFileRow
from engine.storage.published import (
    bundle_of,
    forget,
    law_table,
    newest_bundle,
    publish,
    publish_bundle,
    publish_law,
)
from engine.storage.work import unit_of_work
from tests.storage.makers import AT

FIRST = {"dispute.bpmn": b"<a/>", "forms/visit.json": b"{}"}
SECOND = {"dispute.bpmn": b"<b/>", "forms/visit.json": b"{}"}
TABLE = (Path(__file__).parent / "days.dmn").read_bytes()


@pytest.fixture
def work(database):
    with unit_of_work(database, AT, AT, None) as opened:
        yield opened
    forget()


def test_the_first_bundle_is_version_one_and_comes_back_byte_for_byte(work):
    made = publish_bundle(work, FIRST, "first")
    forget()  # as another program would see it
    found = newest_bundle(work.session)
    assert (found.version, found.sha, dict(found.files)) == (1, made.sha, FIRST)


def test_the_same_files_are_the_same_version_in_whatever_order(work):
    publish_bundle(work, FIRST)
    assert publish_bundle(work, dict(reversed(FIRST.items()))).version == 1


def test_an_unknown_hash_becomes_the_next_version(work):
    publish_bundle(work, FIRST)
    assert publish_bundle(work, SECOND).version == 2
    assert newest_bundle(work.session).version == 2


def test_a_running_case_keeps_its_own_version(work):
    publish_bundle(work, FIRST)
    publish_bundle(work, SECOND)
    assert bundle_of(work.session, 1).files["dispute.bpmn"] == b"<a/>"


def test_nothing_published_and_unknown_versions_are_not_found(work):
    with pytest.raises(NotFound, match=r"bundle\.none"):
        newest_bundle(work.session)
    with pytest.raises(NotFound, match=r"bundle\.unknown"):
        bundle_of(work.session, 7)
    with pytest.raises(NotFound, match=r"law\.unknown"):
        law_table(work.session, "deadlines")


def test_an_empty_folder_is_not_published(work):
    with pytest.raises(Invalid, match=r"bundle\.empty"):
        publish_bundle(work, {})


def test_a_file_changed_behind_our_back_is_noticed(work):
    publish_bundle(work, FIRST)
    work.session.execute(update(BundleFileRow).values(content=b"<evil/>"))
    forget()
    with pytest.raises(Invalid, match=r"bundle\.damaged"):
        newest_bundle(work.session)


def test_law_tables_are_published_beside_the_bundle_and_not_in_it(work):
    bundle = publish(work, {**FIRST, "law/days.dmn": TABLE})
    assert dict(bundle.files) == FIRST
    assert law_table(work.session, "days").version == 1


def test_a_new_law_reaches_everybody_and_leaves_the_bundle_alone(work):
    publish(work, {**FIRST, "law/days.dmn": TABLE})
    bundle = publish(work, {**FIRST, "law/days.dmn": TABLE.replace(b"<text>7", b"<text>8")})
    law = law_table(work.session, "days")
    assert (bundle.version, law.version) == (1, 2)
    assert law.table.decide({"level": "village"}).outputs == {"days": 8}


def test_the_same_law_again_is_no_new_version(work):
    publish_law(work, "days", TABLE)
    assert publish_law(work, "days", TABLE).version == 1
