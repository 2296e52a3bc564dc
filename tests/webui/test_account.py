"""One's own keys."""

import re

import pytest

from engine.queries.accounts import account, account_of_token
from engine.rules.errors import NotAllowed, NotFound
from engine.usecases.accounts import issue_token, reset_password, revoke_token
from tests.webui.conftest import PASSWORD, Browser, add_person, hang

NEW = "seven cranes over the lake"


def _change(visitor, **sent):
    form = {"current": PASSWORD, "password": NEW, "repeated": NEW}
    return visitor.post("/account/password", {**form, **sent})


def test_a_changed_password_ends_the_other_sessions_and_not_this_one(app, signed_in):
    elsewhere = Browser(app)
    elsewhere.sign_in()
    assert _change(signed_in).status_code == 303
    assert "密码已更改" in signed_in.get("/account/").get_data(as_text=True)
    assert elsewhere.get("/account/").status_code == 303
    assert Browser(app).sign_in(password=NEW).status_code == 303


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"current": "wrong"}, "原密码不对"),
        ({"password": "short", "repeated": "short"}, "至少 10 个字符"),
        ({"password": "x" * 200, "repeated": "x" * 200}, "最多 128 个字符"),
        ({"password": "shen-shen-shen", "repeated": "shen-shen-shen"}, "不能包含登录名"),
        ({"password": "ababababababab", "repeated": "ababababababab"}, "重复的字符太多"),
        ({"repeated": "another thing"}, "两次填写的新密码不一致"),
        ({"password": PASSWORD, "repeated": PASSWORD}, "不能与原密码相同"),
        ({"current": ""}, "请填写"),
    ],
)
def test_a_bad_new_password_is_refused_beside_its_field(signed_in, sent, said):
    answer = _change(signed_in, **sent)
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert signed_in.get("/account/").status_code == 200


def test_a_reset_gives_a_password_for_one_time(app, secret_desk):
    word = reset_password(secret_desk, None, "shen")
    visitor = Browser(app)
    assert visitor.sign_in(password=word).status_code == 303
    assert visitor.get("/account/").location == "/account/first-password"


def test_only_an_administrator_resets_a_password(secret_desk, shen):
    with secret_desk.read() as session:
        mediator = account(session, shen, secret_desk.local_day(secret_desk.now())).actor
    with pytest.raises(NotAllowed):
        reset_password(secret_desk, mediator, "shen")


def test_a_token_is_shown_once_and_works_for_twelve_hours(secret_desk, shen, clock):
    with secret_desk.read() as session:
        actor = account(session, shen, secret_desk.local_day(secret_desk.now())).actor
    token, _ = issue_token(secret_desk, actor)
    with secret_desk.read() as session:
        assert account_of_token(session, token, clock.now()).actor == actor
        assert account_of_token(session, token + "x", clock.now()) is None
        clock.advance(hours=12)
        assert account_of_token(session, token, clock.now()) is None


def test_the_account_page_issues_and_ends_tokens(signed_in):
    answer = signed_in.post("/account/tokens")
    assert answer.status_code == 201
    assert 'class="token' in answer.get_data(as_text=True)
    assert "停用这个令牌" in signed_in.get("/account/").get_data(as_text=True)
    signed_in.post("/account/tokens/1/revoke")
    assert "没有有效的令牌" in signed_in.get("/account/").get_data(as_text=True)


def test_nobody_ends_another_persons_token(secret_desk, shen):
    other = add_person(secret_desk, "chi", "池小梅")
    with secret_desk.read() as session:
        mine, theirs = (
            account(session, shen, secret_desk.local_day(secret_desk.now())).actor,
            account(session, other, secret_desk.local_day(secret_desk.now())).actor,
        )
    issue_token(secret_desk, mine)
    with pytest.raises(NotFound):
        revoke_token(secret_desk, theirs, 1)


def test_a_bearer_token_opens_the_api_and_nothing_else(app, secret_desk, shen):
    from flask import g, jsonify

    hang(app, "/api/v1/who", "who", lambda: jsonify(name=g.account.actor.name))

    with secret_desk.read() as session:
        token, _ = issue_token(
            secret_desk, account(session, shen, secret_desk.local_day(secret_desk.now())).actor
        )
    client = app.test_client()
    bearer = {"Authorization": f"Bearer {token}"}
    assert client.get("/api/v1/who", headers=bearer).json == {"name": "沈秋月"}
    assert client.get("/account/", headers=bearer).status_code == 303
    refused = client.get("/api/v1/who")
    assert refused.status_code == 401
    assert refused.mimetype == "application/problem+json"
    assert refused.json["type"] == "/problems/sign-in-needed"


def test_a_session_cookie_does_not_open_the_api(app, signed_in):
    hang(app, "/api/v1/who", "who", lambda: {"name": "nobody"})

    assert signed_in.get("/api/v1/who").status_code == 401


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
def test_the_language_in_use_is_the_one_chosen_on_the_page(signed_in, locale):
    signed_in.post("/language", {"locale": locale})
    text = signed_in.get("/account/").get_data(as_text=True)
    assert re.search(rf'value="{locale}"[^>]* checked', text)
