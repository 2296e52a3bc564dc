"""Reading any file of a set as a tree, if it is what its name says."""

import orjson

from engine.feel.xml import MarkupRefused
from engine.workflow.comparing.form_tree import read_form_tree
from engine.workflow.comparing.markup_tree import TooDeep, read_tree
from engine.workflow.comparing.node import Node


def tree_of(path: str, content: bytes) -> Node | None:
    """Return the tree of a file; None if it cannot be read."""
    try:
        if path.endswith(".json"):
            return read_form_tree(content)
        return read_tree(content) if path.endswith((".bpmn", ".dmn")) else None
    except (MarkupRefused, TooDeep, orjson.JSONDecodeError):
        return None
