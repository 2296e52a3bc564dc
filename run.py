#!/usr/bin/env python3
"""One command sets Heshi up and starts it: ``python3 run.py``. Standard library only.

Every step is stamped with a digest of what it was made from and is left out when nothing changed;
removing ``.venv``, ``webui/assets/node_modules`` or ``var`` is always safe and only costs time.
The demo lives in ``var/demo``; nothing is written anywhere else.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
BIN = VENV / ("Scripts" if WINDOWS else "bin")
SUFFIX = ".exe" if WINDOWS else ""
PYTHON = BIN / f"python{SUFFIX}"
ASSETS = ROOT / "webui" / "assets"
DIST = ROOT / "webui" / "static" / "dist"
TRANSLATIONS = ROOT / "webui" / "translations"
DEMO = ROOT / "var" / "demo"
CI = os.environ.get("CI", "").lower() == "true"

USAGE = """\
python3 run.py [--port N] [--fresh] [--cases N]   准备一切，建演示库，在 127.0.0.1 启动
python3 run.py serve [参数…]      准备一切，按 HESHI_ 环境变量启动正式服务（heshi serve）
python3 run.py test [-- 参数…]    全部测试：真实 Chromium、真实 PostgreSQL；参数交给 pytest
python3 run.py check              格式、规范、类型、导入方向、模型、文档、外部地址、锁文件
python3 run.py bench [参数…]      测速（benchmarks/）
python3 run.py docs               重拍文档里的截图
python3 run.py assets             只构建前端文件
python3 run.py lock               重新锁定依赖（需要 uv）
"""


# ── running and remembering ─────────────────────────────────────────────────────────────────────


def run(*words: str | Path, cwd: Path = ROOT, env: dict[str, str] | None = None) -> None:
    """Run a command; leave with its exit code when it fails."""
    code = subprocess.run([str(word) for word in words], cwd=cwd, env=env, check=False).returncode
    if code:
        sys.exit(f"✗ 没有成功（退出码 {code}）：{' '.join(map(str, words))}")


def digest(paths: Iterable[Path]) -> str:
    """Return one SHA-256 over the names and contents of all files below *paths*."""
    sha = hashlib.sha256(sys.version.encode())
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and "node_modules" not in file.parts:
                sha.update(file.relative_to(ROOT).as_posix().encode() + b"\0" + file.read_bytes())
    return sha.hexdigest()


def step(name: str, stamp: str, made_from: str, make: Callable[[], None]) -> None:
    """Do *make* unless the stamp says that it was done from the same sources."""
    mark = VENV / f".heshi-{stamp}"
    if mark.is_file() and mark.read_text() == made_from:
        return
    print(f"→ {name} …", flush=True)
    begun = time.perf_counter()
    make()
    mark.write_text(made_from)
    print(f"  {name}：{time.perf_counter() - begun:.1f} 秒", flush=True)


def may_install() -> bool:
    """Tell whether this is Debian's root."""
    return not WINDOWS and os.geteuid() == 0 and shutil.which("apt-get") is not None


def install_from_debian(packages: Sequence[str]) -> bool:
    """Install Debian packages where we may; return whether that was done."""
    if not may_install():
        return False
    print(f"→ Debian 软件包：{' '.join(packages)} …", flush=True)
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    run("apt-get", "-qq", "update", env=env)
    run("apt-get", "-qq", "install", "-y", "--no-install-recommends", *packages, env=env)
    return True


# ── the environment ─────────────────────────────────────────────────────────────────────────────


@functools.cache
def uv() -> str | None:
    """Return uv if it is on PATH and really runs (a version manager's stub may not), else None."""
    found = shutil.which("uv")
    words = [found or "", "--version"]
    if found and not subprocess.run(words, capture_output=True, check=False).returncode:
        return found
    return None


def make_venv() -> None:
    """Make ``.venv`` for this Python."""
    tool = uv()
    complete = importlib.util.find_spec("ensurepip")  # Debian leaves it out of its python3
    if tool:
        run(tool, "venv", "--quiet", "--allow-existing", "--python", sys.executable, VENV)
    elif complete or (CI and install_from_debian(["python3-venv"])):
        run(sys.executable, "-m", "venv", VENV)
    else:
        sys.exit("缺少 venv：请先安装 python3-venv（Debian、Ubuntu：apt install python3-venv）。")


def pip(*words: str | Path) -> None:
    """Install into ``.venv`` with uv, or with pip where there is no uv."""
    tool = uv()
    if tool:
        run(tool, "pip", "install", "--quiet", "--python", PYTHON, *words)
    else:
        run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *words)


def install_lock(name: str) -> None:
    """Install what a lock file names, each archive proved by its hash."""
    lock = ROOT / name
    step(
        f"Python 依赖（{name}）", name, digest([lock]), lambda: pip("--require-hashes", "-r", lock)
    )


def install_project() -> None:
    """Install the command ``heshi`` into ``.venv``; it runs the files of this checkout."""
    options = ["--no-deps", "--no-build-isolation"]
    sources = digest([ROOT / "pyproject.toml"])
    step("命令 heshi", "project", sources, lambda: pip(*options, "--editable", ROOT))


def node(tool: str, *words: str) -> None:
    """Run node or npm of the pinned wheel; a system Node is never used."""
    env = os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"}
    run(BIN / f"{tool}{SUFFIX}", *words, cwd=ASSETS, env=env)


def build_assets() -> None:
    """Install the locked npm packages and build ``webui/static/dist``."""
    lock = ASSETS / "package-lock.json"
    if not (ASSETS / "node_modules").is_dir():
        (VENV / ".heshi-npm").unlink(missing_ok=True)
    if not (DIST / "manifest.json").is_file():
        (VENV / ".heshi-assets").unlink(missing_ok=True)
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    step("前端依赖", "npm", digest([lock]), lambda: node("npm", "ci", *quiet))
    # templates and Python name the icons that go into the sprite
    named = [*(ROOT / "webui").glob("*.py"), ROOT / "webui" / "templates", ROOT / "webui" / "pages"]
    sources = digest([lock, ASSETS / "build.mjs", ASSETS / "package.json", ASSETS / "src", *named])
    step("前端构建", "assets", sources, lambda: node("node", "build.mjs"))


def compile_catalogues() -> None:
    """Compile the translations of the pages, if there are any yet."""
    catalogues = sorted(TRANSLATIONS.rglob("*.po"))
    words = ["-m", "babel.messages.frontend", "--quiet", "compile", "-d", str(TRANSLATIONS)]
    if catalogues:
        step("译文", "catalogues", digest(catalogues), lambda: run(PYTHON, *words))


def prepare(lock: str = "requirements.lock") -> None:
    """Bring environment, dependencies, command, assets and catalogues up to date."""
    if not PYTHON.exists():
        print("→ 虚拟环境 .venv …", flush=True)
        make_venv()
    install_lock(lock)
    install_project()
    build_assets()
    compile_catalogues()


def heshi() -> Path:
    """Return the command of this checkout."""
    return BIN / f"heshi{SUFFIX}"


# ── the demo ────────────────────────────────────────────────────────────────────────────────────


def demo_settings() -> dict[str, str]:
    """Return the environment under which commands speak to the demo database."""
    url = f"sqlite:///{(DEMO / 'heshi.db').as_posix()}"
    return os.environ | {"HESHI_DATABASE_URL": url, "HESHI_VAR_DIR": str(DEMO)}


def make_demo(cases: int, *, fresh: bool) -> None:
    """Make the demo county unless it is there; a half-made one is made anew."""
    accounts = DEMO / "accounts.txt"  # written last: what `heshi demo` says on standard output
    if fresh or not accounts.is_file():
        shutil.rmtree(DEMO, ignore_errors=True)
        DEMO.mkdir(parents=True)
        print(f"→ 演示库：{cases} 件案件 …", flush=True)
        words = [str(heshi()), "demo", "--cases", str(cases)]
        made = subprocess.run(
            words, cwd=ROOT, env=demo_settings(), stdout=subprocess.PIPE, check=False
        )
        if made.returncode:
            sys.exit(f"✗ 演示库没有建成（退出码 {made.returncode}）。")
        accounts.write_bytes(made.stdout)
    print(accounts.read_text(encoding="utf-8").rstrip(), flush=True)


def become(words: list[str], env: dict[str, str]) -> None:
    """Turn into another program; on Windows, which cannot, wait for it."""
    os.chdir(ROOT)
    if not WINDOWS:
        os.execve(words[0], words, env)  # noqa: S606  # a path of ours, no shell
    with contextlib.suppress(KeyboardInterrupt):
        sys.exit(subprocess.run(words, env=env, check=False).returncode)


def start(words: Sequence[str]) -> None:
    """Set everything up and serve the demo."""
    parser = argparse.ArgumentParser(usage=USAGE)
    parser.add_argument("--port", type=int, default=8000, help="默认 8000")
    parser.add_argument("--fresh", action="store_true", help="重建演示库")
    parser.add_argument("--cases", type=int, default=200, help="演示案件数，默认 200")
    asked = parser.parse_args(words)
    prepare()
    make_demo(asked.cases, fresh=asked.fresh)
    print(f"\n和事：http://127.0.0.1:{asked.port}　（Ctrl+C 停止）", flush=True)
    become([str(heshi()), "serve", "--port", str(asked.port)], demo_settings())


def serve(words: Sequence[str]) -> None:
    """Set everything up and serve with the settings of the environment."""
    prepare()
    become([str(heshi()), "serve", *words], dict(os.environ))


# ── the verbs ───────────────────────────────────────────────────────────────────────────────────


def test(words: Sequence[str]) -> None:
    """Run every test on everything it needs (``tests/everything.py``)."""
    prepare("requirements-dev.lock")
    become([str(PYTHON), "-m", "tests.everything", *words], dict(os.environ))


def checks() -> list[tuple[str, list[str | Path]]]:
    """Return every check in order: its name, its command."""
    pytest: list[str | Path] = [PYTHON, "-m", "pytest", "-p", "no:cacheprovider"]
    architecture = ROOT / "tests" / "architecture"
    books = ("documents", "books", "permission_doc", "operations_book")
    return [
        ("格式", [PYTHON, "-m", "ruff", "format", "--check", "."]),
        ("规范", [PYTHON, "-m", "ruff", "check", "."]),
        ("类型", [PYTHON, "-m", "mypy"]),
        ("导入方向", [BIN / f"lint-imports{SUFFIX}", "--no-logo"]),
        ("模型", [heshi(), "check", "workflows"]),
        ("文档", [*pytest, *(architecture / f"test_{book}.py" for book in books)]),
        ("外部地址", [*pytest, architecture / "test_outside_addresses.py"]),
        ("旧浏览器", [*pytest, architecture / "test_old_browsers.py"]),
        ("锁文件", [*pytest, architecture / "test_locks.py"]),
    ]


def check(_: Sequence[str]) -> None:
    """Run every check, tell all results, fail when any failed."""
    prepare("requirements-dev.lock")
    failed = []
    for name, words in checks():
        begun = time.perf_counter()
        print(f"── {name}", flush=True)
        code = subprocess.run([str(word) for word in words], cwd=ROOT, check=False).returncode
        if code:
            failed.append(name)
        print(f"   {'✗' if code else '✓'} {time.perf_counter() - begun:.1f} 秒", flush=True)
    sys.exit(f"✗ 没有通过：{'、'.join(failed)}" if failed else print("✓ 全部通过"))


def bench(words: Sequence[str]) -> None:
    """Run the measurements."""
    prepare("requirements-dev.lock")
    run(PYTHON, "-m", "benchmarks", *words)


def docs(words: Sequence[str]) -> None:
    """Take the pictures of the books again, from a fresh demo."""
    prepare("requirements-dev.lock")
    install_from_debian(["chromium", "chromium-l10n", "fonts-noto-cjk"])  # date fields in Chinese
    make_demo(200, fresh=True)
    run(PYTHON, "-m", "docs.screenshots", *words, env=demo_settings())


def lock(_: Sequence[str]) -> None:
    """Resolve all dependencies anew and write the three lock files."""
    tool = uv() or sys.exit("需要 uv（pip install uv）。")
    resolve = [tool, "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"]
    resolve += ["--generate-hashes", "--no-header", "--upgrade", "pyproject.toml"]
    resolve += ["--extra", "cluster", "--group", "build"]
    run(*resolve, "-o", "requirements.lock")
    run(*resolve, "--group", "dev", "-c", "requirements.lock", "-o", "requirements-dev.lock")
    prepare("requirements-dev.lock")
    node("npm", "update", "--package-lock-only", "--ignore-scripts", "--loglevel=error")


def main(words: list[str]) -> None:
    """Carry out one verb; without one, start the demo."""
    if sys.version_info < (3, 11):  # noqa: UP036  # older Pythons read this line too
        sys.exit("需要 Python 3.11 或更新的版本。")
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # Windows consoles
    verbs = {"serve": serve, "test": test, "check": check, "bench": bench, "docs": docs}
    verbs |= {"lock": lock, "assets": lambda _: prepare()}
    if words and words[0] in verbs:
        verbs[words[0]](words[1:])
    else:
        start(words)


if __name__ == "__main__":
    main(sys.argv[1:])
