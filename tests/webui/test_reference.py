"""The documentation of the API: all of the specification, in words, for people signed in."""

import re
import shlex

import pytest

from webui.reference_fields import FIELDS
from webui.reference_words import ASKED, GROUPS, OPERATIONS

PAGE = "/api/v1/docs"


@pytest.fixture
def spec(visitor):
    return visitor.get("/api/v1/openapi.json").json


def operations(spec):
    return [
        (path, method, told)
        for path, methods in spec["paths"].items()
        for method, told in methods.items()
    ]


def articles(page):
    return dict(re.findall(r'<article class="panel op" id="(\w+)">(.*?)</article>', page, re.S))


def test_a_stranger_is_sent_to_sign_in_and_back(visitor):
    answer = visitor.get(PAGE)
    assert answer.status_code == 303
    assert answer.location == "/sign-in?next=/api/v1/docs"


def test_a_cookie_opens_the_page_and_still_nothing_of_the_api(signed_in):
    assert signed_in.get(PAGE).status_code == 200
    assert signed_in.get("/api/v1/cases").status_code == 401


def test_every_operation_of_the_specification_appears_with_all_it_takes(signed_in, spec):
    told_of = articles(signed_in.get(PAGE).get_data(as_text=True))
    assert len(operations(spec)) >= 36
    for path, method, told in operations(spec):
        shown = told_of[told["operationId"]]
        assert f'<b class="verb">{method.upper()}</b> <code>{path}</code>' in shown
        for each in told.get("parameters", ()):
            assert f"<code>{each['name']}</code>" in shown, f"{path} {each['name']}"
        for status in told["responses"]:
            assert f'class="num">{status}</th>' in shown
        if body := told.get("requestBody"):
            name = body["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
            for key in spec["components"]["schemas"][name]["properties"]:
                assert f"<code>{key}</code>" in shown, f"{path} {key}"


def test_every_operation_group_and_field_has_words_of_its_own_and_none_is_left_over(spec):
    names = {told["operationId"] for _, _, told in operations(spec)}
    assert set(OPERATIONS) == names
    assert set(ASKED) < names
    assert set(GROUPS) == {told["tags"][0] for _, _, told in operations(spec)}
    asked = {each["name"] for _, _, told in operations(spec) for each in told["parameters"]}
    assert asked <= set(FIELDS)


def test_nothing_a_program_sends_goes_without_an_explanation(signed_in):
    page = signed_in.get(PAGE).get_data(as_text=True)
    rows = re.findall(
        r"<code>([\w.\[\]]+)</code></th><td>.*?</td><td>(?:必填|选填)</td><td>(.*?)<", page
    )
    assert len(rows) > 150
    assert not [name for name, meaning in rows if not meaning.strip()]


def test_every_link_inside_the_page_leads_somewhere(signed_in):
    page = signed_in.get(PAGE).get_data(as_text=True)
    places = re.findall(r' id="([^"]+)"', page)
    assert len(places) == len(set(places))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(places)


def test_who_may_is_what_the_permission_table_says(signed_in):
    told_of = articles(signed_in.get(PAGE).get_data(as_text=True))
    assert "<dd>调委会主任、分流员；" in told_of["assign"]
    assert "不用令牌" in told_of["issue"]
    assert "任何持有效令牌的人" in told_of["show_year"]


def test_the_example_is_a_command_a_shell_understands(signed_in):
    from html import unescape

    page = signed_in.get(PAGE).get_data(as_text=True)
    examples = re.findall(r'<pre class="curl"[^>]*>(.*?)</pre>', page, re.S)
    words = [shlex.split(unescape(each)) for each in examples]
    assert all(each[:2] == ["curl", "-X"] and "{" not in each[3] for each in words)
    without = [each[3] for each in words if "Authorization: Bearer $TOKEN" not in each]
    assert without == ["http://localhost/api/v1/tokens"]


def test_the_page_needs_nothing_from_outside(signed_in):
    answer = signed_in.get(PAGE)
    assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]
    page = answer.get_data(as_text=True)
    assert " style=" not in page
    outside = set(re.findall(r'(?:src|href)="(https?:[^"]+)"', page))
    assert outside == set()


def test_it_speaks_the_readers_language(signed_in):
    signed_in.post("/language", {"locale": "en", "next": PAGE})
    page = signed_in.get(PAGE).get_data(as_text=True)
    assert "Take a step upon yourself." in page
    assert not re.search(r"<h[1-4]>[^<]*[\u4e00-\u9fff]", page)


def test_the_menu_and_the_account_page_lead_to_it(signed_in):
    for page in ("/more", "/account/"):
        assert f'href="{PAGE}"' in signed_in.get(page).get_data(as_text=True)
