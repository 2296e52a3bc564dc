"""The built files ask nothing of a browser that Chromium 86 and Firefox 78 lack.

esbuild lowers the syntax; this looks for functions and styles that it cannot lower. Where a library
asks for one, `webui/assets/src/old-browsers.js` gives it or ALLOWED says why it does no harm.
"""

import re

import pytest

from tests.architecture.tree import ROOT, below, built_assets, short

TOO_NEW_CSS = {
    ":has()": r":has\(",
    ":is()": r":is\(",
    ":where()": r":where\(",
    ":not() with a list": r":not\([^()]*,",
    "color-mix": r"color-mix\(",
    "oklch": r"\bokl(?:ch|ab)\(",
    "@container": r"@container\b",
    "@layer": r"@layer\b",
    "@property": r"@property\b",
    "aspect-ratio": r"(?<!-)\baspect-ratio:",
    "inset": r"(?<![-\w])inset(?:-block|-inline)?(?:-start|-end)?:",
    "accent-color": r"(?<![-\w])accent-color:",
    "dvh, svh, lvh": r"\d[dsl]v[hw]\b",
    "translate property": r"[;{]\s*(?:translate|rotate|scale):",
}
TOO_NEW_JS = {
    "Array.at": r"\.at\(",
    "structuredClone": r"\bstructuredClone\(",
    "Object.hasOwn": r"\bObject\.hasOwn\(",
    "findLast": r"\.findLast(?:Index)?\(",
    "toSorted and the like": r"\.to(?:Sorted|Reversed|Spliced)\(",
    "groupBy": r"\.groupBy\(",
    "crypto.randomUUID": r"\brandomUUID\(",
    "Promise.withResolvers": r"\.withResolvers\(",
    "AbortSignal.timeout": r"AbortSignal\.timeout\(",
    "Error cause": r"new Error\([^()]*,\s*\{\s*cause",
    "showModal": r"\.showModal\(",
    "startViewTransition": r"document\.startViewTransition\((?!\))",
}
ALLOWED = {
    # values of variables only tools for drawing use; a reader of a case has none of them
    ("viewer.css", "color-mix"),
    # studio/desk.css gives those variables plain colours
    ("studio-diagram.css", "color-mix"),
    # htmx asks for it and does without
    ("app.js", "startViewTransition"),
}


def source_name(built_name: str) -> str:
    return re.sub(r"-[A-Z0-9]{8}(?=\.)", "", built_name)


def too_new(text: str, features: dict[str, str]) -> set[str]:
    return {name for name, pattern in features.items() if re.search(pattern, text)}


@pytest.mark.parametrize(("suffix", "features"), [(".css", TOO_NEW_CSS), (".js", TOO_NEW_JS)])
def test_built_files_run_on_the_oldest_browsers(suffix: str, features: dict[str, str]) -> None:
    found = {
        (source_name(path.name), feature)
        for path in built_assets()
        if path.suffix == suffix
        for feature in too_new(path.read_text("utf-8"), features)
    }
    assert not found - ALLOWED


def test_templates_carry_no_style_or_script_of_their_own() -> None:
    inline = re.compile(r"""<style\b|\sstyle=|\son[a-z]+=["']|javascript:""", re.IGNORECASE)
    pages = list(below(["webui"], ".html"))
    assert not [short(page) for page in pages if inline.search(page.read_text("utf-8"))]


@pytest.mark.parametrize("style", [".a{inset:0}", "a:is(b,c){}", ".a{width:1dvh}"])
def test_a_new_style_is_found(style: str) -> None:
    assert too_new(style, TOO_NEW_CSS)


def test_variables_of_bootstrap_are_not_mistaken_for_styles() -> None:
    assert not too_new(".r{--bs-aspect-ratio:100%;--accent-color:red}", TOO_NEW_CSS)


def test_the_sources_say_which_browsers_they_mean() -> None:
    build = (ROOT / "webui/assets/build.mjs").read_text("utf-8")
    assert "target: ['chrome86', 'firefox78']" in build
