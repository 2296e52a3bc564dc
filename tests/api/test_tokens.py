"""Bearer tokens: from name and password to the end."""

import pytest

from engine.storage.models import TokenRow, UserRow
from tests.webui.conftest import CHEAP, PASSWORD


@pytest.fixture
def keyed(county):
    """Let vm have a password."""

    def change(**more):
        with county.desk.work(None) as work:
            user = work.get(UserRow, county.actor("vm").user_id)
            for name, value in {"password_hash": CHEAP, **more}.items():
                setattr(user, name, value)

    change()
    return change


def enter(program, password=PASSWORD):
    return program().post("/tokens", {"login": "vm", "password": password})


def test_name_and_password_yield_a_token_for_twelve_hours(program, county, keyed):
    answer = enter(program)
    assert answer.status_code == 201
    assert answer.json["token_type"] == "Bearer"
    assert answer.json["expires_at"] == "2026-03-02T13:00:00Z"
    mediator = program()
    mediator.token = answer.json["token"]
    assert mediator.read("/tasks")["items"] == []
    county.clock.advance(hours=12)
    assert mediator.get("/tasks").status_code == 401


def test_the_token_itself_is_kept_nowhere(program, county, keyed):
    token = enter(program).json["token"]
    with county.desk.read() as session:
        kept = session.query(TokenRow).all()
    assert all(token not in str(vars(row)) for row in kept)


def test_a_token_ends_when_it_is_ended(program, keyed):
    mediator, other = program(), program("vm")
    mediator.token = enter(program).json["token"]
    assert mediator.send("DELETE", "/tokens/current").status_code == 204
    assert mediator.get("/tasks").status_code == 401
    assert other.get("/tasks").status_code == 200


def test_a_wrong_password_yields_nothing_and_says_no_more(program, keyed):
    refused = enter(program, "wrong")
    unknown = program().post("/tokens", {"login": "nobody", "password": "wrong"})
    assert refused.status_code == unknown.status_code == 403
    assert refused.json["code"] == unknown.json["code"] == "sign_in.refused"


def test_guessing_has_to_wait(program, keyed):
    codes = [enter(program, "wrong").json["code"] for _ in range(8)]
    assert codes[0] == "sign_in.refused"
    assert codes[-1] == "sign_in.wait"


def test_a_one_time_password_yields_no_token(program, keyed):
    keyed(must_change_password=True)
    answer = enter(program)
    assert (answer.status_code, answer.json["code"]) == (403, "password.must_change")
