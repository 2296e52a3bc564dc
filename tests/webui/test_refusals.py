"""What a refusal looks like, to a person, to htmx and to a program."""

import pytest

from engine.rules.errors import (
    Conflict,
    Invalid,
    Locked,
    ModelRefused,
    NotAllowed,
    NotFound,
    Stale,
    WorkflowFault,
)
from tests.webui.conftest import hang

CASES = [
    (NotFound("case.unknown"), 404, "not-found", "没有这件案件"),
    (NotAllowed("step.work", step="签收"), 403, "not-allowed", "“签收”这一步不由您的岗位办理"),
    (Invalid("case.form", fields={"title": "required"}), 422, "invalid", "登记表还有要改的地方"),
    (
        Stale("step.done", by="何立群", at="2026-03-02T02:21:00+00:00", step="记录调解"),
        409,
        "stale",
        "何立群 3月2日 周一 10:21 已经办了“记录调解”这一步",
    ),
    (Conflict("case.ended"), 409, "conflict", "案件已经办结"),
    (Locked("database.busy"), 503, "locked", "数据库正忙"),
    (WorkflowFault("guard.depth", element="a", limit=20), 500, "workflow-fault", "上限 20 层"),
    (ModelRefused(), 422, "model-refused", "没有通过检查"),
    (RuntimeError("boom"), 500, "fault", "没有预料到的错误"),
]


@pytest.fixture(params=CASES, ids=lambda case: type(case[0]).__name__)
def refused(request, app, signed_in):
    """Pages at which each error is raised, and what is expected of them."""
    error, *expected = request.param

    def refuse():
        raise error

    hang(app, "/api/v1/refuse", "refuse_api", refuse)
    hang(app, "/refuse", "refuse", refuse)
    return (signed_in, *expected)


def test_a_person_gets_a_page_that_says_what_to_do(refused):
    visitor, status, _, said = refused
    answer = visitor.get("/refuse")
    page = answer.get_data(as_text=True)
    assert answer.status_code == status
    assert said in page
    for heading in ("原因", "保留了什么", "怎么办"):
        assert heading in page
    assert "Traceback" not in page
    assert "boom" not in page


def test_htmx_gets_a_note(refused):
    visitor, status, _, said = refused
    answer = visitor.get("/refuse", headers={"HX-Request": "true"})
    assert answer.status_code == status
    assert "<html" not in answer.get_data(as_text=True)
    assert said in answer.get_data(as_text=True)
    assert answer.headers["X-Heshi-Say"]


def test_a_program_gets_problem_details(refused, app, secret_desk, shen):
    from engine.queries.accounts import account
    from engine.usecases.accounts import issue_token

    _, status, name, said = refused
    with secret_desk.read() as session:
        token, _ = issue_token(
            secret_desk, account(session, shen, secret_desk.local_day(secret_desk.now())).actor
        )
    headers = {"Authorization": f"Bearer {token}"}
    answer = app.test_client().get("/api/v1/refuse", headers=headers)
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert answer.json["type"] == f"/problems/{name}"
    assert said in answer.json["detail"]
    assert app.test_client().get(answer.json["type"]).status_code == 200


def test_a_fault_carries_a_number_and_the_log_has_it(app, signed_in, caplog):
    def refuse():
        raise RuntimeError("boom")

    hang(app, "/refuse", "refuse", refuse)
    page = signed_in.get("/refuse").get_data(as_text=True)
    number = caplog.records[-1].args[0]
    assert number in page


def test_a_busy_server_says_when_to_come_back(app, signed_in):
    def refuse():
        raise Locked("database.busy")

    hang(app, "/refuse", "refuse", refuse)
    assert signed_in.get("/refuse").headers["Retry-After"] == "5"


def test_an_unknown_address_is_not_found_whoever_asks(app, signed_in):
    assert signed_in.get("/nothing/here").status_code == 404
    assert app.test_client().get("/nothing/here").status_code == 404
    assert app.test_client().get("/api/v1/nothing").json["code"] == "page.unknown"


def test_a_wrong_method_says_which_is_right(signed_in):
    answer = signed_in.get("/sign-out")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_a_refusal_in_english_is_in_english(signed_in):
    signed_in.post("/language", {"locale": "en"})
    assert "Not found" in signed_in.get("/nothing").get_data(as_text=True)


def test_a_refused_page_can_still_be_shown_when_its_frame_cannot(app, signed_in, monkeypatch):
    from webui import frame

    def broken(*_):
        raise RuntimeError("the frame is out of order")

    def refuse():
        raise Locked("database.busy")

    hang(app, "/refuse", "refuse", refuse)
    monkeypatch.setattr(frame.menu, "home_url", broken)
    answer = signed_in.get("/refuse")
    assert answer.status_code == 503
    assert "系统正忙" in answer.get_data(as_text=True)
