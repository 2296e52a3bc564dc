"""试运行 by program: start, look, take steps, move the clock, send, step back."""

from engine.usecases.drafts import Opening, open_draft

START = {"at": "2026-03-02T09:00:00+08:00"}


def open_elements(run: dict) -> list[str]:
    return [task["element"] for task in run["tasks"]]


def test_a_draft_is_run_through_its_steps_with_forms_and_clocks(county, program):
    draft = open_draft(county.desk, county.actor("admin"), Opening("试"))
    admin = program("admin")
    run = admin.do(f"/bundles/{draft}/runs", START)
    assert (run["draft_id"], run["process"], run["finished"]) == (draft, "dispute", False)
    assert open_elements(run) == ["sign_for"]
    assert "withdraw" in run["waits"]
    here = f"/runs/{run['id']}"
    run = admin.do(f"{here}/tasks/sign_for/complete", {})
    consent = run["tasks"][0]
    assert consent["element"] == "get_consent"
    asked = {field["key"]: field for field in consent["form"]["fields"]}
    refused = admin.post(f"{here}/tasks/get_consent/complete", {"values": {}})
    assert refused.status_code == 422
    assert refused.json["fields"]
    assert set(refused.json["fields"]) <= set(asked)
    run = admin.do(f"{here}/clock", {"next_due": True})
    assert [
        each["facts"]["rule"] for each in run["log"][-1]["happened"] if each["what"] == "expired"
    ] == ["C-CONSENT"]
    run = admin.do(f"{here}/clock", {"to": "2026-05-01T09:00:00+08:00"})
    assert "decide_expiry" in open_elements(run)
    run = admin.do(f"{here}/back")
    assert "decide_expiry" not in open_elements(run)
    run = admin.do(f"{here}/messages", {"message": "withdraw", "routing": {"reason": "和好"}})
    effects = [
        each["facts"]["effect"] for each in run["log"][-1]["happened"] if each["what"] == "effect"
    ]
    assert "record_withdrawal" in effects
    assert admin.read(here) == run


def test_refusals_are_problems_in_words(county, program):
    admin = program("admin")
    run = admin.do("/versions/1/runs", START)
    here = f"/runs/{run['id']}"
    for path, body, status in (
        (f"{here}/tasks/nonsense/complete", {}, 409),
        (f"{here}/messages", {"message": "nonsense"}, 409),
        (f"{here}/clock", {"to": "2026-01-01T00:00:00Z"}, 422),
        (f"{here}/clock", {}, 422),
        (f"{here}/clock", {"to": "2150-01-01T00:00:00Z"}, 422),
        (f"{here}/tasks/sign_for/complete", {"routing": {"x": "\x00"}}, 422),
        (f"{here}/tasks/sign_for/complete", {"values": {"x": [{}]}}, 422),
        ("/versions/99/runs", {}, 404),
        ("/versions/1/runs", {"given": {"people": {"a": 1}}}, 422),
        ("/versions/1/runs", {"given": {}}, 409),
        ("/versions/1/runs", {"process": "nonsense"}, 409),
    ):
        answer = admin.post(path, body)
        assert answer.status_code == status, (path, answer.json)
        assert answer.json["detail"], path
    assert program("registrar").get(here).status_code == 404
    assert program("safe").post(f"{here}/clock", {"next_due": True}).status_code == 403
