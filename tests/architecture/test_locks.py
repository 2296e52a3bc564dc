"""The locks say what is installed by hash and never from where: any mirror may serve."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT

PYTHON_LOCKS = ("requirements.lock", "requirements-dev.lock")
NPM_LOCK = ROOT / "webui/assets/package-lock.json"
PINNED = re.compile(r"^(?P<name>[a-z0-9-]+)(\[[a-z,]+\])?==(?P<version>\S+)", re.MULTILINE)
ADDRESS = re.compile(r"https?:|file:|git\+|\bssh:|^\s*-(?!-hash=)", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text("utf-8")
    return {found["name"]: found["version"] for found in PINNED.finditer(text)}


def project() -> dict[str, object]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def names(requirements: list[object]) -> set[str]:
    words = (str(word) for word in requirements if isinstance(word, str))
    return {re.split(r"[\[<>=;~! ]", word)[0].lower().replace("_", "-") for word in words}


@pytest.mark.parametrize("name", PYTHON_LOCKS)
def test_a_python_lock_names_no_address_and_no_option(name: str) -> None:
    assert not ADDRESS.findall((ROOT / name).read_text("utf-8"))


@pytest.mark.parametrize("name", PYTHON_LOCKS)
def test_every_pin_has_a_hash(name: str) -> None:
    blocks = re.split(r"\n(?=\S)", (ROOT / name).read_text("utf-8"))
    assert blocks
    assert not [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block]


def test_what_runs_is_what_was_tested() -> None:
    running, working = map(pins, PYTHON_LOCKS)
    assert running.items() <= working.items()


def test_every_dependency_is_locked() -> None:
    tables = project()
    declared, groups = tables["project"], tables["dependency-groups"]
    assert isinstance(declared, dict)
    assert isinstance(groups, dict)
    running = names(declared["dependencies"]) | names(declared["optional-dependencies"]["postgres"])
    assert running | names(groups["build"]) <= pins(PYTHON_LOCKS[0]).keys()
    assert names(groups["dev"]) <= pins(PYTHON_LOCKS[1]).keys()


def test_the_npm_lock_names_no_address_and_proves_every_package() -> None:
    packages = json.loads(NPM_LOCK.read_text("utf-8"))["packages"]
    text = re.sub(r'"(url|funding)": [^\n]*', "", NPM_LOCK.read_text("utf-8"))  # who asks for gifts
    assert not re.findall(r"https?:|file:|git\+", text)
    assert not [name for name, entry in packages.items() if "resolved" in entry]
    assert not [name for name, entry in packages.items() if name and "integrity" not in entry]


def test_npm_runs_no_scripts_of_packages_and_pins_exactly() -> None:
    settings = (NPM_LOCK.parent / ".npmrc").read_text("utf-8").split()
    assert {"ignore-scripts=true", "omit-lockfile-registry-resolved=true"} <= set(settings)
    wanted = json.loads((NPM_LOCK.parent / "package.json").read_text("utf-8"))
    versions = [*wanted["dependencies"].values(), *wanted["devDependencies"].values()]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions)


def test_nothing_else_in_the_tree_pins_versions() -> None:
    others = [*ROOT.glob("*requirements*.txt"), *ROOT.glob("uv.lock"), *ROOT.glob("poetry.lock")]
    assert others == [], list[Path](others)
