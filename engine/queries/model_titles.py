"""What the files of a set are called by people, whatever state they are in."""

from dataclasses import dataclass

import orjson

from engine.feel.xml import MarkupRefused, read_markup
from engine.rules.model_paths import FileKind, kind_of
from engine.workflow.markup import BPMN, local


@dataclass(frozen=True, slots=True)
class Title:
    """What a file is called, and the ids it is known by (processes, the table's, the form's).

    A file that cannot be read is called by its path and known by nothing.
    """

    zh: str
    en: str
    keys: tuple[str, ...]


def title_of(path: str, content: bytes) -> Title:
    """Return what the file at *path* is called; never raises."""
    kind = kind_of(path)
    try:
        if kind is FileKind.FORM:
            return _of_form(path, content)
        root = read_markup(content)
    except (MarkupRefused, ValueError, AttributeError, TypeError):
        return Title(path, path, ())
    if kind is FileKind.DIAGRAM:
        drawn = [(node.get("id", ""), node.get("name", "")) for node in root.iter(f"{BPMN}process")]
    else:
        nodes = (node for node in root.iter("{*}*") if local(node) == "decision")
        drawn = [(node.get("id", ""), node.get("name", "")) for node in nodes]
    names = "、".join(name for _, name in drawn if name) or path
    return Title(names, names, tuple(key for key, _ in drawn))


def _of_form(path: str, content: bytes) -> Title:
    form = orjson.loads(content)
    title = form.get("title")
    words = title if isinstance(title, dict) else {}
    zh, en = (str(words.get(language) or "") for language in ("zh", "en"))
    key = form.get("key")
    return Title(zh or path, en or zh or path, (key,) if isinstance(key, str) else ())
