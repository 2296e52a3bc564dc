"""The same faults as a person and a program meet them: the right status, a sentence, no trace."""

import sqlite3

import pytest
from sqlalchemy import select, text

from engine.rules.errors import WorkflowFault
from engine.storage.models import ProcessRow
from engine.usecases.endings import withdraw_case
from engine.usecases.procedure import EFFECTS
from tests.api.conftest import Program, app, county, dispute, program  # noqa: F401

# ruff: noqa: F811  # fixtures of the API's tests are asked for by name


@pytest.fixture
def opened(county):
    """A case at its first step, and that step's id."""
    code = county.register()
    return code, county.item(code, "sign_for").id


def test_a_damaged_case_is_a_conflict_with_a_sentence_also_for_who_only_looks(
    county, program, opened
):
    code, item = opened
    with county.desk.work(None) as work:
        for row in work.session.scalars(select(ProcessRow)):
            row.state = row.state[:-3]
    answer = program("vm").get(f"/tasks/{item}")
    assert answer.status_code == 409
    assert answer.json["code"] == "case.quarantined"
    assert "已单独停下" in answer.json["detail"]
    assert len(county.events(code, "ProcessQuarantined")) == 1
    again = program("vm").post(f"/tasks/{item}/complete", {"values": {}})
    assert (again.status_code, again.json["code"]) == (409, "case.quarantined")
    assert [each["code"] for each in program("vm").read("/cases")["items"]] == [code]
    assert program("vm").get(f"/cases/{code}").status_code == 200


def test_a_fault_of_the_diagram_is_ours_and_says_its_number(county, program, opened, monkeypatch):
    def fail(*_):
        raise WorkflowFault("guard.steps", element="close", limit=2000)

    code, _ = opened
    withdraw_case(county.desk, county.actor("registrar"), code, "双方自行协商")
    item = county.item(code, "close_case").id
    monkeypatch.setitem(EFFECTS, "close_case", fail)
    values = {"closing_kind": "procedural", "way": "none", "summary": "撤回"}
    answer = program("vl").post(f"/tasks/{item}/complete", {"values": values})
    assert answer.status_code == 500
    assert answer.json["code"] == "guard.steps"
    assert "走了太多步" in answer.json["detail"]
    assert answer.json["number"]
    assert not county.events(code, "ProcessQuarantined")
    assert county.open_steps(code) == ["close_case"]


@pytest.mark.parametrize("login", ["mm", "lm"])
def test_a_strangers_address_is_not_found_and_never_forbidden(program, opened, login):
    code, item = opened
    stranger = program(login)
    for path in (f"/cases/{code}", f"/cases/{code}/events", f"/tasks/{item}",
                 f"/cases/{code}/deadlines", f"/cases/{code}/diagram"):  # fmt: skip
        assert stranger.get(path).status_code == 404, path
    for path in (f"/tasks/{item}/claim", f"/tasks/{item}/complete", f"/tasks/{item}/release"):
        body = {"values": {}, "reason": "x"} if "claim" not in path else None
        assert stranger.post(path, body).status_code in {404, 422}, path


@pytest.mark.parametrize("number", [0, 2**31, 2**53, 2**63, 10**30])
def test_a_number_nothing_has_is_not_found(program, opened, number):
    visitor = program("vm")
    assert visitor.get(f"/tasks/{number}").status_code == 404
    assert visitor.post(f"/tasks/{number}/claim").status_code == 404


@pytest.mark.parametrize("code", ["2026-999999", "a" * 3000, "%00", "..%2f..%2f", "\u202e", "'--"])
def test_a_code_nothing_has_is_not_found(program, opened, code):
    assert program("vm").get(f"/cases/{code}").status_code == 404


def test_an_unknown_table_is_not_found(program):
    assert program("cl").post("/decisions/fortune", {"facts": {}}).status_code == 404


def test_a_held_database_says_when_to_come_back(county, program, opened):
    _, item = opened
    database = county.desk.database
    visitor = program("vm")
    visitor.token, visitor.renew = visitor.renew(), None
    if database.is_sqlite:
        other = sqlite3.connect(database.url.database, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        answer = visitor.post(f"/tasks/{item}/claim")
        other.rollback()
        other.close()
    else:
        with database.engine.connect() as other:
            other.execute(text('select 1 from "case" for update'))
            answer = visitor.post(f"/tasks/{item}/claim")
            other.rollback()
    assert answer.status_code == 503
    assert answer.json["code"] == "database.busy"
    assert answer.headers["Retry-After"]
