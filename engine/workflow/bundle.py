"""Reading a folder of procedures into the files of a bundle."""

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from engine.rules.bundle import Bundle, content_hash

__all__ = ["SUFFIXES", "Bundle", "content_hash", "read_folder"]

SUFFIXES = frozenset({".bpmn", ".dmn", ".json"})


def read_folder(folder: Path) -> Mapping[str, bytes]:
    """Return the diagrams, tables and forms under *folder*, keyed by their path in it.

    Law tables (``law/``) are read too; who makes a bundle decides whether they belong to it.
    """
    found = (path for path in folder.rglob("*") if path.suffix in SUFFIXES and path.is_file())
    return {
        str(PurePosixPath(*path.relative_to(folder).parts)): path.read_bytes()
        for path in sorted(found)
    }
