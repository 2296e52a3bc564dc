"""Every address is behind sign-in, except those a person can read aloud here."""

import pytest
from flask import Flask

from webui.auth import BEFORE_CHANGE, PUBLIC
from webui.errors import for_programs

OPEN_TO_ANYBODY = {
    "static",  # scripts and styles
    "sign_in.show",
    "sign_in.enter",
    "language.choose",
    "problems.show",  # what a refusal means
    "problems.all_kinds",
    "health.show",
    "health.alive",
    "health.ready",
    "health.metrics",  # numbers only, and only for the networks the settings name
    "openapi.spec",  # what the API looks like, not what is in it
    "tokens.issue",  # asks for name and password itself
}


@pytest.fixture
def application(desk) -> Flask:
    from dataclasses import replace

    from webui.app import create_app

    return create_app(replace(desk, settings=replace(desk.settings, secret_key="s" * 32)))


def test_the_list_of_open_addresses_is_this_one():
    assert PUBLIC == OPEN_TO_ANYBODY


def test_every_other_address_asks_who_is_there(application):
    client = application.test_client()
    for rule in application.url_map.iter_rules():
        if rule.endpoint in OPEN_TO_ANYBODY:
            continue
        values = {name: 1 for name in rule.arguments}
        with application.test_request_context():
            address = application.url_for(rule.endpoint, **values)
        for method in sorted(rule.methods & {"GET", "POST", "PUT", "PATCH", "DELETE"}):
            answer = client.open(address, method=method)
            if for_programs(address):
                assert answer.status_code == 401, f"{method} {address} is open"
            else:
                assert answer.status_code == 303, f"{method} {address} is open"
                assert answer.location.startswith("/sign-in"), f"{method} {address} is open"


def test_a_one_time_password_opens_only_the_page_that_replaces_it():
    assert {
        "account.first_password",
        "account.set_first_password",
        "sign_in.leave",
    } == BEFORE_CHANGE
