"""Getting in, staying in, being kept out."""

import pytest
from sqlalchemy import select

from engine.storage.models import EventRow, UserRow
from tests.conftest import database
from tests.webui.conftest import PASSWORD, Browser

__all__ = ["database"]
WRONG = "not the password"


def _user(desk, login="shen"):
    with desk.read() as session:
        return session.scalar(select(UserRow).where(UserRow.login == login))


def test_a_person_signs_in_and_goes_where_they_wanted(visitor, secret_desk):
    answer = visitor.sign_in(next="/account/?a=1")
    assert (answer.status_code, answer.location) == (303, "/account/?a=1")
    assert "沈秋月" in visitor.get("/account/").get_data(as_text=True)
    assert _user(secret_desk).last_login_at == secret_desk.now()


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_nobody_is_led_to_another_site_after_signing_in(visitor, away):
    assert visitor.sign_in(next=away).location == "/"


def test_a_wrong_password_and_an_unknown_name_read_the_same(visitor):
    wrong = visitor.sign_in(password=WRONG)
    unknown = visitor.sign_in(login="nobody")
    assert (wrong.status_code, unknown.status_code) == (403, 403)
    assert "登录名或密码不对" in wrong.get_data(as_text=True)
    assert "登录名或密码不对" in unknown.get_data(as_text=True)


def test_the_name_stays_in_the_form_and_the_password_does_not(visitor):
    page = visitor.sign_in(password=WRONG).get_data(as_text=True)
    assert 'value="shen"' in page
    assert WRONG not in page


def test_an_empty_form_says_what_is_missing(visitor):
    answer = visitor.sign_in(login="", password="")
    assert answer.status_code == 422
    assert "请填写" in answer.get_data(as_text=True)


def test_the_fifth_failure_makes_this_address_wait_longer_each_time(visitor, clock):
    for _ in range(5):
        assert visitor.sign_in(password=WRONG).status_code == 403
    page = visitor.sign_in().get_data(as_text=True)
    assert "请 30 秒后再试" in page
    clock.advance(seconds=31)
    assert visitor.sign_in(password=WRONG).status_code == 403
    assert "请 1 分钟后再试" in visitor.sign_in().get_data(as_text=True)
    clock.advance(seconds=61)
    assert visitor.sign_in().status_code == 303


def test_a_stranger_who_guesses_does_not_keep_the_owner_out(app, clock):
    stranger, owner = Browser(app, "203.0.113.9"), Browser(app, "10.0.0.1")
    for _ in range(8):
        stranger.sign_in(password=WRONG)
    assert owner.sign_in().status_code == 303


def test_guessing_from_many_addresses_slows_strangers_but_not_a_known_device(app, secret_desk):
    owner = Browser(app)
    assert owner.sign_in().status_code == 303
    owner.post("/sign-out")
    for number in range(10):
        Browser(app, f"203.0.113.{number}").sign_in(password=WRONG)
    assert _user(secret_desk).failed_count == 10
    assert _user(secret_desk).locked_until > secret_desk.now()
    assert "请 30 秒后再试" in Browser(app, "10.9.9.9").sign_in().get_data(as_text=True)
    assert owner.sign_in().status_code == 303


def test_an_account_never_waits_longer_than_two_minutes(app, secret_desk, clock):
    for number in range(40):
        Browser(app, f"203.0.113.{number}").sign_in(password=WRONG)
        clock.advance(minutes=3)
    clock.advance(minutes=-3)
    clock.advance(seconds=121)
    assert Browser(app, "10.9.9.9").sign_in().status_code == 303
    assert _user(secret_desk).failed_count == 0


def test_attempts_while_waiting_do_not_prolong_the_wait(visitor, clock):
    for _ in range(5):
        visitor.sign_in(password=WRONG)
    for _ in range(5):
        visitor.sign_in(password=WRONG)
    clock.advance(seconds=31)
    assert visitor.sign_in().status_code == 303


def test_signing_in_begins_a_new_session(app):
    visitor = Browser(app)
    visitor.get("/sign-in")
    with visitor.client.session_transaction() as planted:
        planted["planted"] = "by somebody else"
    visitor.sign_in()
    with visitor.client.session_transaction() as mine:
        first = mine["name"]
        assert "planted" not in mine
    visitor.post("/sign-out")
    visitor.sign_in()
    with visitor.client.session_transaction() as mine:
        assert mine["name"] != first


def test_an_idle_session_ends_and_a_used_one_goes_on(signed_in, clock):
    clock.advance(minutes=29)
    assert signed_in.get("/account/").status_code == 200
    clock.advance(minutes=29)
    assert signed_in.get("/account/").status_code == 200
    clock.advance(minutes=31)
    assert signed_in.get("/account/").location == "/sign-in?next=/account/"


def test_what_refreshes_by_itself_keeps_nobody_signed_in(signed_in, clock):
    for _ in range(4):
        clock.advance(minutes=9)
        answer = signed_in.get("/account/", headers={"X-Heshi-Quiet": "1"})
    assert answer.status_code == 303


def test_a_form_sent_too_late_is_not_lost_without_a_word(signed_in, clock):
    token = signed_in.token("/account/")
    clock.advance(minutes=31)
    answer = signed_in.client.post(
        "/account/password",
        data={"csrf_token": token},
        headers={"Referer": "http://localhost/account/"},
    )
    assert answer.location == "/sign-in?next=/account/&lost=1"
    assert "刚才的内容没有提交" in signed_in.get(answer.location).get_data(as_text=True)


def test_a_raised_session_version_ends_all_sessions(signed_in, secret_desk, shen):
    with secret_desk.work(None) as work:
        work.get(UserRow, shen).session_version += 1
    assert signed_in.get("/account/").status_code == 303


def test_a_person_without_a_role_is_told_so(secret_desk, app):
    with secret_desk.work(None) as work:
        row = work.get(UserRow, 1)
        work.add(
            UserRow(login="li", name="李静", password_hash=row.password_hash, created_at=work.now)
        )
    page = Browser(app).sign_in(login="li").get_data(as_text=True)
    assert "还没有分配岗位" in page


def test_a_person_who_has_left_cannot_sign_in(visitor, secret_desk, shen):
    with secret_desk.work(None) as work:
        work.get(UserRow, shen).active = False
    assert visitor.sign_in().status_code == 403


def test_a_one_time_password_must_be_replaced_first(visitor, he):
    visitor.sign_in(login="he")
    assert visitor.get("/account/").location == "/account/first-password"
    new = "seven cranes over the lake"
    sent = {"current": PASSWORD, "password": new, "repeated": new}
    assert visitor.post("/account/first-password", sent).status_code == 303
    assert visitor.get("/account/").status_code == 200


def test_signing_in_and_failing_stand_in_the_log(visitor, secret_desk):
    visitor.sign_in(password=WRONG)
    visitor.sign_in()
    with secret_desk.read() as session:
        kinds = session.scalars(select(EventRow.kind).order_by(EventRow.id)).all()
    assert kinds == ["SignInFailed", "UserSignedIn"]


def test_a_demo_whose_clock_jumps_throws_nobody_out(demo_app, secret_desk):
    from datetime import timedelta

    visitor = Browser(demo_app)
    visitor.sign_in()
    secret_desk.move_clock(timedelta(days=7))
    assert visitor.get("/account/").status_code == 200
