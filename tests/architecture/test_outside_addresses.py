"""Heshi runs in networks without an outside: no page, style, script or model loads from there."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.architecture.tree import ROOMS, ROOT, below, built_assets, short

ADDRESS = re.compile(r"\b(?:https?|wss?|ftp)://[^\s\"'`<>(){}\\|，。；）]+", re.IGNORECASE)
SCHEMELESS = re.compile(r"""(?:src|href|action|url)\s*[=(:]\s*["']?//[a-z0-9]""", re.IGNORECASE)

SOURCES = (".py", ".html", ".js", ".css", ".mjs", ".svg", ".bpmn", ".dmn", ".po")
NAMES_OF_VOCABULARIES = {  # words that look like addresses; nobody fetches them
    "www.w3.org",
    "www.omg.org",
    "bpmn.io",
    "spiffworkflow.org",
    "camunda.org",
}
THIS_MACHINE = {"127.0.0.1", "localhost", "::1"}
RESERVED = (".example", ".invalid", ".test", "example.com", "example.org")  # RFC 2606
# licence texts and comments of built files
CREDITS = {"getbootstrap.com", "github.com", "fontawesome.com", "mths.be"}


def outside(text: str, allowed: set[str]) -> list[str]:
    found = []
    for address in ADDRESS.findall(text):
        host = urlsplit(address).hostname or ""
        if host and host not in allowed and not host.endswith(RESERVED):
            found.append(address)
    return found + SCHEMELESS.findall(text)


@pytest.mark.parametrize(
    "path",
    [*below([*ROOMS, "workflows"], *SOURCES)],
    ids=short,
)
def test_no_source_names_an_outside_address(path: Path) -> None:
    assert not outside(path.read_text("utf-8"), NAMES_OF_VOCABULARIES | THIS_MACHINE)


def test_no_built_file_names_an_outside_address() -> None:
    allowed = NAMES_OF_VOCABULARIES | THIS_MACHINE | CREDITS
    texts = [path for path in built_assets() if path.suffix != ".woff2"]
    built = {path.name: outside(path.read_text("utf-8"), allowed) for path in texts}
    assert not {name: found for name, found in built.items() if found}


@pytest.mark.parametrize(
    "path", [*below(["docs", *(file.name for file in ROOT.glob("*.md"))], ".md")], ids=short
)
def test_no_book_sends_its_reader_outside(path: Path) -> None:
    assert not outside(path.read_text("utf-8"), NAMES_OF_VOCABULARIES | THIS_MACHINE)


def test_a_smuggled_address_is_found() -> None:
    assert outside('<script src="https://cdn.example.net/x.js">', THIS_MACHINE)
    assert outside("<link href=//cdn.jsdelivr.net/x.css>", THIS_MACHINE)
    assert outside('@import url("//fonts.googleapis.com/css")', THIS_MACHINE)
