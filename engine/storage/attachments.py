"""The files beside the database, ``var_dir/attachments``: packed with a backup, and unpacked."""

import zipfile
from pathlib import Path

from engine.rules.errors import Invalid
from engine.settings import Settings
from engine.storage.backup import begin_file

FOLDER = "attachments"
SUFFIX = ".attachments.zip"


def pack(settings: Settings, beside: Path) -> Path | None:
    """Pack the attachments beside the backup file *beside*; None where there are none.

    Raises:
        As ``engine.storage.backup.begin_file``.

    """
    folder, target = Path(settings.var_dir) / FOLDER, packed_beside(beside)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    if not files:
        return None
    begin_file(target)
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
    source, folder = packed_beside(beside), Path(settings.var_dir) / FOLDER
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


def packed_beside(beside: Path) -> Path:
    """Return the file of attachments that belongs to the backup file *beside*."""
    return beside.with_name(beside.name + SUFFIX)
