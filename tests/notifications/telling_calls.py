"""Reads the use cases to find every kind of telling and the names of the facts it is given."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

USECASES = Path(__file__).parents[2] / "engine" / "usecases"
ALWAYS = "code"  # added by ``tell``


@dataclass(frozen=True)
class Told:
    """A kind of telling, the keys of its facts, and the module that tells it."""

    kind: str
    keys: frozenset[str]
    module: str


def all_told() -> set[Told]:
    return {told for path in sorted(USECASES.glob("*.py")) for told in _in_module(path)}


def _in_module(path: Path) -> Iterator[Told]:
    tree = ast.parse(path.read_text())
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for function in functions:
        for call in _calls(function, "Telling"):
            kinds, facts = call.args[:2]
            for kind, keys in _meant(functions, function, kinds, facts):
                yield Told(kind, keys | {ALWAYS}, path.name)


def _meant(functions, function, kinds, facts) -> Iterator[tuple[str, frozenset[str]]]:
    """Constants as they stand; what comes in through a parameter, from every caller."""
    constants, keys = _constants(function, kinds), _keys(function, facts)
    if constants and keys is not None:
        yield from ((kind, keys) for kind in constants)
        return
    callers = [(one, call) for one in functions for call in _calls(one, function.name)]
    assert callers, f"{function.name}: nobody calls it, and what it tells cannot be read"
    for caller, call in callers:
        given = keys if keys is not None else _keys(caller, _argument(function, call, facts))
        assert given is not None, f"{caller.name}: the facts told cannot be read"
        for kind in constants or _named(function, caller, call, kinds) or [_recorded(caller)]:
            yield kind, given


def _named(function, caller, call, kinds) -> list[str]:
    """The kinds a caller names itself, where the function takes the kind from it."""
    taken = isinstance(kinds, ast.Name) and kinds.id in {each.arg for each in function.args.args}
    return _constants(caller, _argument(function, call, kinds)) if taken else []


def _argument(function, call, wanted) -> ast.expr:
    names = [argument.arg for argument in function.args.args]
    return call.args[names.index(wanted.id)]


def _calls(node, name: str) -> Iterator[ast.Call]:
    for each in ast.walk(node):
        if isinstance(each, ast.Call) and isinstance(each.func, ast.Name) and each.func.id == name:
            yield each


def _assigned(function, name: str) -> list[ast.expr]:
    return [
        node.value
        for node in ast.walk(function)
        if isinstance(node, ast.Assign)
        and any(isinstance(target, ast.Name) and target.id == name for target in node.targets)
    ]


def _constants(function, node) -> list[str]:
    if isinstance(node, ast.Constant):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return _constants(function, node.body) + _constants(function, node.orelse)
    if isinstance(node, ast.Name):
        return [
            each for value in _assigned(function, node.id) for each in _constants(function, value)
        ]
    return []


def _keys(function, node) -> frozenset[str] | None:
    if isinstance(node, ast.Dict):
        return frozenset(key.value for key in node.keys)
    if isinstance(node, ast.Name):
        for value in _assigned(function, node.id):
            if isinstance(value, ast.Dict):
                return _keys(function, value)
    return None


def _recorded(function) -> str:
    """The class of the event this function writes into ``event``: its name is the kind."""
    (written,) = _assigned(function, "event")
    made = written.args[0]
    if isinstance(made, ast.Name):
        (made,) = [each for each in _assigned(function, made.id) if isinstance(each, ast.Call)]
    return made.func.id
