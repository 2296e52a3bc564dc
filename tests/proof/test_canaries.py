"""Planted numbers and an address: looked for on every surface, for every role, per the matrix."""

import io
import json
import logging
import re
import zipfile

import pytest
from flask import Flask
from sqlalchemy import select, text
from werkzeug.test import TestResponse

from engine.rules.masking import Shown, Surface, shown
from engine.rules.party import Party
from engine.rules.permissions import Role
from engine.storage.models import Base, PartyRow, UserRow
from engine.usecases.accounts import issue_token
from notifications.papers import PaperPrinter
from notifications.texts import TextBook
from tests.journeys.world import County
from tests.webui.counter import open_counter
from webui.message_words import TEXTS
from webui.pages.case_papers import PAPERS

NUMBER, PHONE, ADDRESS = "331022196901084217", "13957604417", "枫溪县金丝雀路七十七号三单元"
CANARIES = (NUMBER, PHONE, "金丝雀路")
REFUSED = {403, 404, 405}
PEOPLE = {
    Role.REGISTRAR: "registrar", Role.MEDIATOR: "vm", Role.OFFICE_LEADER: "vl",
    Role.DISPATCHER: "cd", Role.SUPERVISOR: "cs", Role.LEADER: "boss", Role.LIAISON: "li",
    Role.ADMINISTRATOR: "admin", Role.SECURITY_ADMINISTRATOR: "safe", Role.AUDITOR: "audit",
}  # fmt: skip


@pytest.fixture
def planted(county: County):
    """A county whose one case carries the canaries, also inside a text somebody wrote."""
    one = Party("applicant", "person", "甲某", id_number=NUMBER, phone=PHONE, address=ADDRESS)
    code = county.register(
        parties=(one, Party("respondent", "person", "乙某")),
        summary=f"甲某（{NUMBER}，电话 {PHONE}）称通道被占。",
    )
    counter = open_counter(county)
    counter.app.extensions[TEXTS], counter.app.extensions[PAPERS] = TextBook(), PaperPrinter()
    return counter, code


def leaks(body: str) -> list[str]:
    return [canary for canary in CANARIES if canary in body]


def all_that_it_says(answer: TestResponse) -> str:
    """The text of an answer; a workbook is packed and would hide it."""
    sent = answer.get_data()
    if not zipfile.is_zipfile(io.BytesIO(sent)):
        return sent.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(sent)) as packed:
        return "\n".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())


def addresses(app: Flask, county: County, code: str) -> list[str]:
    """Every address that answers GET, its places filled with what there is of this case."""
    with county.desk.read() as session:
        known = {
            "code": code, "party_id": session.scalars(select(PartyRow.id)).first(),
            "item_id": county.item(code, "sign_for").id,
            "clock_id": next(iter(county.clocks(code).values())).id,
        }  # fmt: skip
    papers = ("registration_form", "mediation_record", "mediation_agreement", "termination_notice")
    words = {"kind": papers, "paper": papers, "form": ("csv", "xlsx"), "name": ("dispute",)}
    found = set()
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint.endswith("static"):
            continue
        for word in next((words[each] for each in rule.arguments if each in words), ("",)):
            path = re.sub(
                r"<(?:[^:<>]+:)?([^<>]+)>",
                lambda place, word=word: str(known.get(place[1], word or 1)),
                rule.rule,
            )
            found.add(path)
    assert len(found) > 60
    assert "/board.xlsx" in found
    return sorted(found)


def surface_of(path: str) -> Surface:
    if path.startswith("/api/"):
        return Surface.API
    if "/papers/" in path or "/print/" in path or path.endswith("/print"):
        return Surface.PRINT
    return Surface.CASE if path.startswith(("/cases/", "/steps/")) else Surface.LIST


@pytest.mark.parametrize("role", list(Role))
def test_no_page_shows_a_role_more_than_the_matrix_says(planted, role):
    counter, code = planted
    browser = counter.as_(PEOPLE[role])
    seen = {}
    for path in addresses(counter.app, counter.county, code):
        if path.endswith("/sign-out"):
            continue
        answer = browser.get(path)
        if (found := leaks(all_that_it_says(answer))) and not (
            surface_of(path) is Surface.PRINT and shown(role, Surface.PRINT) is Shown.FULL
        ):
            seen[path] = found
        if answer.status_code in REFUSED:
            continue  # whatever it is asked, it says no more than that
        for query in (f"?q={NUMBER}", f"?text={PHONE}", "?format=csv", "?format=xlsx"):
            if surface_of(path) is Surface.LIST and "{" not in path:
                more = all_that_it_says(browser.get(path + query))
                # what was typed into the search box stands in it; what was not, must not
                typed = {NUMBER} if NUMBER in query else {PHONE} if PHONE in query else set()
                if found := set(leaks(more)) - typed:
                    seen[path + query] = sorted(found)
    assert seen == {}


@pytest.mark.parametrize("role", list(Role))
def test_no_answer_of_the_api_shows_more_than_the_matrix_says(planted, role):
    counter, code = planted
    token, _ = issue_token(counter.county.desk, counter.county.actor(PEOPLE[role]))
    client, seen, answered = counter.app.test_client(), {}, set()
    for path in addresses(counter.app, counter.county, code):
        if path.startswith("/api/"):
            answer = client.get(path, headers={"Authorization": f"Bearer {token}"})
            answered.add(answer.status_code)
            if found := leaks(all_that_it_says(answer)):
                seen[path] = found
    assert seen == {}
    assert 200 in answered


def test_the_planted_numbers_are_really_there_to_be_found(planted):
    """A crawl that finds nothing proves nothing unless something could be found."""
    counter, code = planted
    body = counter.page("vm", f"/cases/{code}/parties")
    assert "3310**********4217" in body
    assert "139****4417" in body
    assert "枫溪县****" in body
    party_id = re.search(r'id="party-(\d+)"', body).group(1)
    path = f"/cases/{code}/parties/{party_id}/reveal"
    shown_once = counter.as_("vm").post(path, {"reason": "核对身份"})
    assert leaks(shown_once.get_data(as_text=True)) == list(CANARIES)
    assert shown_once.headers["Cache-Control"] == "no-store"
    assert leaks(counter.page("vm", f"/cases/{code}/parties")) == []
    assert leaks(counter.page("vm", f"/cases/{code}/log")) == []
    refused = counter.as_("vm").post(path, {"reason": " "})
    assert refused.status_code == 422
    assert leaks(refused.get_data(as_text=True)) == []
    for login, status in (("boss", 403), ("admin", 403), ("mm", 404)):
        answer = counter.as_(login).post(path, {"reason": "看看"})
        assert (answer.status_code, leaks(answer.get_data(as_text=True))) == (status, [])


def test_what_a_workbook_says_is_unpacked_before_it_is_searched(planted):
    counter, _ = planted
    book = counter.as_("cs").get("/board.xlsx")
    assert "城关镇调委会" in all_that_it_says(book)


def test_neither_logs_nor_error_pages_nor_refusals_carry_a_number(planted, caplog, monkeypatch):
    counter, code = planted
    caplog.set_level(logging.DEBUG)
    browser = counter.as_("vm")

    def broken(*_: object) -> str:
        raise RuntimeError("broken on purpose")

    monkeypatch.setitem(counter.app.view_functions, "case_parties.show", broken)
    page = browser.get(f"/cases/{code}/parties")
    assert page.status_code == 500
    form = {"p0-id_number": NUMBER, "p0-phone": PHONE, "p0-address": ADDRESS}
    browser.post("/cases/new", form)
    browser.post("/api/v1/cases", form)
    assert leaks(page.get_data(as_text=True)) == []
    assert caplog.text
    assert leaks(caplog.text) == []


def test_the_database_holds_no_number_outside_the_text_somebody_wrote(planted):
    counter, _ = planted
    counter.county.pass_days(12)  # messages are told, clocks expire
    holding = {}
    with counter.county.desk.read() as session:
        for table in Base.metadata.sorted_tables:
            rows = session.execute(text(f'SELECT * FROM "{table.name}"')).all()  # noqa: S608
            if found := leaks(
                json.dumps([list(row) for row in rows], default=str, ensure_ascii=False)
            ):
                holding[table.name] = found
        assert session.scalars(select(UserRow)).first() is not None
    assert holding == {"case": [NUMBER, PHONE]}  # the account of the dispute, masked when shown
