"""What the books say about the tree is so."""

import re
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, files, short

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
BOOKS = [path for path in files() if path.suffix == ".md"]


@pytest.mark.parametrize("path", BOOKS, ids=short)
def test_every_link_leads_somewhere(path: Path) -> None:
    targets = [link.partition("#")[0] for link in LINK.findall(path.read_text("utf-8"))]
    inside = [target for target in targets if target and ":" not in target]
    assert not [target for target in inside if not (path.parent / target).exists()]


def test_the_readme_shows_the_commands_that_ci_runs() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    ci = (ROOT / ".ci" / "run").read_text("utf-8")
    assert "\npython3 run.py " in readme
    assert "\npython3 run.py test" in readme
    assert "\npython3 run.py test" in ci
    assert "\npython3 run.py check" in ci


def test_there_is_one_changelog_and_it_has_an_open_page() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert "未发布 · Unreleased" in text
