"""What the books list is what there is: events, pages, procedures, pictures."""

import json
import re
from pathlib import Path

import pytest

from docs.event_table import page as event_page
from engine.storage.models import Base
from tests.architecture.tree import ROOT, files, short

IMAGE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")
PICTURES = ROOT / "docs" / "guide" / "img"
WORKFLOWS = ROOT / "workflows"
BOOKS = [path for path in files() if path.suffix == ".md"]
GUIDES = sorted((ROOT / "docs" / "guide").glob("*.md"))


@pytest.fixture
def pages(desk) -> set[str]:
    """The addresses of all pages, as the book writes them."""
    from dataclasses import replace

    from webui.app import create_app
    from webui.errors import for_programs

    secret = replace(desk, settings=replace(desk.settings, secret_key="s" * 32))
    rules = (rule.rule for rule in create_app(secret).url_map.iter_rules())
    ours = [rule for rule in rules if not for_programs(rule) and not rule.startswith("/static/")]
    return {re.sub(r"<[^>]+>", "…", rule) for rule in ours}


def rows(path: Path) -> set[str]:
    """The words in backquotes in the first cells of a book's tables."""
    first = re.findall(r"^\| ([^|]*) \|", path.read_text("utf-8"), re.MULTILINE)
    return {word for cell in first for word in re.findall(r"`([^`]+)`", cell)}


def test_the_table_of_events_is_the_one_the_program_writes():
    written = (ROOT / "docs" / "events.md").read_text("utf-8")
    assert written == event_page(), "write it again: python -m docs.event_table"


def test_every_page_is_in_the_book_of_pages(pages):
    assert rows(ROOT / "docs" / "pages.md") == pages


@pytest.mark.parametrize("folder", ["", "law"])
def test_every_diagram_and_table_is_in_the_book_of_procedures(folder):
    text = (WORKFLOWS / "README.md").read_text("utf-8")
    models = [path for path in (WORKFLOWS / folder).iterdir() if path.suffix in {".bpmn", ".dmn"}]
    assert models
    named = {path.relative_to(WORKFLOWS).as_posix(): path for path in models}
    assert not [name for name in named if f"`{name}`" not in text]


def test_every_form_is_in_the_book_of_procedures_with_its_title():
    text = (WORKFLOWS / "README.md").read_text("utf-8")
    forms = [json.loads(path.read_text("utf-8")) for path in (WORKFLOWS / "forms").glob("*.json")]
    assert forms
    lines = [f"\n| `{form['key']}` | {form['title']['zh']} |" for form in forms]
    assert not [line for line in lines if line not in text]


def test_every_process_id_is_in_the_book_of_procedures():
    text = (WORKFLOWS / "README.md").read_text("utf-8")
    for path in WORKFLOWS.glob("*.bpmn"):
        for process in re.findall(r'<bpmn:process id="(\w+)"', path.read_text("utf-8")):
            assert f"| `{path.name}` | `{process}` " in text


@pytest.mark.parametrize("path", BOOKS, ids=short)
def test_every_picture_says_what_it_shows(path: Path):
    assert not [target for words, target in IMAGE.findall(path.read_text("utf-8")) if not words]


def test_every_picture_is_shown_somewhere_and_small():
    shown = {
        (path.parent / target).resolve()
        for path in BOOKS
        for _, target in IMAGE.findall(path.read_text("utf-8"))
    }
    pictures = sorted(PICTURES.glob("*.png"))
    assert pictures
    assert not [short(path) for path in pictures if path not in shown]
    assert not [short(path) for path in pictures if path.stat().st_size > 150_000]


def test_every_guide_is_reached_from_the_readme():
    readme = (ROOT / "README.md").read_text("utf-8")
    assert GUIDES
    assert not [short(path) for path in GUIDES if short(path) not in readme]


def test_every_table_is_in_the_book_of_architecture():
    named = rows(ROOT / "docs" / "architecture.md")
    assert not set(Base.metadata.tables) - named


def test_every_decision_has_a_number_of_its_own_and_is_listed():
    decisions = sorted((ROOT / "docs" / "adr").glob("*.md"))
    numbers = [int(path.name[:4]) for path in decisions]
    assert numbers == list(range(1, len(numbers) + 1))
    book = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    for number, path in zip(numbers, decisions, strict=True):
        assert path.read_text("utf-8").startswith(f"# {number}. ")
        assert f"| [{number}](adr/{path.name}) |" in book


def anchors(path: Path) -> set[str]:
    """What links may name after «#»: the headings, as the readers of books spell them."""
    titles = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("path", BOOKS, ids=short)
def test_every_link_into_a_book_leads_to_a_heading(path: Path):
    links = re.findall(r"\]\(([^)\s#:]*)#([^)\s]+)\)", path.read_text("utf-8"))
    wrong = [
        (target, anchor)
        for target, anchor in links
        if anchor not in anchors((path.parent / target) if target else path)
    ]
    assert not wrong
