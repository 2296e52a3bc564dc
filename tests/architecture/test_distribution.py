"""The wheel is all an office needs: our three rooms, the procedures, the built browser files."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

from tests.architecture.tree import DIST, ROOMS, ROOT, below, built_assets

pytestmark = pytest.mark.xdist_group("distribution")  # one build for all
FOLDER = "Scripts" if os.name == "nt" else "bin"


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built offline by the locked hatchling."""
    built_assets()
    out = tmp_path_factory.mktemp("wheel")
    words = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    subprocess.run(words, cwd=ROOT, check=True, capture_output=True)
    (made,) = out.glob("*.whl")
    return made


@pytest.fixture(scope="session")
def contents(wheel: Path) -> frozenset[str]:
    """The names of the files in the wheel."""
    return frozenset(zipfile.ZipFile(wheel).namelist())


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment that has the wheel and nothing of this checkout."""
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, with_pip=True)
    python = home / FOLDER / "python"
    quiet = ["--quiet", "--disable-pip-version-check", "--no-deps", "--no-index"]
    subprocess.run([python, "-m", "pip", "install", *quiet, wheel], check=True, cwd=home)
    return home


def heshi(installed: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the installed command far from the checkout; its dependencies are those of the tests."""
    env = {key: text for key, text in os.environ.items() if not key.startswith("HESHI_")}
    env["PYTHONPATH"] = sysconfig.get_paths()["purelib"]
    command = [str(installed / FOLDER / "heshi"), *words]
    return subprocess.run(
        command, cwd=installed, env=env, capture_output=True, text=True, check=False
    )


def test_the_wheels_top_level_names_are_ours_alone(contents: frozenset[str]) -> None:
    tops = {name.split("/")[0] for name in contents}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(ROOMS)


def test_the_wheel_carries_every_procedure(contents: frozenset[str]) -> None:
    ours = {
        f"engine/shipped/{path.relative_to(ROOT).as_posix()}"
        for path in below(["workflows"], ".bpmn", ".dmn", ".json")
    }
    assert ours
    assert ours <= contents


def test_the_wheel_carries_pages_and_built_assets_but_not_their_sources(
    contents: frozenset[str],
) -> None:
    assert {f"webui/static/dist/{path.name}" for path in DIST.iterdir()} <= contents
    templates = {path.relative_to(ROOT).as_posix() for path in below(["webui"], ".html")}
    assert templates <= contents
    assert not {name for name in contents if name.startswith("webui/assets/")}


def test_no_dependency_ships_our_names() -> None:
    ours = {*ROOMS, "run", "benchmarks"}
    for distribution in metadata.distributions():
        tops = {path.parts[0].removesuffix(".py") for path in distribution.files or ()}
        assert distribution.name == "heshi" or not ours & tops, distribution.name


def test_the_wheel_is_never_uploaded(contents: frozenset[str], wheel: Path) -> None:
    (name,) = (name for name in contents if name.endswith(".dist-info/METADATA"))
    assert "Classifier: Private :: Do Not Upload" in zipfile.ZipFile(wheel).read(name).decode()


def test_the_installed_command_explains_itself(installed: Path) -> None:
    answer = heshi(installed, "--help")
    assert answer.returncode == 0, answer.stderr
    assert "serve" in answer.stdout


def test_the_installed_command_finds_its_procedures_sound(installed: Path) -> None:
    answer = heshi(installed, "check")
    assert answer.returncode == 0, answer.stdout + answer.stderr
