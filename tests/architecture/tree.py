"""The files of this checkout, as the architecture tests walk over them."""

import subprocess
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("engine", "webui", "notifications")
DIST = ROOT / "webui" / "static" / "dist"


@cache
def files() -> tuple[Path, ...]:
    """Every file git knows or would take, in order."""
    words = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    named = subprocess.run(words, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    paths = (ROOT / name for name in sorted(set(named.split("\0"))) if name)
    return tuple(path for path in paths if path.is_file())


def below(folders: Iterable[str], *suffixes: str) -> Iterator[Path]:
    """The files below some top-level folders (or these files themselves) with such an ending."""
    wanted = tuple(folders)
    for path in files():
        if path.relative_to(ROOT).parts[0] in wanted and path.suffix in suffixes:
            yield path


def short(path: Path) -> str:
    """A path as people write it."""
    return path.relative_to(ROOT).as_posix()


def built_assets() -> list[Path]:
    """The built browser files; a checkout without them was not set up by run.py."""
    built = sorted(DIST.glob("*"))
    assert built, "no built assets: run `python3 run.py assets`"
    return built
