"""The documentation of the API as a page shows it, made of the application's own specification."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import quote

from engine.rules.errors import ModelRefused
from engine.rules.permissions import MAY, Role
from webui.errors import STATUS
from webui.reference_fields import EXAMPLES
from webui.reference_shapes import Field, Shape, Shapes
from webui.reference_words import ASKED, GROUPS, MEANINGS, OPERATIONS
from webui.refusals import KINDS, SIGN_IN
from webui.terms import term

NEW_LINE = " \\\n  "


@dataclass(frozen=True, slots=True)
class Answer:
    """What may come back: a status, its meaning, and the kinds of problem it may be."""

    status: str
    meaning: str
    shape: str = ""
    problems: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    """One address with one method; ``name`` is its anchor. ``roles`` None: whoever has a token.

    ``said`` are the specification's own sentences, in English.
    """

    name: str
    method: str
    path: str
    title: str
    said: str
    roles: tuple[str, ...] | None
    token: bool
    parameters: tuple[Field, ...]
    body: tuple[Field, ...]
    answers: tuple[Answer, ...]
    curl: str


@dataclass(frozen=True, slots=True)
class Group:
    """Operations under one heading."""

    key: str
    title: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class AnswerShape:
    """A named shape of answers, with its own fields only."""

    name: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """The whole page: groups in reading order, then the shapes of answers by name."""

    groups: tuple[Group, ...]
    shapes: tuple[AnswerShape, ...]


class Reader:
    """Reads a specification; *root* is the address programs reach us at, without a slash."""

    def __init__(self, spec: Shape, root: str) -> None:
        self.spec = spec
        self.root = root
        self.shapes = Shapes(spec)

    def reference(self) -> Reference:
        """Return everything the specification says."""
        found: dict[str, list[Operation]] = {}
        for path, methods in sorted(self.spec["paths"].items()):
            for method, told in methods.items():
                found.setdefault(told["tags"][0], []).append(self.operation(method, path, told))
        order = [*GROUPS, *sorted(set(found) - set(GROUPS))]
        groups = tuple(
            Group(key.lower().replace(" ", "-"), str(GROUPS.get(key, key)), tuple(found[key]))
            for key in order
            if key in found
        )
        return Reference(groups, tuple(self.answer_shapes()))

    def operation(self, method: str, path: str, told: Shape) -> Operation:
        """Return one operation."""
        name = told["operationId"]
        body = _body(told)
        return Operation(
            name=name,
            method=method.upper(),
            path=path,
            title=str(OPERATIONS.get(name, told["summary"])),
            said=" ".join(filter(None, (told.get("summary"), told.get("description")))),
            roles=_roles(name),
            token=bool(told.get("security")),
            parameters=tuple(
                self.shapes.field(
                    each["name"],
                    each["schema"] | _described(each),
                    name,
                    required=each.get("required", False),
                )
                for each in told.get("parameters", ())
            ),
            body=tuple(self.shapes.lines(body, name)) if body else (),
            answers=tuple(self.answer(*each) for each in sorted(told["responses"].items())),
            curl=self.curl(method.upper(), path, told),
        )

    def answer(self, status: str, told: Shape) -> Answer:
        """Return what one status of an operation means."""
        content = told.get("content", {}).get("application/json", {})
        name = self.shapes.opened(content["schema"])[0] if "schema" in content else ""
        meaning = str(MEANINGS.get(status, told.get("description", "")))
        return Answer(status, meaning, name, tuple(_problems(int(status))))

    def curl(self, method: str, path: str, told: Shape) -> str:
        """Return a command that can be pasted into a shell, with made-up values."""
        parts = [f"curl -X {method} '{self.root}{self._filled(path, told)}'"]
        if told.get("security"):
            parts.append('-H "Authorization: Bearer $TOKEN"')
        if body := _body(told):
            sent = json.dumps(self.shapes.example("", body), ensure_ascii=False)
            parts += ["-H 'Content-Type: application/json'", f"-d '{sent}'"]
        return NEW_LINE.join(parts)

    def _filled(self, path: str, told: Shape) -> str:
        for each in told.get("parameters", ()):
            if each["in"] == "path":
                value = EXAMPLES.get(each["name"], 1)
                path = path.replace(f"{{{each['name']}}}", quote(str(value)))
        return path

    def answer_shapes(self) -> Iterator[AnswerShape]:
        """Yield the shapes that answers are made of, inner ones included, by name."""
        waiting = [
            self.shapes.opened(content["schema"])[0]
            for methods in self.spec["paths"].values()
            for told in methods.values()
            for response in told["responses"].values()
            for content in response.get("content", {}).values()
        ]
        seen: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name and name not in seen:
                seen.add(name)
                waiting += [each.shape for each in self._own_fields(name)]
        for name in sorted(seen):
            yield AnswerShape(name, tuple(self._own_fields(name)))

    def _own_fields(self, name: str) -> Iterator[Field]:
        for key, shape in self.shapes.named[name].get("properties", {}).items():
            plain = self.shapes.opened(shape)[1]
            inner = self.shapes.opened(plain.get("items", shape))[0]
            yield replace(self.shapes.field(key, shape, name), label="", shape=inner)


def _described(parameter: Shape) -> Shape:
    return {"description": parameter["description"]} if "description" in parameter else {}


def _body(told: Shape) -> Shape | None:
    content = told.get("requestBody", {}).get("content", {})
    body: Shape | None = content.get("application/json", {}).get("schema")
    return body


def _roles(name: str) -> tuple[str, ...] | None:
    """Return which roles the permission table lets do this, in words; None if it is not asked."""
    if name not in ASKED:
        return None
    return tuple(term("role", role) for role in Role if (role, ASKED[name]) in MAY)


def _problems(status: int) -> Iterator[tuple[str, str]]:
    """Yield (last word of the type, title) of the problems answered with *status*."""
    if status == 401:
        yield SIGN_IN.name, str(SIGN_IN.title)
    for kind, known in STATUS.items():
        if known == status and kind is not ModelRefused:  # programs publish no models
            yield KINDS[kind].name, str(KINDS[kind].title)
