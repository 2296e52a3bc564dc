"""Run every test: ``python3 run.py test``. Provides a real Chromium and a real PostgreSQL.

What is missing is installed from Debian's packages where we may, else named; with ``CI=true`` a
missing thing is a failure. pytest learns of both by ``HESHI_TEST_CHROMIUM`` (a path) and
``HESHI_TEST_POSTGRES_URL`` (a superuser's; without one, a cluster of our own runs meanwhile).
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from run import CI, ROOT, VENV, WINDOWS, install_from_debian
from tests.postgres import Cluster, binaries

CHROMIUM = "HESHI_TEST_CHROMIUM"
POSTGRES = "HESHI_TEST_POSTGRES_URL"


def find_chromium() -> str | None:
    """Return the browser tests shall use."""
    named = os.environ.get(CHROMIUM)
    names = [named] if named else ["chromium", "chromium-browser", "google-chrome", "chrome"]
    return next(filter(None, map(shutil.which, names)), None)


def find_chinese_font() -> str | None:
    """Return Chinese fonts, without which pictures and widths mean nothing."""
    if WINDOWS or sys.platform == "darwin":
        return "the system's"
    tool = shutil.which("fc-list")
    if not tool:
        return None
    return subprocess.check_output([tool, ":lang=zh-cn", "family"], text=True).strip() or None


def find_postgres() -> str | Path | None:
    """Return a PostgreSQL: the one named, else where its programs lie."""
    return os.environ.get(POSTGRES) or (None if WINDOWS else binaries())


@dataclass(frozen=True, slots=True)
class Need:
    """Something of the machine some tests stand on."""

    name: str
    find: Callable[[], object]
    package: str  # Debian's
    without: tuple[str, str]  # what leaves out the tests that need it: pytest's option, expression


NEEDS = (
    Need("Chromium", find_chromium, "chromium", ("-m", "not browser")),
    Need("中文字体", find_chinese_font, "fonts-noto-cjk", ("-m", "not browser")),
    Need("PostgreSQL", find_postgres, "postgresql", ("-k", "not postgresql")),
)


def missing_needs() -> list[Need]:
    """Return what is still missing after installing what we may."""
    packages = [need.package for need in NEEDS if not need.find()]
    if packages:
        install_from_debian(packages)
    return [need for need in NEEDS if not need.find()]


def cores() -> int:
    """Return how many processors we may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def workers() -> int:
    """Return how many tests run at a time: more than processors, many wait for a server."""
    return cores() + cores() // 2


def compiling(env: Mapping[str, str]) -> dict[str, str]:
    """Return *env* so that each module is compiled once, not by every program the tests start.

    Where no files are wanted beside the sources (``PYTHONDONTWRITEBYTECODE``, usual in
    containers), what is compiled lies in ``.venv``.
    """
    if not env.get("PYTHONDONTWRITEBYTECODE"):
        return dict(env)
    kept = {key: text for key, text in env.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return {"PYTHONPYCACHEPREFIX": str(VENV / "compiled"), **kept}


@contextlib.contextmanager
def machine() -> Iterator[dict[str, str]]:
    """Yield the environment of the tests; the cluster in it is stopped and removed always."""
    env = compiling(os.environ) | {CHROMIUM: find_chromium() or ""}
    if POSTGRES in env or not find_postgres():
        yield {POSTGRES: "none", **env}
        return
    cluster = Cluster()
    try:
        yield env | {POSTGRES: cluster.start().url}
    finally:
        cluster.stop()


def main(words: Sequence[str]) -> int:
    """Run pytest on all processors; return its exit code."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the cluster is stopped
    missing = missing_needs()
    named = "、".join(f"{need.name}（软件包 {need.package}）" for need in missing)
    if missing and CI:
        sys.exit(f"✗ 缺少：{named}。")
    pytest = [sys.executable, "-m", "pytest", "-n", str(workers()), "--dist", "loadgroup"]
    pytest += [word for need in missing for word in need.without]
    pytest += [word for word in words if word != "--"]
    with machine() as env:
        code = subprocess.run(pytest, cwd=ROOT, env=env, check=False).returncode
    if missing:
        print(f"！缺少：{named}。需要它们的测试没有运行。", flush=True)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
