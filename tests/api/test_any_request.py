"""Whatever a program sends, it gets what the specification says: never a fault of ours."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from engine.usecases.accounts import issue_token
from engine.usecases.drafts import Opening, open_draft

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
BOUNDED = settings(
    max_examples=8,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
ENDS_THE_TOKEN = "/tokens/current"


@pytest.fixture
def known(county, program, dispute):
    """Numbers that stand in records, so that not every request ends at an unknown address."""
    codes = [program("registrar").do("/cases", dispute)["code"] for _ in range(3)]
    county.take("vm", codes[0], "sign_for")
    clocks = program("vm").read(f"/cases/{codes[0]}/deadlines")["items"]
    clock = next(each for each in clocks if each["standing"]["rule"] == "PM-01")
    asked = {"length": 5, "reason": "外出", "consents": "双方同意"}
    extension = program("vm").do(f"/cases/{codes[0]}/deadlines/{clock['id']}/extend", asked)["id"]
    quiet = {"until": county.day(3), "reason": "约定周五签协议"}
    silence = program("vl").do(f"/cases/{codes[0]}/silences", quiet)["id"]
    party = program("vm").read(f"/cases/{codes[0]}")["dispute"]["parties"][0]["id"]
    package = {
        "to_office_id": county.office_id("town"),
        "to_channel": "people",
        "reason": "力量不足",
        "consents": [{"party": "甲某", "how": "书面"}],
    }
    county.take("vm", codes[1], "sign_for")
    handoff = program("vl").do(f"/cases/{codes[1]}/handoffs", package)["id"]
    tasks = [line["id"] for line in program("cd").read("/tasks", queue="all")["items"]]
    return {
        "code": codes,
        "task_id": tasks,
        "clock_id": [clock["id"]],
        "extension_id": [extension],
        "handoff_id": [handoff],
        "silence_id": [silence],
        "party_id": [party],
        "draft_id": [open_draft(county.desk, county.actor("admin"), Opening("试送"))],
        "run_id": [program("admin").do("/versions/1/runs", {})["id"]],
        "element": ["sign_for"],
        "version": [1],
        "table": ["score", "grade", "route", "deadlines", "warnings", "ladder"],
        "year": [2026, 2027],
    }


class Fuzzer:
    """Tries an operation with what the specification allows, often at known records."""

    def __init__(self, known, tokens):
        self.known = known
        self.tokens = tokens
        self.reached: dict[int, int] = {}

    def try_out(self, operation):
        @BOUNDED
        @given(st.data())
        def run(choose):
            self._send(operation, choose)

        run()

    def _send(self, operation, choose):
        case = choose.draw(operation.as_strategy())
        for name in case.path_parameters or {}:
            if name in self.known and choose.draw(st.integers(0, 3)):
                case.path_parameters[name] = choose.draw(st.sampled_from(self.known[name]))
        token = choose.draw(st.sampled_from(self.tokens))
        answer = case.call(headers={"Authorization": f"Bearer {token}"})
        self.reached[answer.status_code] = self.reached.get(answer.status_code, 0) + 1
        case.validate_response(answer, checks=CHECKS)


@pytest.mark.slow
def test_no_request_ends_in_a_fault(app, county, known):
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    people = [county.actor(login) for login in ("vm", "vl", "cd", "admin", "safe")]
    fuzzer = Fuzzer(known, [issue_token(county.desk, each)[0] for each in people])
    for found in schema.get_all_operations():
        if not found.ok().path.endswith(ENDS_THE_TOKEN):
            fuzzer.try_out(found.ok())
    assert fuzzer.reached[200] > 20, fuzzer.reached
    assert 500 not in fuzzer.reached
