"""The files beside the database, ``var_dir/attachments``: packed with a backup, and unpacked."""

import zipfile
from pathlib import Path

from engine.rules.errors import Conflict, Invalid
from engine.settings import Settings
from engine.storage.backup import FILE_MODE

FOLDER = "attachments"
SUFFIX = ".attachments.zip"


def pack(settings: Settings, beside: Path) -> Path | None:
    """Pack the attachments beside the backup file *beside*; None where there are none.

    Raises:
        Conflict: ``backup.exists``.

    """
    folder, target = Path(settings.var_dir) / FOLDER, _name(beside)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    if not files:
        return None
    if target.exists():
        raise Conflict("backup.exists", file=str(target))
    target.touch(mode=FILE_MODE)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in files:
            archive.write(path, path.relative_to(folder).as_posix())
    return target


def unpack(settings: Settings, beside: Path) -> int:
    """Unpack what lies beside the backup file *beside*; return how many files.

    Files that are there already stay: one attachment is never written twice under one name.

    Raises:
        Invalid: ``backup.damaged``.

    """
    source, folder = _name(beside), Path(settings.var_dir) / FOLDER
    if not source.is_file():
        return 0
    try:
        with zipfile.ZipFile(source) as archive:
            if archive.testzip() is not None:
                raise Invalid("backup.damaged", file=str(source))
            wanted = [name for name in archive.namelist() if not (folder / name).exists()]
            archive.extractall(folder, wanted)  # names are cleaned of «..» by zipfile
    except zipfile.BadZipFile as error:
        raise Invalid("backup.damaged", file=str(source)) from error
    return len(wanted)


def _name(beside: Path) -> Path:
    return beside.with_name(beside.name + SUFFIX)
