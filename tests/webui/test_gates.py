"""Who may open which page: every role at every page of the overseers' desks."""

import pytest

from engine.rules.permissions import Role
from tests.conftest import database
from tests.journeys.conftest import county
from webui import menu
from webui.gate import guarded

__all__ = ["county", "database"]
ONE_OF_EACH = {
    "registrar": Role.REGISTRAR,
    "vm": Role.MEDIATOR,
    "vl": Role.OFFICE_LEADER,
    "cd": Role.DISPATCHER,
    "cs": Role.SUPERVISOR,
    "boss": Role.LEADER,
    "jl": Role.LIAISON,
    "admin": Role.ADMINISTRATOR,
}
PAGES = {
    "/board": "board",
    "/approvals": "approvals",
    "/handoffs": "handoffs",
    "/users": "users",
    "/conflicts": "conflicts",
    "/set-aside": "set_aside",
    "/inbox": "",
    "/offices": "",
    "/calendar": "",
}


@pytest.mark.parametrize("login", ONE_OF_EACH)
def test_a_role_opens_its_pages_and_no_others(counter, login):
    for path, name in PAGES.items():
        mine = ONE_OF_EACH[login] in guarded().get(name, frozenset(Role))
        text = counter.page(login, path, 200 if mine else 403)
        assert mine or "您的岗位不使用这一页" in text


@pytest.mark.parametrize("login", ONE_OF_EACH)
def test_a_menu_offers_just_the_pages_a_role_may_open(counter, login):
    text = counter.page(login, "/offices")
    for path, name in PAGES.items():
        mine = ONE_OF_EACH[login] in guarded().get(name, frozenset(Role))
        assert (f'href="{path}"' in text) == mine, path


def test_menu_and_gates_name_the_same_roles(counter):
    entries = {entry.endpoint.partition(".")[0]: entry for entry in (*menu.MAIN, *menu.MORE)}
    for name, roles in guarded().items():
        assert name not in entries or entries[name].roles == roles


@pytest.mark.parametrize("path", ["/approvals/1/approve", "/approvals/1/refuse", "/conflicts"])
def test_a_gate_also_stands_before_what_is_sent(counter, path):
    assert counter.as_("admin").post(path).status_code == 403


def kept_pages(counter) -> list[tuple[str, str, frozenset[Role]]]:
    """Return (address, method, roles) of every page that is for those who keep the installation."""
    gates = {name: roles for name, roles in guarded().items() if roles <= menu.KEEPERS}
    adapter = counter.app.url_map.bind("localhost")
    found = []
    for rule in counter.app.url_map.iter_rules():
        roles = gates.get(rule.endpoint.partition(".")[0])
        if roles:
            values = dict.fromkeys(rule.arguments, "1")
            address = adapter.build(rule.endpoint, values)
            found += [(address, each, roles) for each in (rule.methods or set()) & {"GET", "POST"}]
    return found


@pytest.mark.parametrize("login", ONE_OF_EACH)
def test_a_page_for_keepers_does_not_exist_for_strangers(counter, login):
    pages, browser, mine = kept_pages(counter), counter.as_(login), ONE_OF_EACH[login]
    assert len(pages) > 20
    met = {
        (method, address): (browser.get if method == "GET" else browser.post)(address).status_code
        for address, method, roles in pages
        if mine not in roles
    }
    assert {key: code for key, code in met.items() if code != 404} == {}
