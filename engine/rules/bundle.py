"""A published set of diagrams, tables and forms that cases keep for life. Pure.

Two bundles with the same files have the same content hash, whatever order they were read in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Bundle:
    """One version of all procedures.

    ``files`` maps a path inside the bundle, with forward slashes (``dispute.bpmn``,
    ``forms/acceptance.json``), to the bytes exactly as they were published.
    """

    version: int
    sha: str
    files: Mapping[str, bytes]

    @classmethod
    def of(cls, files: Mapping[str, bytes], version: int = 0) -> "Bundle":
        """Return the bundle of *files*; ``version`` 0 means not published yet."""
        frozen = {path: bytes(files[path]) for path in sorted(files)}
        return cls(version, content_hash(frozen), MappingProxyType(frozen))


def content_hash(files: Mapping[str, bytes]) -> str:
    """Return the hexadecimal SHA-256 over sorted paths and bytes.

    Every part is preceded by its length, so that no two different sets can share a hash by
    moving bytes from one file's end to the next one's path.
    """
    digest = sha256()
    for path in sorted(files):
        for part in (path.encode(), files[path]):
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
    return digest.hexdigest()
