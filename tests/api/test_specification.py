"""The specification says everything about every route, and needs no token."""

import json
import re

import pytest

from webui.api import sections
from webui.api.section import ROOT

METHODS = {"GET", "POST", "DELETE"}


@pytest.fixture
def spec(app):
    answer = app.test_client(use_cookies=False).get(f"{ROOT}/openapi.json")
    assert answer.status_code == 200
    return answer.json


def operations(spec):
    return [
        (method.upper(), path, operation)
        for path, methods in spec["paths"].items()
        for method, operation in methods.items()
    ]


def test_every_route_of_the_api_is_in_it_and_no_page(app, spec):
    names = {section.name for section in sections()}
    routes = {
        (method, rule.rule.replace("<int:", "{").replace("<", "{").replace(">", "}"))
        for rule in app.url_map.iter_rules()
        if rule.endpoint.split(".")[0] in names
        for method in rule.methods & METHODS
    }
    assert routes == {(method, path) for method, path, _ in operations(spec)}
    assert len(routes) >= 32


def test_everything_but_signing_in_asks_for_a_token(spec):
    open_to_all = [path for _, path, each in operations(spec) if not each.get("security")]
    assert open_to_all == [f"{ROOT}/tokens"]
    assert spec["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"


def test_every_operation_has_a_name_of_its_own_and_a_sentence(spec):
    names = [each["operationId"] for _, _, each in operations(spec)]
    assert len(set(names)) == len(names)
    assert all(each["summary"].endswith(".") for _, _, each in operations(spec))


def test_every_refusal_is_a_problem(spec):
    for method, path, operation in operations(spec):
        refusals = {code: each for code, each in operation["responses"].items() if code >= "400"}
        assert "503" in refusals, f"{method} {path}"
        for code, refusal in refusals.items():
            schema = refusal["content"]["application/problem+json"]["schema"]
            assert schema == {"$ref": "#/components/schemas/ProblemSchema"}, (
                f"{method} {path} {code}"
            )


def sent_in(spec):
    """Return the names of all shapes a body may have, inner ones included."""
    bodies = [each["requestBody"] for _, _, each in operations(spec) if "requestBody" in each]
    found, waiting = set(), names_in(bodies)
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting |= names_in(spec["components"]["schemas"][name]) - found
    return found


def names_in(part):
    return set(re.findall(r"schemas/(\w+)", json.dumps(part)))


def test_what_comes_in_is_bounded_and_nothing_else_is_taken(spec):
    assert {"NewCaseSchema", "NewPartySchema", "AnswersSchema"} <= sent_in(spec)
    for name in sent_in(spec):
        schema = spec["components"]["schemas"][name]
        assert schema["additionalProperties"] is False, name
        for key, field in schema["properties"].items():
            if "string" in str(field.get("type")):
                bounded = field.keys() & {"maxLength", "enum", "format"}
                assert bounded, f"{name}.{key} may be of any length"
            if "integer" in str(field.get("type")):
                assert {"minimum", "maximum"} <= field.keys(), f"{name}.{key} has no bounds"
