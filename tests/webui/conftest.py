"""A counter with two people before it: 沈秋月 works, 何立群 still has a one-time password."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient

from engine.desk import Desk, declare_demo
from engine.storage.database import Database
from engine.storage.models import GrantRow, OfficeRow, UserRow
from tests.webui.compiled import app_of

if TYPE_CHECKING:
    from tests.journeys.world import County
    from tests.webui.counter import Counter

PASSWORD = "plum rain in the courtyard"
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


def add_person(desk: Desk, login: str, name: str, role: str = "mediator", **more: object) -> int:
    """Put a user with one role in the only office on record; return the id."""
    with desk.work(None) as work:
        office = work.session.get(OfficeRow, 1)
        if office is None:
            office = work.add(
                OfficeRow(
                    id=1,
                    code="cg",
                    name="城关镇调委会",
                    docket_word="枫城",
                    kind="town_centre",
                    level="town",
                    path="/1/",
                    area_mode="LEVELLED",
                    accepts=[],
                    channels=["people"],
                )
            )
        user = work.add(
            UserRow(login=login, name=name, password_hash=CHEAP, created_at=work.now, **more)
        )
        work.add(GrantRow(user_id=user.id, role=role, office_id=office.id))
        return user.id


@pytest.fixture
def database(clean_sqlite: Database) -> Database:
    """A clean SQLite database: pages speak no SQL.

    What they ask is tried on both kinds in tests/queries, tests/journeys, tests/api, tests/faults;
    a module whose pages search, page or wait for a lock imports ``tests.conftest.database``.
    """
    return clean_sqlite


@pytest.fixture
def secret_desk(desk: Desk) -> Desk:
    return replace(desk, settings=replace(desk.settings, secret_key="s" * 32))


@pytest.fixture
def shen(secret_desk: Desk) -> int:
    return add_person(secret_desk, "shen", "沈秋月")


@pytest.fixture
def he(secret_desk: Desk, shen: int) -> int:
    return add_person(secret_desk, "he", "何立群", must_change_password=True)


@pytest.fixture
def app(secret_desk: Desk, shen: int) -> Flask:
    """The counter; sessions grow old by the test's clock."""
    return app_of(secret_desk, wall=secret_desk.clock)


@pytest.fixture
def demo_app(secret_desk: Desk, shen: int) -> Flask:
    declare_demo(secret_desk)
    return app_of(secret_desk, wall=secret_desk.clock)


def hang(app: Flask, path: str, name: str, view: Callable[[], object]) -> None:
    """Put a page of the test's own among the others, also after a first request."""
    app._got_first_request = False
    app.add_url_rule(path, name, view)


class Browser:
    """A client that reads forms: it sends their token along, from one address."""

    def __init__(self, app: Flask, address: str = "10.0.0.1") -> None:
        self.client: FlaskClient = app.test_client()
        self.client.environ_base["REMOTE_ADDR"] = address
        self._read: tuple[str, str] | None = None  # of which session, and its forms' token

    def get(self, path: str, **kwargs):
        return self.client.get(path, **kwargs)

    def token(self, path: str = "/sign-in") -> str:
        page = self.client.get(path, follow_redirects=True).get_data(as_text=True)
        return re.search(r'name="csrf-token" content="([^"]+)"', page).group(1)

    def _forms_token(self) -> str:
        """Return the token of this session's forms; a page is read for it once per session."""
        session = self._session()
        if self._read is None or self._read[0] != session or not session:
            token = self.token()
            self._read = self._session(), token
        return self._read[1]

    def _session(self) -> str:
        """Return what the cookie says this session's forms are signed with."""
        app = self.client.application
        kept = self.client.get_cookie(app.config["SESSION_COOKIE_NAME"])
        reader = app.session_interface.get_signing_serializer(app)
        return reader.loads(kept.value).get("csrf_token", "") if kept else ""

    def post(self, path: str, sent: dict[str, str] | None = None, **kwargs):
        typed = {"csrf_token": self._forms_token(), **(sent or {})}
        return self.client.post(path, data=typed, **kwargs)

    def sign_in(self, login: str = "shen", password: str = PASSWORD, **more: str):
        return self.post("/sign-in", {"login": login, "password": password, **more})


@pytest.fixture
def counter(county: County) -> Counter:
    """A counter before the county of the journeys, in the modules that import ``county``."""
    from tests.webui.counter import open_counter  # which needs this module

    return open_counter(county)


@pytest.fixture
def visitor(app: Flask) -> Browser:
    return Browser(app)


@pytest.fixture
def signed_in(visitor: Browser) -> Browser:
    assert visitor.sign_in().status_code == 303
    return visitor
