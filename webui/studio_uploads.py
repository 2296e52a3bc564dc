"""What is sent into the studio: one .zip, or single files that find their place by their ending."""

from collections.abc import Iterable

from werkzeug.datastructures import FileStorage

from engine.rules.errors import Invalid
from engine.rules.model_paths import FORM_FOLDER, FileKind, kind_of, law_path
from engine.workflow.packing import unpack

ZIP = ".zip"


def sent_files(sent: Iterable[FileStorage], law: str | None = None) -> dict[str, bytes]:
    """Return uploaded files by their path in a set; *law*: the one table of a law draft.

    Raises:
        Invalid: ``upload.none``, ``upload.kind``; as ``unpack``.

    """
    files: dict[str, bytes] = {}
    for each in sent:
        name = (each.filename or "").replace("\\", "/").rpartition("/")[2]
        if not name:
            continue
        content = each.stream.read()
        if name.lower().endswith(ZIP):
            files |= unpack(content)
        else:
            files[_path_of(name, law)] = content
    if not files:
        raise Invalid("upload.none", fields={"file": "required"})
    return files


def _path_of(name: str, law: str | None) -> str:
    kind = kind_of(name)
    if kind is None:
        raise Invalid("upload.kind", file=name[:80])
    if law is not None:
        return law_path(law)
    return f"{FORM_FOLDER}{name}" if kind is FileKind.FORM else name
