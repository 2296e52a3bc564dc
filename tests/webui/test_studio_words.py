"""Everything a diagram can name has words in the editor, in both languages."""

import re

import pytest

from engine.queries.model_choices import choices_of
from engine.resources import shipped_workflows
from engine.usecases.offices import OF_HANDOFF, OF_SUPERVISION, SELECTORS
from engine.usecases.procedure import EFFECTS as REGISTERED
from engine.workflow import read_folder
from engine.workflow.markup import BPMN, properties
from tests.architecture.tree import ROOT
from tests.journeys.conftest import county
from webui import studio_words
from webui.step_papers import PAPERS

__all__ = ["county"]
SOURCES = ROOT / "webui/assets/src/studio"
SAID = re.compile(r"\bt\(\s*'([^']*)'|\? t\('([^']*)'\)|: t\('([^']*)'\)|\? '([^']*[一-鿿][^']*)'")
CHINESE = re.compile("[一-鿿]")


@pytest.fixture(scope="module")
def files():
    return read_folder(shipped_workflows())


def test_every_effect_of_the_registry_has_words_and_no_other(county):
    assert set(studio_words.EFFECTS) == set(REGISTERED)


def test_every_office_selector_has_words_and_no_other():
    assert set(studio_words.OFFICES) == {*SELECTORS, *OF_HANDOFF, *OF_SUPERVISION}


def test_every_message_the_models_wait_for_has_words(files):
    assert choices_of(files).messages <= set(studio_words.MESSAGES)


def test_every_paper_the_models_name_has_words(files):
    from engine.feel.xml import read_markup

    named = {
        paper
        for path, content in files.items()
        if path.endswith(".bpmn")
        for node in read_markup(content).iter(f"{BPMN}*")
        for paper in properties(node).get("documents", "").split(",")
    }
    assert named - {""} <= set(PAPERS)


def dictionary() -> set[str]:
    books = [*sorted(SOURCES.glob("words-en*.js")), SOURCES / "words-table.js"]
    pair = re.compile(r"'((?:[^'\\]|\\.)*)':\s*'(?:[^'\\]|\\.)*[A-Za-z]")
    return {found for book in books for found in pair.findall(book.read_text("utf-8"))}


def test_every_sentence_of_the_editor_has_english():
    known = dictionary()
    lacking = {
        (path.name, text)
        for path in SOURCES.glob("*.js")
        if not path.name.startswith("words-")
        for groups in SAID.findall(path.read_text("utf-8"))
        for text in groups
        if CHINESE.search(text) and text not in known
    }
    assert not lacking
