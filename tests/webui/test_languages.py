"""Chinese first, English for whoever chooses it."""

import re
from pathlib import Path

import pytest

from webui.catalogue import CATALOGUE, read, silent, spoken
from webui.i18n import compile_missing

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_the_first_page_is_chinese_whatever_the_browser_wishes(app):
    page = app.test_client().get("/sign-in", headers={"Accept-Language": "en-GB"})
    assert '<html lang="zh-CN">' in page.get_data(as_text=True)


def test_a_choice_made_before_signing_in_stays(visitor):
    visitor.post("/language", {"locale": "en", "next": "/sign-in"})
    assert '<html lang="en">' in visitor.get("/sign-in").get_data(as_text=True)
    visitor.sign_in()
    assert "Change password" in visitor.get("/account/").get_data(as_text=True)


def test_a_choice_is_kept_with_the_person(app, signed_in):
    from tests.webui.conftest import Browser

    signed_in.post("/language", {"locale": "en"})
    elsewhere = Browser(app)
    elsewhere.sign_in()
    assert '<html lang="en">' in elsewhere.get("/account/").get_data(as_text=True)


def test_an_unknown_language_is_refused(signed_in):
    assert signed_in.post("/language", {"locale": "tlh"}).status_code == 422


def test_the_account_page_in_english_has_no_chinese_but_names(signed_in):
    signed_in.post("/language", {"locale": "en"})
    page = signed_in.get("/account/").get_data(as_text=True)
    for own in ("沈秋月", "城关镇调委会", "中文"):
        page = page.replace(own, "")
    assert CHINESE.findall(page) == []


def test_everything_the_counter_says_is_in_the_catalogue():
    """``python -m webui.catalogue`` brings it into step."""
    said = {msgid if isinstance(msgid, str) else msgid[0] for msgid in spoken()}
    known = read()
    assert {msgid for msgid in said if known.get(msgid) is None} == set()


def test_the_english_catalogue_says_everything_it_lists():
    catalogue = read()
    assert silent(catalogue) == []
    for message in catalogue:
        assert not list(message.check(catalogue)), message.id


def test_no_translation_breaks_the_sentence_it_is_put_into():
    """Templates format every sentence, also one without facts: a bare % would be a fault."""
    for message in read():
        words = message.string if isinstance(message.string, tuple) else (message.string,)
        assert not [each for each in words if re.search(r"%(?![(%])", each)], message.id


def test_a_missing_compiled_catalogue_is_made_at_the_start(tmp_path: Path):
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "messages.po").write_bytes(CATALOGUE.read_bytes())
    compile_missing(tmp_path)
    assert (folder / "messages.mo").read_bytes()[:4] == b"\xde\x12\x04\x95"


@pytest.mark.parametrize("name", ["和事", "登录"])
def test_words_of_the_frame_are_translated(name):
    assert read().get(name).string
