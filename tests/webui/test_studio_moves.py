"""迁移在办案件: what would be moved and why not, starting it with a typed word, undoing it."""

import re

import pytest
from sqlalchemy import select

from engine.storage.models import CaseRow, PartyRow
from engine.storage.published import newest_bundle, publish_bundle
from engine.usecases.errands import run_errands
from tests.journeys.conftest import county

__all__ = ["county"]
NAMED = re.compile(rb'id="get_consent" name="([^"]+)"')


def published(county, change) -> int:
    """Publish the newest set with the file of the step «get_consent» changed."""
    with county.desk.work(None) as work:
        files = dict(newest_bundle(work.session).files)
        [path] = [path for path in files if NAMED.search(files[path])]
        files[path] = change(files[path])
        return publish_bundle(work, files, "改动").version


@pytest.fixture
def renamed(counter) -> int:
    """One case waits for consent; version 2 calls that step something else."""
    county = counter.county
    county.take("vm", county.register(), "sign_for")
    return published(
        county, lambda each: NAMED.sub('id="get_consent" name="问双方"'.encode(), each)
    )


@pytest.fixture
def replaced(counter) -> int:
    """One case waits for consent; version 2 has another step of the same name in its place."""
    county = counter.county
    county.take("vm", county.register(), "sign_for")
    return published(county, lambda each: each.replace(b'"get_consent"', b'"ask_both"'))


def test_the_page_says_what_would_change_before_anything_does(counter, renamed):
    text = counter.page("admin", "/studio/moves/new")
    assert "在办 2 个程序" in text
    assert "2 个能迁，0 个留在原版" in text
    assert "→ 问双方" in text
    assert "期限的到期日不变" in text
    assert "还没有迁移过" in counter.page("admin", "/studio/moves")


def test_a_move_begins_with_a_reason_and_the_typed_word(counter, renamed):
    admin = counter.as_("admin")
    sent = {"from": "1", "to": "2", "reason": "群众看不懂原来的名称"}
    for more, words in [
        ({"word": "是"}, "请照样写出确认的两个字"),
        ({"word": "迁移", "reason": " "}, "为什么迁移"),
        ({"word": "迁移", "to": "1"}, "两个版本相同"),
        ({"word": "迁移", "from": "2", "to": "1"}, "没有在办的程序"),
        ({"word": "迁移", "map.get_consent": "nowhere"}, "流程里没有：nowhere"),
    ]:
        refused = admin.post("/studio/moves/new", {**sent, **more})
        assert refused.status_code in {409, 422}, more
        assert words in refused.get_data(as_text=True)
    assert "还没有迁移过" in counter.page("admin", "/studio/moves")
    begun = admin.post("/studio/moves/new", {**sent, "word": "迁移"})
    assert begun.location == "/studio/moves/1"
    assert "排队等候" in counter.page("admin", "/studio/moves/1")
    run_errands(counter.county.desk)
    text = counter.page("audit", "/studio/moves/1")
    assert "群众看不懂原来的名称" in text
    assert "做完了，共 2 件" in text
    assert "已迁移" in text
    assert "撤销这次迁移" not in text
    assert "第 1 版 → 第 2 版" in counter.page("audit", "/studio/moves")


def test_a_move_is_undone_and_says_what_stayed(counter, renamed):
    admin, county = counter.as_("admin"), counter.county
    admin.post("/studio/moves/new", {"from": "1", "to": "2", "reason": "改名", "word": "迁移"})
    run_errands(county.desk)
    text = counter.page("admin", "/studio/moves/1")
    assert "已迁移的 2 个，没有接着办过的退回原版" in text
    assert admin.post("/studio/moves/1/undo").status_code == 303
    run_errands(county.desk)
    text = counter.page("admin", "/studio/moves/1")
    assert "撤销的进度" in text
    assert "已退回原版" in text
    assert "撤销这次迁移" not in text
    assert admin.post("/studio/moves/1/undo").status_code == 409


def test_the_case_says_by_which_version_it_goes_on(counter, renamed):
    county = counter.county
    with county.desk.read() as session:
        code = session.scalars(select(CaseRow.code)).one()
    address = f"/cases/{code}/graph"
    assert "第 1 版程序（本案启动时的版本）" in counter.page("vm", address)
    sent = {"from": "1", "to": "2", "reason": "改名", "word": "迁移"}
    counter.as_("admin").post("/studio/moves/new", sent)
    run_errands(county.desk)
    text = counter.page("vm", address)
    assert "第 2 版程序（原为第 1 版，已迁移）" in text
    assert "问双方" in text


def test_a_step_that_is_gone_is_assigned_by_hand_or_stays_with_its_reason(counter, replaced):
    plain = counter.page("admin", "/studio/moves/new?from=1&to=2&map.get_consent=")
    assert "1 个能迁，1 个留在原版" in plain
    assert "新版没有这一步" in plain
    guessed = counter.page("admin", "/studio/moves/new?from=1&to=2")
    assert '<option value="ask_both" selected>' in guessed
    assert "按名称、编号推测，请核对" in guessed
    assert "2 个能迁，0 个留在原版" in guessed
    sent = {"from": "1", "to": "2", "reason": "换了步骤", "word": "迁移", "map.get_consent": ""}
    counter.as_("admin").post("/studio/moves/new", sent)
    run_errands(counter.county.desk)
    assert "新版没有这一步" in counter.page("admin", "/studio/moves/1")


def test_one_case_can_be_looked_at_alone(counter):
    county = counter.county
    other = county.register()
    county.take("vm", county.register(), "sign_for")
    published(county, lambda each: NAMED.sub('id="get_consent" name="问双方"'.encode(), each))
    text = counter.page("admin", f"/studio/moves/new?from=1&to=2&case={other}")
    assert f"案件 {other}" in text
    assert "签收" in text
    assert "问双方" not in text.split('class="cols even"')[1]


def test_no_name_of_a_party_stands_on_these_pages(counter, renamed):
    text = counter.page("admin", "/studio/moves/new")
    with counter.county.desk.read() as session:
        names = session.scalars(select(PartyRow.name)).all()
    assert names
    assert not [name for name in names if name in text]


def test_others_find_no_such_page_and_an_auditor_cannot_begin(counter, renamed):
    for path in ("/studio/moves", "/studio/moves/new"):
        counter.page("vm", path, 404)
        assert "开始迁移" not in counter.page("audit", path)
    sent = {"from": "1", "to": "2", "reason": "x", "word": "迁移"}
    assert counter.as_("audit").post("/studio/moves/new", sent).status_code == 403
    counter.page("admin", "/studio/moves/9", 404)
    assert "选两个不同的版本" in counter.page("admin", "/studio/moves/new?from=7&to=x")
