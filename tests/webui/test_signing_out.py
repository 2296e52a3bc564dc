"""Getting out, at one desk after another."""

from sqlalchemy import func, select

from engine.storage.models import EndedSessionRow, EventRow
from tests.conftest import database
from tests.webui.conftest import Browser

__all__ = ["database"]


def _last_event(desk):
    with desk.read() as session:
        return session.scalars(select(EventRow.kind).order_by(EventRow.id.desc())).first()


def test_a_cookie_that_comes_back_after_signing_out_opens_nothing(signed_in, app, secret_desk):
    kept = signed_in.client.get_cookie("heshi").value
    signed_in.post("/sign-out")
    late = Browser(app)
    late.client.set_cookie("heshi", kept)
    assert late.get("/account/").location == "/sign-in?next=/account/"
    assert late.get("/sign-in").status_code == 200
    assert _last_event(secret_desk) == "UserSignedOut"


def test_signing_out_ends_this_session_only(app):
    office, phone = Browser(app), Browser(app)
    office.sign_in()
    phone.sign_in()
    office.post("/sign-out")
    assert phone.get("/account/").status_code == 200


def test_the_session_of_whoever_was_in_before_ends_when_another_signs_in(signed_in, app):
    kept = signed_in.client.get_cookie("heshi").value
    signed_in.sign_in()
    late = Browser(app)
    late.client.set_cookie("heshi", kept)
    assert late.get("/account/").status_code == 303


def test_ended_sessions_are_forgotten_when_their_cookies_have_expired(app, clock, secret_desk):
    for _ in range(3):
        visitor = Browser(app)
        visitor.sign_in()
        visitor.post("/sign-out")
        clock.advance(hours=13)
    with secret_desk.read() as session:
        assert session.scalar(select(func.count()).select_from(EndedSessionRow)) == 1


def test_an_answer_brings_the_cookie_again_once_a_minute_at_most(signed_in, clock):
    def sent(path: str) -> bool:
        with signed_in.get(path) as answer:
            return "heshi=" in ",".join(answer.headers.getlist("Set-Cookie"))

    signed_in.get("/account/")  # the first form's token goes into it
    assert not sent("/account/")
    assert not sent("/static/mark.svg")
    clock.advance(seconds=61)
    assert not sent("/static/mark.svg")
    assert sent("/account/")
    assert not sent("/account/")
