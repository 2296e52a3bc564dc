"""Modules and functions stay small, and none is named after nothing (docs/architecture.md §8)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

import pytest

from tests.architecture.tree import ROOMS, below, short

JUNK_DRAWERS = {"utils", "util", "helpers", "helper", "services", "common", "managers", "misc"}
EMPTY_WORDS = {"data", "info", "manager", "handler", "helper", "util", "flag"}
# names other libraries give: SpiffWorkflow's tasks, http.server
THEIRS = {"copy_data", "update_data", "_inherit_data", "do_GET", "do_POST"}
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)

modules = pytest.mark.parametrize(
    "path", [*below([*ROOMS, "tests", "benchmarks", "docs", "run.py"], ".py")], ids=short
)


def definitions(path: Path) -> Iterator[Definition]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, Definition):
            yield node


def functions(path: Path) -> list[Definition]:
    if "migrations/versions" in short(path):
        return []  # written by Alembic, read once
    return [each for each in definitions(path) if isinstance(each, FUNCTIONS)]


def lines_of(function: Definition) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


@modules
def test_no_module_is_over_400_lines(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 400


@modules
def test_no_function_is_over_60_lines(path: Path) -> None:
    lengths = {each.name: lines_of(each) for each in functions(path)}
    assert not {name: length for name, length in lengths.items() if length > 60}


@modules
def test_no_name_says_nothing(path: Path) -> None:
    assert not JUNK_DRAWERS & set(Path(short(path)).with_suffix("").parts)
    names = {path.stem, *(each.name for each in definitions(path))} - THEIRS
    words = {name: set(re.findall(r"[A-Z]?[a-z0-9]+", name)) for name in names}
    empty = [name for name, said in words.items() if {w.lower() for w in said} & EMPTY_WORDS]
    assert not empty
    assert not [name for name in names if name.startswith("do_")]


def test_functions_are_short_as_a_rule() -> None:
    lengths = [lines_of(each) for path in below(ROOMS, ".py") for each in functions(path)]
    assert median(lengths) <= 12
    assert quantiles(lengths, n=10)[-1] <= 30
