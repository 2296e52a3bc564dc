"""``heshi publish``: checked, compared, published as the next version."""

import shutil

import pytest

from engine.desk import open_desk
from engine.resources import shipped_workflows
from engine.rules.permissions import Actor, Grant, Role
from engine.settings import Settings
from engine.usecases.publishing import ensure_published
from engine.usecases.retiring import retire_bundle


@pytest.fixture
def county(hand):
    """A begun database and a folder of the county's own, the same as the shipped one so far."""
    hand.begin()
    shutil.copytree(shipped_workflows(), hand.folder / "models")
    return hand


def change(hand, name, old, new):
    path = hand.folder / "models" / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_the_same_content_is_no_new_version(county):
    assert "与在用的一版相同" in county.does("publish", county.folder / "models")
    assert county.does("bundle", "list").count("第 ") == 1


def test_a_dry_run_shows_what_would_change_and_publishes_nothing(county):
    change(county, "duty.bpmn", "town_takes_over", "town_takes_the_duty_over")
    said = county.does("publish", county.folder / "models", "--dry-run")
    assert "～ duty.bpmn" in said
    assert "编号：town_takes_over → town_takes_the_duty_over" in said
    assert "没有发布" in said
    assert county.does("bundle", "list").count("第 ") == 1


def test_a_dry_run_says_in_words_what_a_case_would_notice(county):
    change(county, "duty.bpmn", '"dispatcher,office_leader"', '"supervisor"')
    limit = '_length">\n          <text>'
    change(county, "law/deadlines.dmn", f"rule_pm_01{limit}1<", f"rule_pm_01{limit}45<")
    said = county.does("publish", county.folder / "models", "--dry-run")
    assert "责任岗位：分流员、调委会主任 → 督办员" in said
    assert "PM-01 人民调解（第 1 行）　长度：1 个月 → 45 个月" in said


def test_a_changed_folder_becomes_the_next_version(county):
    change(county, "duty.bpmn", "town_takes_over", "town_takes_the_duty_over")
    said = county.does("publish", county.folder / "models", "--note", "镇级接手改名")
    assert "已发布第 2 版" in said
    assert "镇级接手改名" in county.does("bundle", "list")


def test_the_list_says_which_version_was_put_away_and_why(county):
    change(county, "duty.bpmn", "town_takes_over", "town_takes_the_duty_over")
    county.does("publish", county.folder / "models")
    desk = open_desk(Settings(database_url=county.url))
    keeper = Actor(1, "管理员", (Grant(Role.ADMINISTRATOR, 1, "/1/"),))
    retire_bundle(desk, keeper, 2, "接手人写错了")
    desk.database.dispose()
    newest, _ = county.does("bundle", "list").splitlines()
    assert "停用（接手人写错了）" in newest


def test_a_changed_law_table_is_published_beside_the_bundle(county):
    change(county, "law/deadlines.dmn", '"人民调解"', '"人民调解（本县）"')
    said = county.does("publish", county.folder / "models")
    assert "规则表 deadlines：已发布第 2 版" in said
    assert "人民调解（本县）" in county.does("deadline", "PM-01", "--start", "2026-01-31")
    assert county.does("bundle", "list").count("第 ") == 1


def test_starting_again_leaves_the_offices_own_law_in_force(county):
    change(county, "law/deadlines.dmn", '"人民调解"', '"人民调解（本县）"')
    county.does("publish", county.folder / "models")
    desk = open_desk(Settings(database_url=county.url))
    assert ensure_published(desk) is None
    desk.database.dispose()
    assert "人民调解（本县）" in county.does("deadline", "PM-01", "--start", "2026-01-31")


def test_a_broken_folder_is_refused_and_nothing_changes(county):
    change(county, "duty.bpmn", '"effect/climb_duty"', '"effect/fly"')
    for words in (["--dry-run"], []):
        refused = county.type("publish", county.folder / "models", *words)
        assert refused.exit_code == 1
        assert "没有通过检查" in refused.output
    assert county.does("bundle", "list").count("第 ") == 1
