"""管理日志: what administrators did, for those who audit it and for nobody else."""

import pytest
from sqlalchemy import text

from engine.queries.audit_log import GROUPS, MODULES
from engine.rules import events
from engine.usecases.drafts import Opening, open_draft
from engine.usecases.sealing import seal_everything
from engine.usecases.staffing import change_user
from tests.conftest import database
from tests.journeys.conftest import county
from tests.journeys.test_staffing import user_id
from tests.proof.conftest import past_the_guards
from tests.webui.counter import Counter, open_counter

__all__ = ["county", "database"]


@pytest.fixture
def counter(county) -> Counter:
    opened = open_counter(county)
    open_draft(county.desk, county.actor("admin"), Opening("回访三十日"))
    change_user(county.desk, county.actor("admin"), user_id(county, "vm"), {"phone": "0000-1"})
    return opened


def test_every_event_of_the_office_and_the_studio_is_in_one_group():
    ours = {
        name
        for name in events.__all__
        if getattr(events, name).__module__.rpartition(".")[2] in MODULES
    }
    grouped = [name for kinds in GROUPS.values() for name in kinds]
    assert sorted(grouped) == sorted(ours)


@pytest.mark.parametrize("login", ["audit", "safe"])
def test_the_log_says_who_did_what_in_sentences(counter, login):
    page = counter.page(login, "/audit-log")
    assert "新建草稿“回访三十日”，照第 1 版" in page
    assert "更改vm某的资料" in page
    assert "admin某" in page


def test_the_log_is_cut_down_by_kind_person_and_day(counter):
    assert "更改vm某" not in counter.page("audit", "/audit-log?group=models")
    assert "新建草稿" in counter.page("audit", "/audit-log?group=models&person=admin")
    assert "没有这样的记录" in counter.page("audit", "/audit-log?person=nobody_%25")
    assert "新建草稿" in counter.page("audit", "/audit-log?since=2026-03-02&until=2026-03-02")
    assert "没有这样的记录" in counter.page("audit", "/audit-log?since=2026-03-03")
    for wrong in ("group=x", "since=x", "until=9999-12-31", "cursor=x"):
        counter.page("audit", f"/audit-log?{wrong}", 422)


def test_the_log_is_given_out_as_a_file(counter):
    answer = counter.as_("audit").get("/audit-log.csv?group=models")
    lines = answer.get_data(as_text=True).splitlines()
    assert answer.mimetype == "text/csv"
    assert len(lines) == 2
    assert "回访三十日" in lines[1]


def test_the_log_says_whether_the_chain_holds(counter):
    assert "还没有封存过" in counter.page("audit", "/audit-log")
    seal_everything(counter.county.desk)
    assert "逐条相符" in counter.page("audit", "/audit-log")
    with past_the_guards(counter.county.desk.database) as connection:
        connection.execute(text("UPDATE event SET actor_id = NULL WHERE kind = 'DraftOpened'"))
    assert "对不上" in counter.page("audit", "/audit-log")


@pytest.mark.parametrize("login", ["admin", "vm", "cs", "boss"])
def test_there_is_no_such_log_for_anybody_else(counter, login):
    assert counter.as_(login).get("/audit-log").status_code == 404
    assert counter.as_(login).get("/audit-log.csv").status_code == 404
    assert "/audit-log" not in counter.page(login, "/offices")
