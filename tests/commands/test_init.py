"""Beginning an installation."""

import stat
import sys

import pytest
from sqlalchemy import func, select, text

from engine.desk import open_desk
from engine.resources import shipped_workflows
from engine.settings import Settings
from engine.storage.models import (
    BundleRow,
    CalendarYearRow,
    EventRow,
    GrantRow,
    LawTableRow,
    OfficeRow,
    UserRow,
)
from engine.usecases.accounts import Attempt, sign_in
from tests.commands.conftest import OFFICES, USERS


@pytest.fixture
def begun(hand):
    hand.begin()
    desk = open_desk(Settings(database_url=hand.url))
    yield desk
    desk.database.dispose()


def count(desk, table):
    with desk.read() as session:
        return session.scalar(select(func.count()).select_from(table))


def test_init_writes_offices_people_calendar_procedures_and_law(begun):
    assert [count(begun, each) for each in (OfficeRow, UserRow, GrantRow)] == [3, 3, 5]
    assert count(begun, BundleRow) == 1
    law = list((shipped_workflows() / "law").glob("*.dmn"))
    assert count(begun, LawTableRow) == len(law) > 1
    assert count(begun, CalendarYearRow) > 5
    with begun.read() as session:
        kinds = set(session.scalars(select(EventRow.kind)))
        village = session.scalar(select(OfficeRow).where(OfficeRow.code == "cun"))
        assert village.path.count("/") == 4
    assert {"UserAdded", "BundlePublished", "LawPublished"} <= kinds


def test_the_one_time_password_signs_in_and_must_be_changed(hand):
    said = hand.begin()
    line = next(line for line in said.splitlines() if line.strip().startswith("admin"))
    desk = open_desk(Settings(database_url=hand.url))
    signed = sign_in(desk, Attempt("admin", line.split("　")[-1]))
    desk.database.dispose()
    assert signed.must_change_password


def test_init_refuses_a_database_in_use(hand):
    hand.begin()
    again = hand.type("init")
    assert again.exit_code == 1
    assert "init.already" in again.output


def test_init_without_lists_makes_one_centre_and_its_administrator(hand):
    said = hand.does("init", "--county", "枫溪县矛调中心")
    assert "单位 1 个，用户 1 名" in said


def test_init_makes_the_database_where_there_is_none(nowhere):
    nowhere.does("init")
    assert "已是最新" in nowhere.does("migrate")


def test_a_database_of_a_later_release_is_left_alone(hand):
    desk = open_desk(Settings(database_url=hand.url))
    head = text("UPDATE alembic_version SET version_num = :revision")
    with desk.database.write() as session:
        before = session.scalar(text("SELECT version_num FROM alembic_version"))
        session.execute(head, {"revision": "9999"})
    for words in ("migrate", "init"):
        refused = hand.type(words)
        assert (refused.exit_code, "schema.newer" in refused.output) == (3, True)
    with desk.database.write() as session:
        session.execute(head, {"revision": before})
    desk.database.dispose()


def test_a_demo_is_no_place_for_a_real_start(hand):
    from engine.desk import declare_demo

    desk = open_desk(Settings(database_url=hand.url))
    declare_demo(desk)
    desk.database.dispose()
    refused = hand.type("init")
    assert refused.exit_code == 1
    assert "init.demo" in refused.output


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_lists_come_in_any_of_the_three_encodings(hand, encoding):
    offices = hand.file("o.csv", OFFICES.encode(encoding))
    users = hand.file("u.csv", USERS.encode(encoding))
    hand.does("init", "--offices", offices, "--users", users)
    desk = open_desk(Settings(database_url=hand.url))
    with desk.read() as session:
        assert session.scalar(select(UserRow.name).where(UserRow.login == "wang")) == "王芳"
    desk.database.dispose()


BAD_OFFICES = (
    OFFICES
    + "x y,坏编码,县中心,县,xian,\ncun,又一个,村居调委会,村,zhen,\nq,孤儿,村居调委会,村,nobody,\n"
)
BAD_USERS = USERS + "zhao,赵,cun,国王,\nqian,钱,nobody,调解员,not-an-address\nsun,,cun,调解员,\n"


def test_bad_rows_are_named_by_line_and_column_and_nothing_is_written(nowhere):
    offices = nowhere.file("o.csv", BAD_OFFICES)
    users = nowhere.file("u.csv", BAD_USERS)
    report = nowhere.folder / "report.csv"
    refused = nowhere.type("init", "--offices", offices, "--users", users, "--report", report)
    assert refused.exit_code == 1
    assert "o.csv 第 5 行 “编码”列：“x y”编码不合规" in refused.output
    assert "o.csv 第 6 行 “编码”列：“cun”与前面的行重复" in refused.output
    assert "o.csv 第 7 行 “上级”列：“nobody”没有这个单位" in refused.output
    assert "u.csv 第 5 行 “岗位”列：“国王”没有这种说法。改用：受理员、调解员" in refused.output
    assert "u.csv 第 6 行 “邮箱”列" in refused.output
    assert "u.csv 第 7 行 “名称（姓名）”列：必填" in refused.output
    assert len(report.read_text("utf-8-sig").splitlines()) == 8
    assert not (nowhere.folder / "none").exists()


def test_skipping_bad_rows_writes_the_sound_ones(hand):
    offices, users = hand.file("o.csv", BAD_OFFICES), hand.file("u.csv", BAD_USERS)
    said = hand.does("init", "--offices", offices, "--users", users, "--skip-bad")
    assert "单位 3 个，用户 3 名" in said


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xff\xfe\x00", "不是能读的 CSV"),
        (b"", "没有内容"),
        ("编码,名称\n".encode(), "缺少这一列"),
        ("编码,名称,类型,层级,颜色\n".encode(), "没有这一列"),
        ("编码,名称,类型,层级\na,甲,县中心,县\nb,乙,县中心,县\n".encode(), "最高一级只能有一个"),
        ("编码,名称,类型,层级,上级\na,甲,县中心,县,b\nb,乙,县中心,县,a\n".encode(), "没有最高一级"),
        ('编码,名称,类型,层级\na,"甲,县中心,县\n'.encode(), "不是能读的 CSV"),
    ],
)
def test_a_list_that_is_none_is_refused(nowhere, content, says):
    refused = nowhere.type("init", "--offices", nowhere.file("o.csv", content))
    assert refused.exit_code == 1
    assert says in refused.output


@pytest.mark.skipif(sys.platform == "win32", reason="no POSIX modes")
def test_passwords_go_into_a_file_only_we_can_read(nowhere):
    users = nowhere.file(
        "u.csv", USERS.replace("cun", "county").replace("zhen", "county").replace("xian", "county")
    )
    out = nowhere.folder / "口令.csv"
    said = nowhere.does("init", "--users", users, "--passwords", out)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert "wang" in out.read_text("utf-8-sig")
    assert "wang" not in said
