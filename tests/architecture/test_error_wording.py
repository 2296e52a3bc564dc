"""Every code the engine refuses with has a sentence, and every sentence can be said."""

import ast
import functools
from collections.abc import Iterator

import pytest

from engine.rules import errors
from engine.rules.errors import EngineError
from tests.architecture.tree import ROOT
from webui.errors import STATUS
from webui.refusals import KINDS
from webui.wording import SENTENCES
from webui.wording_fields import FIELDS

REFUSALS = {
    name
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, EngineError)
}
NO_NAMES = frozenset[str]()


def _constants(node: ast.expr) -> Iterator[str]:
    """Yield the texts *node* may be: a literal, or either side of a choice between literals."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _constants(node.body)
        yield from _constants(node.orelse)


@functools.cache
def _calls() -> tuple[ast.Call, ...]:
    """Return where errors are made; read once, for every worker collects all tests."""
    texts = (path.read_text("utf-8") for path in sorted((ROOT / "engine").rglob("*.py")))
    return tuple(
        node
        for text in texts
        if any(f"{name}(" in text for name in REFUSALS)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and _name(node.func) in REFUSALS
    )


def _name(called: ast.expr) -> str:
    match called:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _codes() -> set[str]:
    """Return every code written as a literal where an error is made."""
    return {code for call in _calls() for given in call.args[:1] for code in _constants(given)}


def _field_codes() -> set[str]:
    """Return every literal field code in ``fields={…}`` of an error."""
    return {
        code
        for call in _calls()
        for given in call.keywords
        if given.arg == "fields" and isinstance(given.value, ast.Dict)
        for value in given.value.values
        for code in _constants(value)
    }


def test_the_engine_does_refuse_with_codes():
    assert {"sign_in.refused", "case.unknown", "step.taken"} <= _codes()
    assert "required" in _field_codes()


@pytest.mark.parametrize("code", sorted(_codes()))
def test_every_code_has_a_sentence(code):
    assert code in SENTENCES, f"put a sentence for {code!r} into webui/wording_*.py"


@pytest.mark.parametrize("code", sorted(_field_codes()))
def test_every_code_of_a_field_has_a_sentence(code):
    assert code in FIELDS, f"put a sentence for {code!r} into webui/wording_fields.py"


def test_every_refusal_has_a_status_and_a_page():
    kinds = {kind for kind in vars(errors).values() if isinstance(kind, type)}
    named = {kind for kind in kinds if issubclass(kind, EngineError)} - {EngineError}
    assert named == set(STATUS)
    assert named | {EngineError} == set(KINDS)
