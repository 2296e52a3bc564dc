"""One shape for everything that is compared: a diagram, a table and a form become such a tree."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """One element of a file, with all it says; only blanks between elements are gone.

    ``tag`` is the Clark name of an XML element or the name of a JSON member; ``key`` is what the
    node is recognised by among its siblings. ``thing`` names the kind of what people would point
    at (a step, a row, a field), empty for mark-up inside of one. ``number`` counts from 1 among
    siblings of the same tag. ``layout`` says that it only draws. ``facts`` are words about it for
    the reader, not compared.
    """

    tag: str
    key: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    children: tuple["Node", ...] = ()
    thing: str = ""
    ident: str = ""
    name: str = ""
    number: int = 1
    layout: bool = False
    facts: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def local(self) -> str:
        """The tag without its namespace."""
        return self.tag.rpartition("}")[2]

    @property
    def segment(self) -> str:
        """How the node stands in a place: ``userTask[get_consent]``."""
        word = self.ident or self.key.partition(":")[2].strip()
        return f"{self.local}[{word}]" if word else self.local

    def said(self) -> Iterator[tuple[str, str]]:
        """Yield (place, value) for all the node says itself, things inside of it left out."""
        if self.text:
            yield "", self.text
        for name, value in self.attributes.items():
            yield f"@{name.rpartition('}')[2]}", value
        for child in self.children:
            if child.thing:
                continue
            inner = list(child.said())
            for place, value in inner or [("", "")]:
                yield f"{child.segment}/{place}".rstrip("/"), value


Trail = tuple[Node, ...]
"""A node with all above it, from the root of its file down to itself."""


def place_of(trail: Trail) -> str:
    """Return where a node stands, as a path below the root."""
    return "/".join(node.segment for node in trail[1:])


def owner_of(trail: Trail) -> Node | None:
    """Return the nearest thing at or above a node; None where only the file itself is."""
    return next((node for node in reversed(trail) if node.thing), None)
