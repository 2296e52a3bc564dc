"""Which paths the files of procedures may have, and what kind of file a path names. Pure.

The same paths lie in a folder, in a published set, in a draft and in a .zip; they must therefore
be names every file system takes.
"""

import re
from enum import StrEnum
from unicodedata import normalize

LAW_FOLDER = "law/"
FORM_FOLDER = "forms/"
LONGEST = 120  # characters of a whole path
DEEPEST = 3  # parts of a path
_PART = re.compile(r"[^\W_][\w.\- ]{0,78}[\w\-]|[^\W_]")
_DEVICES = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{name}{n}" for name in ("com", "lpt") for n in "123456789"),
}


class FileKind(StrEnum):
    """What a file of a set is, by its ending."""

    DIAGRAM = "diagram"
    TABLE = "table"
    FORM = "form"


ENDINGS = {".bpmn": FileKind.DIAGRAM, ".dmn": FileKind.TABLE, ".json": FileKind.FORM}


def kind_of(path: str) -> FileKind | None:
    """Return what kind of file *path* names; None if it is none of ours."""
    return ENDINGS.get(path[path.rfind(".") :]) if "." in path else None


def is_law(path: str) -> bool:
    """Say whether *path* is a law table's, which is published on its own."""
    return path.startswith(LAW_FOLDER)


def law_path(name: str) -> str:
    """Return the path of the law table *name*."""
    return f"{LAW_FOLDER}{name}.dmn"


def law_name(path: str) -> str:
    """Return the name of the law table at *path*."""
    return path.removeprefix(LAW_FOLDER).removesuffix(".dmn")


def fault_of(path: str) -> str | None:
    """Return the code of what is wrong with *path*, or None.

    ``path.name`` (a part no file system should get, or too long), ``path.ending`` (neither
    .bpmn, .dmn nor .json), ``path.folder`` (a form outside ``forms/``, or anything else in it).
    """
    parts = path.split("/")
    if len(path) > LONGEST or len(parts) > DEEPEST or normalize("NFC", path) != path:
        return "path.name"
    if not all(_PART.fullmatch(part) for part in parts) or ".." in path:
        return "path.name"
    if any(part.split(".")[0].lower() in _DEVICES for part in parts):
        return "path.name"
    kind = kind_of(path)
    if kind is None:
        return "path.ending"
    is_form = len(parts) > 1 and parts[-2] == FORM_FOLDER.rstrip("/")
    return None if is_form == (kind is FileKind.FORM) else "path.folder"
