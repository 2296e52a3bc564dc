"""A set of procedures as one .zip, and a stranger's .zip as a set: all of it, or nothing.

Nothing is unpacked to a disk. The archive's own table of contents is measured before anything
reads it, every entry is read no further than a set may be large, and what is no plain file of
ours with a plain name refuses the whole archive.
"""

import stat
import struct
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from engine.feel.limits import MAX_FILE_BYTES
from engine.rules.errors import Invalid
from engine.rules.model_paths import fault_of
from engine.workflow.checks import MAX_BYTES, MAX_FILES

EPOCH = (1980, 1, 1, 0, 0, 0)  # the same set makes the same bytes
MEGABYTE = 1_000_000
MOST_ENTRIES = MAX_FILES + 50  # folders count as entries
CONTENTS_BYTES = MOST_ENTRIES * 600  # of the table of contents: names, extra fields, remarks
_END = struct.Struct("<4s4H2LH")
_END_MARK, _LARGE_MARK = b"PK\x05\x06", b"PK\x06\x07"
_LONGEST_REMARK = 1 << 16
_ENCRYPTED, _UTF8 = 0x1, 0x800
_LITTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
_TOP_FOLDERS = {"forms", "law"}


def pack(files: Mapping[str, bytes]) -> bytes:
    """Return *files* as a .zip that any program opens; the same files give the same bytes."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for path, content in sorted(files.items()):
            entry = ZipInfo(path, EPOCH)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, content)
    return packed.getvalue()


def unpack(content: bytes) -> dict[str, bytes]:
    """Return the files of a .zip by path; one folder around everything falls away.

    Raises:
        Invalid: ``zip.unreadable``, ``zip.too_many``, ``zip.too_large``, ``zip.encrypted``,
            ``zip.link``, ``zip.path``, ``zip.twice``, ``zip.method``, ``zip.damaged``,
            ``zip.empty``.

    """
    _measure(content)
    try:
        archive = ZipFile(BytesIO(content))
    except (BadZipFile, ValueError, NotImplementedError, struct.error, OSError) as error:
        raise Invalid("zip.unreadable") from error
    with archive:
        entries = list(_entries(archive))
        found = dict(_read(archive, entries))
    if not found:
        raise Invalid("zip.empty")
    return _without_folder(found)


def _measure(content: bytes) -> None:
    """Refuse an archive whose table of contents is not one of a few hundred files.

    The table is found as ``zipfile`` finds it, so that both look at the same one.
    """
    at = len(content) - _END.size
    if at < 0:
        raise Invalid("zip.unreadable")
    if content[at : at + 4] != _END_MARK or content[-2:] != b"\0\0":
        at = content.rfind(_END_MARK, max(at - _LONGEST_REMARK, 0))
    if at < 0 or at + _END.size > len(content):
        raise Invalid("zip.unreadable")
    _, _, _, _, entries, size, _, _ = _END.unpack_from(content, at)
    large = content[max(at - 20, 0) : max(at - 20, 0) + 4] == _LARGE_MARK
    if large or entries > MOST_ENTRIES or size > CONTENTS_BYTES:
        raise Invalid("zip.too_many", limit=MAX_FILES)


def _entries(archive: ZipFile) -> Iterator[tuple[str, ZipInfo]]:
    """Yield name and entry of every file, refusing what no set of ours has in it."""
    seen: set[str] = set()
    declared = 0
    for entry in archive.infolist():
        name = _name_of(entry)
        mode = entry.external_attr >> 16
        if stat.S_ISLNK(mode):
            raise Invalid("zip.link", file=name[:120])
        if _is_unsafe(name):
            raise Invalid("zip.path", file=name[:120])
        if name.endswith("/") or name.startswith(_LITTER[0]) or name.endswith(_LITTER[1:]):
            continue
        if entry.flag_bits & _ENCRYPTED:
            raise Invalid("zip.encrypted", file=name[:120])
        if entry.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
            raise Invalid("zip.method", file=name[:120])
        if name.lower() in seen:  # one file on many systems
            raise Invalid("zip.twice", file=name[:120])
        seen.add(name.lower())
        declared += entry.file_size
        if entry.file_size > MAX_FILE_BYTES or declared > MAX_BYTES:
            raise Invalid("zip.too_large", limit=MAX_BYTES // MEGABYTE)
        yield name, entry
    if len(seen) > MAX_FILES:
        raise Invalid("zip.too_many", limit=MAX_FILES)


def _is_unsafe(name: str) -> bool:
    parts = name.rstrip("/").split("/")
    strange = any(char < " " or char in "\\:\x7f" for char in name)
    return not name or strange or any(part in {"", ".", ".."} for part in parts)


def _name_of(entry: ZipInfo) -> str:
    """Return an entry's name; Chinese Windows writes GBK without saying so."""
    name = entry.orig_filename  # what ``filename`` was before separators were changed
    if entry.flag_bits & _UTF8 or name.isascii():
        return name
    try:
        return name.encode("cp437").decode("gbk")
    except UnicodeError:
        return name


def _read(archive: ZipFile, entries: list[tuple[str, ZipInfo]]) -> Iterator[tuple[str, bytes]]:
    """Yield the contents, never more of one than it may hold, whatever the archive promised."""
    total = 0
    for name, entry in entries:
        try:
            with archive.open(entry) as file:
                content = file.read(MAX_FILE_BYTES + 1)
        except (BadZipFile, zlib.error, EOFError, ValueError, RuntimeError, OSError) as error:
            raise Invalid("zip.damaged", file=name[:120]) from error
        except (NotImplementedError, struct.error) as error:
            raise Invalid("zip.method", file=name[:120]) from error
        total += len(content)
        if len(content) > MAX_FILE_BYTES or total > MAX_BYTES:
            raise Invalid("zip.too_large", limit=MAX_BYTES // MEGABYTE)
        yield name, content


def _without_folder(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Drop the one folder all files lie in, if there is one, and look at the paths left."""
    tops = {path.partition("/")[0] for path in files}
    top = next(iter(tops))
    wrapped = len(tops) == 1 and top not in _TOP_FOLDERS and all("/" in path for path in files)
    bare = (
        {path.removeprefix(f"{top}/"): each for path, each in files.items()} if wrapped else files
    )
    for path in bare:
        if fault_of(path) is not None:
            raise Invalid("zip.path", file=path[:120])
    return dict(bare)
