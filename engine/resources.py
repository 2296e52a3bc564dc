"""Where the files that travel with the engine lie: the procedures it ships with."""

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def shipped_workflows() -> Path:
    """Return the folder of the procedures this release ships with.

    A wheel carries them inside the engine (`pyproject.toml`, force-include); in a checkout they
    stand beside the rooms, where people draw and review them.

    Raises:
        FileNotFoundError: the installation is incomplete.
    """
    for folder in (_HERE / "shipped" / "workflows", _HERE.parent / "workflows"):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"no workflows beside {_HERE}: install Heshi again")
