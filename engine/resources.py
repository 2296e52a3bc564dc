"""What travels with the engine: the procedures it ships with, and which release it is."""

from importlib.metadata import version
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


def release() -> str:
    """Return the version of this program, as it was installed."""
    return version("heshi")
