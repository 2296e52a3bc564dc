"""The calendar, the clock, people and cases from the command line."""

from datetime import timedelta

import pytest

from engine.desk import declare_demo, open_desk
from engine.rules.party import Party
from engine.rules.permissions import Role
from engine.settings import Settings
from engine.usecases.accounts import Attempt, sign_in
from engine.usecases.registration import NewCase, RouteChoice, register_case

YEAR_2027 = """日期,种类,名称
2027-01-01,放假,元旦
2027-01-02,放假,元旦
2027-01-03,放假,元旦
2027-01-04,放假,元旦
2027-01-09,上班,元旦调休
"""


@pytest.fixture
def office(hand):
    hand.begin()
    return hand


@pytest.fixture
def desk_of(office):
    opened = []

    def make():
        opened.append(open_desk(Settings(database_url=office.url, var_dir=str(office.folder))))
        return opened[-1]

    yield make
    for desk in opened:
        desk.database.dispose()


def test_a_year_is_shown_official_or_provisional(office):
    assert "2026 年　正式" in office.does("calendar", "show", 2026)
    assert "2027 年　暂定" in office.does("calendar", "show", 2027)
    assert "2026-02-28（周六）　调休上班日　春节" in office.does("calendar", "show", 2026)


def test_loading_a_year_makes_it_official(office):
    said = office.does("calendar", "load", 2027, office.file("2027.csv", YEAR_2027))
    assert "已载入 2027 年：5 天" in said
    shown = office.does("calendar", "show", 2027)
    assert "2027 年　正式" in shown
    assert "2027-01-09（周六）　调休上班日　元旦调休" in shown


def test_a_bad_year_is_refused_line_by_line(office):
    content = YEAR_2027 + "2027-02-30,放假,\n2026-05-01,放假,\n2027-03-01,上班,\n2027-03-06,随便,\n"
    refused = office.type("calendar", "load", 2027, office.file("2027.csv", content))
    assert refused.exit_code == 1
    for line, says in ((7, "不是日期"), (8, "不在这一年"), (9, "不算调休"), (10, "放假或者上班")):
        assert f"第 {line} 行" in refused.output
        assert says in refused.output
    assert "2027 年　暂定" in office.does("calendar", "show", 2027)


def test_a_year_nobody_has_published_needs_a_file(office):
    assert office.type("calendar", "load", 2031).exit_code == 1


def test_an_override_wants_an_answer_and_a_reason(office):
    assert office.type("calendar", "override", "cun", "2026-03-16").exit_code == 2
    assert office.type("calendar", "override", "cun", "2026-03-16", "--closed").exit_code == 2
    unknown = office.type("calendar", "override", "x", "2026-03-16", "--closed", "--reason", "r")
    assert (unknown.exit_code, "office.unknown" in unknown.output) == (1, True)


def test_a_real_clock_is_shown_and_never_moved(office):
    assert "正式库" in office.does("clock", "show")
    for words in (("advance", "--days", 1), ("set", "2099-01-01")):
        refused = office.type("clock", *words)
        assert refused.exit_code == 1
        assert "clock.real" in refused.output


def test_a_demos_clock_goes_forward_only(office, desk_of):
    declare_demo(desk_of())
    before = desk_of().now()
    office.does("clock", "advance", "--days", 7)
    assert timedelta(days=7) <= desk_of().now() - before < timedelta(days=7, minutes=5)
    assert "演示库" in office.does("clock", "show")
    assert "clock.backwards" in office.type("clock", "set", "2020-01-01").output
    assert office.type("clock", "advance").exit_code == 2


def test_a_demos_case_turns_red_at_its_own_instant_while_the_clock_is_moved(office, desk_of):
    declare_demo(desk_of())
    desk = desk_of()
    code = register(desk)
    office.does("clock", "advance", "--days", 60)
    with desk.read() as session:
        from sqlalchemy import select

        from engine.storage.models import ClockRow, EventRow

        fired = session.scalars(select(ClockRow).where(ClockRow.fired_at.is_not(None))).all()
        assert fired
        assert all(clock.fired_at == clock.due_at for clock in fired)
        query = select(EventRow).where(EventRow.kind == "ColourChanged").order_by(EventRow.id)
        turned = session.scalars(query).all()
        assert [event.at for event in turned] == sorted(event.at for event in turned)
        assert session.scalars(select(EventRow).where(EventRow.kind == "DemoClockMoved")).one()
    assert code in office.does("case", code)


def register(desk):
    from engine.queries.accounts import account
    from engine.storage.models import OfficeRow, UserRow

    with desk.read() as session:
        from sqlalchemy import select

        village = session.scalar(select(OfficeRow.id).where(OfficeRow.code == "cun"))
        user = session.scalar(select(UserRow.id).where(UserRow.login == "wang"))
        actor = account(session, user, desk.local_day(desk.now())).actor
    parties = (Party("applicant", "person", "甲某"), Party("respondent", "person", "乙某"))
    route = RouteChoice("accept", "people", village)
    return register_case(
        desk, actor, NewCase("通行", "争执", "02", "APPLY", village, village, parties, route=route)
    )


def test_a_case_is_shown_without_its_parties_unless_asked(office, desk_of):
    code = register(desk_of())
    plain, full = office.does("case", code), office.does("case", code, "--parties")
    assert "CaseRegistered" in plain
    assert "甲某" not in plain
    assert "甲某" in full
    assert "case.unknown" in office.type("case", "HS-none").output


def test_a_new_user_gets_a_password_once_and_a_token_after_changing_it(office, desk_of):
    said = office.does("user", "add", "zhao", "--name", "赵", "--office", "cun", "--role", "调解员")
    word = said.strip().rpartition("：")[2]
    signed = sign_in(desk_of(), Attempt("zhao", word))
    assert signed.must_change_password
    assert "password.must_change" in office.type("token", "zhao").output
    with desk_of().work(None) as work:
        from engine.storage.models import UserRow

        work.get(UserRow, signed.user_id).must_change_password = False
    assert len(office.does("token", "zhao", "--quiet").strip()) > 30


def test_users_are_not_added_twice_nor_to_unknown_offices_or_roles(office):
    words = ("user", "add", "wang", "--name", "王", "--office")
    assert "user.exists" in office.type(*words, "cun", "--role", "mediator").output
    other = ("user", "add", "new", "--name", "新", "--office")
    assert "office.unknown" in office.type(*other, "nobody", "--role", "mediator").output
    assert office.type(*other, "cun", "--role", "国王").exit_code == 2
    assert "user.unknown" in office.type("user", "reset", "nobody").output
    assert "一次性口令" in office.does("user", "reset", "wang")


def test_ticks_run_once_by_name(office):
    assert "sweep：办了 0 件" in office.does("tick", "--once")
    assert office.type("tick", "nothing", "--once").exit_code == 1


def test_demo_accounts_are_refused_in_a_real_database(office, desk_of):
    from sqlalchemy import update

    from engine.rules.errors import Conflict
    from engine.storage.models import UserRow
    from engine.usecases.people_admin import refuse_demo_accounts

    refuse_demo_accounts(desk_of())
    with desk_of().work(None) as work:
        work.session.execute(update(UserRow).where(UserRow.login == "wang").values(demo=True))
    with pytest.raises(Conflict, match=r"demo\.accounts"):
        refuse_demo_accounts(desk_of())


def test_a_demo_account_cannot_sign_in_to_a_real_database(office, desk_of):
    from sqlalchemy import update

    from engine.rules.errors import NotAllowed
    from engine.storage.models import UserRow

    word = office.does("user", "reset", "wang").strip().rpartition("：")[2]
    with desk_of().work(None) as work:
        work.session.execute(update(UserRow).where(UserRow.login == "wang").values(demo=True))
    with pytest.raises(NotAllowed, match=r"sign_in\.refused"):
        sign_in(desk_of(), Attempt("wang", word))
    declare_demo(desk_of())
    assert sign_in(desk_of(), Attempt("wang", word))


def test_nothing_is_done_without_a_database_and_none_is_made(nowhere):
    for words in (("tick", "--once"), ("clock", "show"), ("case", "X"), ("bundle", "list")):
        refused = nowhere.type(*words)
        assert refused.exit_code == 3
        assert "schema.missing" in refused.output
    assert not (nowhere.folder / "none").exists()


def test_every_command_has_help_with_examples():
    from engine.__main__ import commands

    assert set(Role)
    for name, command in commands.commands.items():
        assert command.help, name
        leaves = getattr(command, "commands", {"": command}).values()
        assert all(leaf.help for leaf in leaves), name
