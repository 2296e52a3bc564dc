"""A program before the counter: the small county, its published procedures, bearer tokens."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from engine.desk import Desk
from engine.usecases.accounts import issue_token
from tests.journeys.world import County
from tests.settled import Settled
from tests.webui.compiled import app_of

ROOT = "/api/v1"


@pytest.fixture
def county(desk: Desk, clock, settled: Settled) -> County:
    """Offices, people, calendar and procedures of a small county, on both databases."""
    secret = replace(desk, settings=replace(desk.settings, secret_key="s" * 32))
    settled.settle(secret)
    return County(secret, clock)


@pytest.fixture
def app(county: County) -> Flask:
    return app_of(county.desk, wall=county.clock)


@dataclass
class Program:
    """A client with a token; addresses are those after ``/api/v1``."""

    app: Flask
    token: str = ""
    language: str = ""
    renew: Callable[[], str] | None = None  # tokens end after twelve hours, journeys do not

    def send(self, method: str, path: str, **more: Any) -> TestResponse:
        headers = dict(more.pop("headers", {}))
        if self.renew:
            self.token = self.renew()
        if self.token:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        if self.language:
            headers.setdefault("Accept-Language", self.language)
        client = self.app.test_client(use_cookies=False)
        return client.open(f"{ROOT}{path}", method=method, headers=headers, **more)

    def get(self, path: str, **query: Any) -> TestResponse:
        return self.send("GET", path, query_string=query)

    def post(self, path: str, body: object = None, **more: Any) -> TestResponse:
        return self.send("POST", path, **({"json": body} if body is not None else {}), **more)

    def read(self, path: str, **query: Any) -> Any:
        answer = self.get(path, **query)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return answer.json

    def do(self, path: str, body: object = None) -> Any:
        answer = self.post(path, body)
        assert answer.status_code in {200, 201}, answer.get_data(as_text=True)
        return answer.json


@pytest.fixture
def program(county: County, app: Flask) -> Callable[..., Program]:
    """Return a client of one of the county's people."""

    def of(login: str = "", language: str = "") -> Program:
        def renew() -> str:
            return issue_token(county.desk, county.actor(login))[0]

        return Program(app, language=language, renew=renew if login else None)

    return of


@pytest.fixture
def dispute(county: County) -> dict[str, Any]:
    """A dispute between neighbours of the village, as a program sends it."""
    village = county.office_id("village")
    return {
        "title": "宅基地相邻通行",
        "summary": "双方因通道宽度发生争执",
        "category": "02",
        "source": "APPLY",
        "office_id": village,
        "place_id": village,
        "parties": [
            {"role": "applicant", "kind": "person", "name": "甲某", "phone": "13800001234"},
            {"role": "respondent", "kind": "person", "name": "乙某"},
        ],
        "route": {"decision": "accept", "channel": "people", "office_id": village},
    }
