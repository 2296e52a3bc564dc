"""What stands around every page, and the lists inside it."""

import pytest

from engine.desk import declare_demo
from engine.queries.paging import Page
from engine.rules.permissions import Actor, Grant, Role
from tests.webui.compiled import app_of
from webui import menu
from webui.database import KeyPagination


def _person(*roles: Role) -> Actor:
    return Actor(1, "沈秋月", tuple(Grant(role, 1, "/1/") for role in roles))


def test_a_menu_offers_only_pages_that_are_there(app):
    with app.test_request_context():
        everything = menu.offered(_person(*Role), (*menu.MAIN, *menu.MORE), {})
        assert {item.href for item in everything} <= {
            rule.rule for rule in app.url_map.iter_rules()
        }


def test_an_administrator_is_offered_no_queue(hung_roles):
    assert "待办队列" not in hung_roles(Role.ADMINISTRATOR)
    assert "人员" in hung_roles(Role.ADMINISTRATOR)
    assert {"待办队列", "登记纠纷"} <= hung_roles(Role.MEDIATOR)
    assert "预警看板" in hung_roles(Role.SUPERVISOR)


@pytest.fixture
def hung_roles(app, monkeypatch):
    everything = {entry.endpoint: object for entry in (*menu.MAIN, *menu.MORE)}
    monkeypatch.setattr(app, "view_functions", everything)
    monkeypatch.setattr(menu, "url_for", lambda endpoint: f"/{endpoint}")

    def words(*roles: Role) -> set[str]:
        with app.test_request_context():
            items = menu.offered(_person(*roles), (*menu.MAIN, *menu.MORE), {})
            return {item.words for item in items}

    return words


def test_the_demo_bar_is_on_every_page_of_a_demo_and_on_no_other(app, secret_desk):
    from tests.webui.conftest import Browser

    real = Browser(app)
    real.sign_in()
    declare_demo(secret_desk)
    demo = Browser(app_of(secret_desk, wall=secret_desk.clock))
    demo.sign_in()
    assert "人和事都是虚构的" in demo.get("/account/").get_data(as_text=True)
    assert "人和事都是虚构的" not in real.get("/account/").get_data(as_text=True)


def test_a_list_page_leads_on_and_back_by_key(app):
    page = KeyPagination(Page((1, 2), "next", "before"), total=70)
    assert (page.items, page.total, page.has_next, page.has_prev) == ([1, 2], 70, True, True)
    with app.test_request_context():
        assert page.next_url("more.show", channel="people") == "/more?channel=people&cursor=next"
        assert page.prev_url("more.show", cursor="x") == "/more?cursor=before"
    last = KeyPagination(Page(()))
    assert (last.items, last.has_next, last.has_prev) == ([], False, False)


def test_a_page_cannot_write_through_its_reading_session(app):
    from webui.database import db

    with app.app_context(), pytest.raises(RuntimeError):
        db.session().flush()
