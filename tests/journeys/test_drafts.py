"""Drafts of procedures: opened, saved, undone, submitted, consented to, published, put away."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from engine.queries.bundles import bundle_line, bundle_lines, law_lines
from engine.queries.drafts import draft_files, draft_history, draft_line, draft_lines, draft_set
from engine.rules.errors import (
    Conflict,
    Invalid,
    Locked,
    ModelRefused,
    NotAllowed,
    NotFound,
    Stale,
)
from engine.storage.models import EventRow, GrantRow
from engine.storage.published import law_table, newest_bundle
from engine.usecases.consenting import consent_draft, refuse_draft, submit_draft, take_back
from engine.usecases.draft_checks import draft_findings
from engine.usecases.drafts import (
    Edit,
    Opening,
    discard_draft,
    open_draft,
    open_filled,
    open_law_draft,
    remove_file,
    rename_file,
    restore_revision,
    save_file,
    save_files,
)
from engine.usecases.people_admin import shipped
from engine.usecases.proofs import PROOFS
from engine.usecases.publishing import ensure_published, publish_folder
from engine.usecases.retiring import reinstate_bundle, retire_bundle
from engine.workflow import Finding
from tests.journeys.world import County

VISIT = "forms/visit.json"
LAW = "law/deadlines.dmn"
OWN = {path: each for path, each in shipped().items() if not path.startswith("law/")}
CHANGED = OWN[VISIT].replace("回访".encode(), "电话回访".encode())


@pytest.fixture
def draft(county: County) -> int:
    return open_draft(county.desk, county.actor("admin"), Opening("回访三十日", "群众等得太久"))


def save(county: County, draft: int, content: bytes = CHANGED, path: str = VISIT) -> int:
    return save_file(county.desk, county.actor("admin"), draft, Edit(path, content)).revision


def line_of(county: County, draft: int):
    with county.desk.read() as session:
        return draft_line(session, county.actor("admin"), draft)


def files(county: County, draft: int, revision: int | None = None) -> dict[str, bytes]:
    with county.desk.read() as session:
        return dict(draft_set(session, county.actor("audit"), draft, revision))


def kinds(county: County) -> list[str]:
    with county.desk.read() as session:
        return [row.kind for row in session.query(EventRow).order_by(EventRow.id)]


def published(county: County, draft: int) -> int:
    submit_draft(county.desk, county.actor("admin"), draft)
    revision = line_of(county, draft).revision
    return consent_draft(county.desk, county.actor("safe"), draft, revision)


def test_a_draft_is_a_copy_that_keeps_every_save(county, draft):
    assert files(county, draft) == OWN
    assert save(county, draft) == 2
    assert files(county, draft)[VISIT] == CHANGED
    assert files(county, draft, 1) == OWN
    with county.desk.read() as session:
        admin = county.actor("admin")
        marks = {each.path: each for each in draft_files(session, admin, draft)}
        history = draft_history(session, admin, draft)
    assert marks[VISIT].revision == 2
    assert marks[VISIT].saved.name == "admin某"
    assert marks["urge.bpmn"].title.zh == "催办"
    assert [each.revision for each in history] == [2, 1]
    assert history[0].changed == (VISIT,)
    assert set(history[1].added) == set(OWN)


def test_a_draft_begins_empty_shipped_or_with_files_sent_in(county):
    admin = county.actor("admin")
    empty = open_draft(county.desk, admin, Opening("空白", source="empty"))
    assert files(county, empty) == {}
    assert files(county, open_draft(county.desk, admin, Opening("原样", source="shipped"))) == OWN
    sent = open_filled(county.desk, admin, Opening("送来的"), {"a.dmn": b"x"})
    assert files(county, sent) == {"a.dmn": b"x"}
    with pytest.raises(Invalid):
        open_draft(county.desk, admin, Opening("  "))
    with pytest.raises(NotFound):
        open_draft(county.desk, admin, Opening("没有这版", source="bundle", version=99))
    with pytest.raises(Invalid):
        open_filled(county.desk, admin, Opening("坏"), {"../a.dmn": b"x"})


def test_undo_goes_to_any_save_and_back_again_without_losing_one(county, draft):
    admin = county.actor("admin")
    save(county, draft)
    remove_file(county.desk, admin, draft, "urge.bpmn", 1)
    rename_file(county.desk, admin, draft, (VISIT, "forms/visit-2.json"), 2)
    before = files(county, draft)
    assert restore_revision(county.desk, admin, draft, 1).revision == 5
    assert files(county, draft) == OWN
    assert restore_revision(county.desk, admin, draft, 4).revision == 6
    assert files(county, draft) == before
    assert "urge.bpmn" not in before
    assert before["forms/visit-2.json"] == CHANGED
    assert restore_revision(county.desk, admin, draft, 6).changed is False
    with pytest.raises(NotFound):
        restore_revision(county.desk, admin, draft, 7)


def test_each_file_is_saved_against_the_save_its_editor_read(county, draft):
    admin = county.actor("admin")
    save(county, draft)
    other = Edit("urge.bpmn", OWN["urge.bpmn"] + b"\n", 1)
    assert save_file(county.desk, admin, draft, other).revision == 3
    with pytest.raises(Stale) as stale:
        save_file(county.desk, admin, draft, Edit(VISIT, OWN[VISIT], 1))
    assert stale.value.facts["by"] == "admin某"
    assert stale.value.facts["revision"] == 2
    with pytest.raises(Stale):
        remove_file(county.desk, admin, draft, VISIT, 1)
    with pytest.raises(Stale):
        save_file(county.desk, admin, draft, Edit(VISIT, b"{}", 0))
    assert files(county, draft)[VISIT] == CHANGED


def test_several_files_come_in_as_one_save_or_not_at_all(county, draft):
    admin = county.actor("admin")
    with pytest.raises(Invalid):
        save_files(county.desk, admin, draft, {"b.dmn": b"x", "forms/x.bpmn": b"y"})
    assert files(county, draft) == OWN
    saved = save_files(county.desk, admin, draft, {VISIT: CHANGED, "b.dmn": b"x"}, replace=True)
    assert saved.revision == 2
    assert files(county, draft) == {VISIT: CHANGED, "b.dmn": b"x"}


def test_a_draft_is_published_by_two_persons_and_new_cases_use_it(county, draft):
    old = county.register()
    save(county, draft)
    submit_draft(county.desk, county.actor("admin"), draft)
    assert line_of(county, draft).waits
    with pytest.raises(Conflict):
        save(county, draft, OWN[VISIT])
    with pytest.raises(NotAllowed):
        consent_draft(county.desk, county.actor("admin"), draft, 2)
    with pytest.raises(Stale):
        consent_draft(county.desk, county.actor("safe"), draft, 1)
    assert consent_draft(county.desk, county.actor("safe"), draft, 2) == 2
    with county.desk.read() as session:
        line = bundle_line(session, county.actor("audit"), 2)
        assert newest_bundle(session).files[VISIT] == CHANGED
        versions = {each.version: each.cases for each in bundle_lines(session)}
    assert (line.published_by, line.consented_by, line.based_on) == ("admin某", "safe某", 1)
    assert "回访三十日" in line.note
    assert versions == {2: 0, 1: 1}
    assert line_of(county, draft).published_version == 2
    assert kinds(county)[-2:] == ["BundlePublished", "DraftPublished"]
    assert old
    with pytest.raises(Conflict):
        consent_draft(county.desk, county.actor("safe"), draft, 2)


def test_nobody_consents_to_their_own_work(county, draft):
    both = county.actor("safe")
    with county.desk.work(None) as work:
        grant = {"office_id": county.office_id("county"), "role": "administrator"}
        work.add(GrantRow(user_id=both.user_id, **grant))
    county._actors.clear()
    both = county.actor("safe")
    save_file(county.desk, both, draft, Edit(VISIT, CHANGED))
    submit_draft(county.desk, county.actor("admin"), draft)
    with pytest.raises(NotAllowed) as refused:
        consent_draft(county.desk, both, draft, 2)
    assert refused.value.code == "draft.own_hand"
    assert line_of(county, draft).waits


def test_one_person_publishes_alone_only_where_the_settings_say_so(county, draft):
    save(county, draft)
    alone = replace(county.desk, settings=replace(county.desk.settings, two_person_publish=False))
    submit_draft(alone, county.actor("admin"), draft)
    assert consent_draft(alone, county.actor("admin"), draft, 2) == 2
    with county.desk.read() as session:
        assert bundle_line(session, county.actor("admin"), 2).consented_by is None
        last = session.query(EventRow).order_by(EventRow.id.desc()).first()
    assert last.facts == {"draft_id": draft, "version": 2, "alone": True}


def test_a_refused_draft_goes_back_with_the_reason_and_one_taken_back_goes_on(county, draft):
    save(county, draft)
    submit_draft(county.desk, county.actor("admin"), draft)
    with pytest.raises(Invalid):
        refuse_draft(county.desk, county.actor("safe"), draft, "  ")
    refuse_draft(county.desk, county.actor("safe"), draft, "请写依据")
    line = line_of(county, draft)
    assert line.open
    assert (line.decision_note, line.decided.name) == ("请写依据", "safe某")
    submit_draft(county.desk, county.actor("admin"), draft)
    take_back(county.desk, county.actor("admin"), draft)
    assert line_of(county, draft).open
    with pytest.raises(Conflict):
        consent_draft(county.desk, county.actor("safe"), draft, 2)
    with pytest.raises(NotAllowed):
        refuse_draft(county.desk, county.actor("admin"), draft, "不行")


def test_what_does_not_pass_is_not_even_submitted(county, draft):
    save(county, draft, b"<nonsense", "urge.bpmn")
    assert [each.code for each in draft_findings(county.desk, county.actor("audit"), draft)][:1]
    with pytest.raises(ModelRefused) as refused:
        submit_draft(county.desk, county.actor("admin"), draft)
    assert {each.file for each in refused.value.facts["findings"]} >= {"urge.bpmn"}
    assert line_of(county, draft).open


def test_what_a_proof_finds_wrong_is_not_published_by_anybody(county, draft, monkeypatch):
    failed = Finding("dispute.bpmn", "", "登记到受理", "trial.failed", {"reason": "没有走到受理"})
    monkeypatch.setitem(PROOFS, "test", lambda desk, whole: [failed] if whole[LAW] else [])
    save(county, draft)
    with pytest.raises(ModelRefused) as refused:
        submit_draft(county.desk, county.actor("admin"), draft)
    assert refused.value.facts["findings"] == (failed,)
    with pytest.raises(ModelRefused):
        publish_folder(county.desk, None, {**shipped(), VISIT: CHANGED})
    monkeypatch.delitem(PROOFS, "test")
    submit_draft(county.desk, county.actor("admin"), draft)


def test_of_two_who_save_at_the_same_time_one_is_told_of_the_other(county, draft):
    contents = [CHANGED + b" " * number for number in range(4)]
    admin = county.actor("admin")
    together = Barrier(len(contents))

    def one(content: bytes) -> str:
        together.wait()
        for _ in range(50):  # a busy database is another matter
            try:
                saved = save_file(county.desk, admin, draft, Edit(VISIT, content, 1))
                return f"saved {saved.revision}"
            except Stale as stale:
                return stale.code
            except Locked:
                continue
        return "never"

    with ThreadPoolExecutor(len(contents)) as pool:
        told = sorted(pool.map(one, contents))
    assert told == ["draft.stale", "draft.stale", "draft.stale", "saved 2"]
    assert files(county, draft)[VISIT] in contents


def test_what_is_published_already_is_not_published_again(county, draft):
    with pytest.raises(Conflict) as same:
        submit_draft(county.desk, county.actor("admin"), draft)
    assert same.value.code == "draft.same"
    with pytest.raises(Invalid):
        submit_draft(
            county.desk,
            county.actor("admin"),
            open_draft(county.desk, county.actor("admin"), Opening("空", source="empty")),
        )


def test_a_law_table_is_published_on_its_own_and_clocks_use_it(county):
    admin = county.actor("admin")
    draft = open_law_draft(county.desk, admin, "deadlines", "本地五日内受理")
    content = files(county, draft)[LAW]
    with pytest.raises(Invalid):
        save(county, draft, CHANGED, VISIT)
    save(county, draft, content.replace(b"</definitions>", b"\n</definitions>"), LAW)
    assert published(county, draft) == 2
    with county.desk.read() as session:
        assert law_table(session, "deadlines").version == 2
        assert newest_bundle(session).version == 1
        newest, before = law_lines(session, admin, "deadlines")
    assert (newest.version, newest.newest, newest.note) == (2, True, "本地五日内受理")
    assert (newest.published_by, newest.consented_by) == ("admin某", "safe某")
    assert not before.newest


def test_a_discarded_draft_stays_readable_and_nothing_else(county, draft):
    save(county, draft)
    with pytest.raises(Invalid):
        discard_draft(county.desk, county.actor("admin"), draft, "")
    discard_draft(county.desk, county.actor("admin"), draft, "方案不要了")
    assert files(county, draft)[VISIT] == CHANGED
    with pytest.raises(Conflict):
        save(county, draft, OWN[VISIT])
    with county.desk.read() as session:
        (line,) = draft_lines(session, county.actor("admin"), ("discarded",))
    assert line.decision_note == "方案不要了"


def test_a_version_put_away_is_used_by_no_new_case_and_the_last_one_stays(county, draft):
    admin = county.actor("admin")
    with pytest.raises(Conflict) as last:
        retire_bundle(county.desk, admin, 1, "不好用")
    assert last.value.code == "bundle.last"
    save(county, draft)
    assert published(county, draft) == 2
    case = county.register()
    retire_bundle(county.desk, admin, 2, "发现有误")
    with county.desk.read() as session:
        assert newest_bundle(session).version == 1
        line = bundle_line(session, admin, 2)
    assert (line.retired_by, line.retired_for, line.cases) == ("admin某", "发现有误", 1)
    assert case
    with pytest.raises(Conflict):
        retire_bundle(county.desk, admin, 2, "再来")
    again = open_draft(county.desk, admin, Opening("同样", source="bundle", version=2))
    with pytest.raises(Conflict) as retired:
        submit_draft(county.desk, admin, again)
    assert retired.value.code == "draft.same_retired"
    with pytest.raises(NotAllowed):
        reinstate_bundle(county.desk, admin, 2)
    reinstate_bundle(county.desk, county.actor("safe"), 2)
    with county.desk.read() as session:
        assert newest_bundle(session).version == 2


def test_a_start_does_not_publish_over_a_shipped_version_that_was_put_away(county, draft):
    save(county, draft)
    assert published(county, draft) == 2
    retire_bundle(county.desk, county.actor("admin"), 1, "改用新的")
    assert ensure_published(county.desk) is None
    with county.desk.read() as session:
        assert newest_bundle(session).version == 2
    assert publish_folder(county.desk, None, shipped()).is_new is False


@pytest.mark.parametrize("login", ["vm", "vl", "cd", "cs", "boss", "jl"])
def test_for_anybody_else_there_are_no_drafts(county, draft, login):
    actor = county.actor(login)
    for act in (
        lambda: open_draft(county.desk, actor, Opening("x")),
        lambda: open_law_draft(county.desk, actor, "deadlines"),
        lambda: save_file(county.desk, actor, draft, Edit(VISIT, b"")),
        lambda: submit_draft(county.desk, actor, draft),
        lambda: consent_draft(county.desk, actor, draft, 1),
        lambda: refuse_draft(county.desk, actor, draft, "x"),
        lambda: retire_bundle(county.desk, actor, 1, "x"),
        lambda: draft_findings(county.desk, actor, draft),
    ):
        with pytest.raises(NotFound):
            act()
    with county.desk.read() as session, pytest.raises(NotFound):
        draft_lines(session, actor)


@pytest.mark.parametrize("login", ["safe", "audit"])
def test_those_who_judge_and_audit_look_and_do_not_touch(county, draft, login):
    actor = county.actor(login)
    for act in (
        lambda: open_draft(county.desk, actor, Opening("x")),
        lambda: save_file(county.desk, actor, draft, Edit(VISIT, b"")),
        lambda: submit_draft(county.desk, actor, draft),
        lambda: retire_bundle(county.desk, actor, 1, "x"),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert files(county, draft) == OWN
