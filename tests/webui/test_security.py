"""What a browser is told so that nobody else acts in our name."""

import re

from tests.webui.conftest import PASSWORD


def test_every_answer_carries_the_headers(visitor):
    for path in ("/sign-in", "/nothing", "/health", "/api/v1/nothing", "/static/mark.svg"):
        with visitor.get(path) as answer:
            headers = answer.headers
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"


def test_pages_are_not_kept_by_a_cache(signed_in):
    assert signed_in.get("/account/").headers["Cache-Control"] == "no-store"
    with signed_in.get("/static/mark.svg") as mark:
        assert "max-age" in mark.headers["Cache-Control"]


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(visitor):
    cookies = visitor.sign_in().headers.getlist("Set-Cookie")
    assert {cookie.partition("=")[0] for cookie in cookies} == {"heshi", "heshi_device"}
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie


def test_a_form_without_its_token_is_refused(app):
    answer = app.test_client().post("/sign-in", data={"login": "shen", "password": PASSWORD})
    assert answer.status_code == 400
    assert "表单没有被接受" in answer.get_data(as_text=True)


def test_a_token_of_another_session_is_refused(app, visitor):
    answer = app.test_client().post(
        "/sign-in", data={"csrf_token": visitor.token(), "login": "shen", "password": PASSWORD}
    )
    assert answer.status_code == 400


def test_pages_hold_no_style_and_no_script_of_their_own(signed_in):
    for path in ("/account/", "/nothing", "/problems/", "/more"):
        page = signed_in.get(path).get_data(as_text=True)
        assert not re.search(r"\sstyle=", page)
        assert not re.search(r"\son[a-z]+=", page)
        assert not re.search(r"<script(?![^>]*\ssrc=)", page)
        assert "<style" not in page


def test_what_a_person_typed_is_never_markup(visitor):
    page = visitor.sign_in(login='"><b id=x>', password="x").get_data(as_text=True)
    assert "<b id=x>" not in page
