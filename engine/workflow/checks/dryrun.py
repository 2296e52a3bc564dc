"""Looking at files strangers wrote, in a child process: a hostile one hurts only the child.

The child limits its own memory and computing time where the system can (not on Windows); the
parent limits its life by the wall clock everywhere. Nobody waits longer than ten seconds.
"""

import os
import subprocess
import sys
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import orjson

from engine.workflow.checks.bundles import check_bundle, too_large
from engine.workflow.checks.findings import ERROR, Finding, Known

__all__ = ["WALL_SECONDS", "check_bundle", "dry_run", "examine"]

WALL_SECONDS = 9.0
CHILD = "engine.workflow.checks.child"
LAW = "law/"


def examine(
    files: Mapping[str, bytes], known: Known | None = None, seconds: float = WALL_SECONDS
) -> tuple[Finding, ...]:
    """Return everything wrong with *files*, errors first; never raises, never hangs.

    Reads them, and if that finds no error, parses them with the engine, starts every process,
    stores it and takes it up again. Files under ``law/`` are read and not tried out. More than
    *seconds* of wall clock are themselves a finding (``check.too_slow``).
    """
    if too_large(files):  # not worth sending
        return check_bundle(files)
    own = [path for path in files if not path.startswith(LAW)]
    words = known and {key: word and sorted(word) for key, word in asdict(known).items()}
    asked = {"files": _packed(files), "known": words, "own": own, "check": True}
    found = _ask(asked, seconds, "check")
    return tuple(sorted(found, key=lambda one: one.level != ERROR))


def dry_run(files: Mapping[str, bytes], seconds: float = WALL_SECONDS) -> tuple[Finding, ...]:
    """Parse *files*, start every process, store it and take it up again; return what failed.

    Call it only after ``check_bundle`` found no error; it says less about why.
    """
    asked = {"files": _packed(files), "known": None, "own": list(files), "check": False}
    return _ask(asked, seconds, "dry")


def _packed(files: Mapping[str, bytes]) -> dict[str, str]:
    return {path: b64encode(content).decode() for path, content in files.items()}


def _ask(asked: Mapping[str, Any], seconds: float, word: str) -> tuple[Finding, ...]:
    try:
        sent = orjson.dumps(asked)
    except orjson.JSONEncodeError:  # a path that is no text
        return (Finding("", "", "", "file.name"),)
    try:
        child = subprocess.run(  # noqa: S603 - our own interpreter and module, no shell
            [sys.executable, "-m", CHILD],
            input=sent,
            capture_output=True,
            timeout=seconds,
            check=False,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
    except subprocess.TimeoutExpired:
        return (Finding("", "", "", f"{word}.too_slow", {"seconds": f"{seconds:g}"}),)
    if child.returncode:
        return (Finding("", "", "", f"{word}.died", {"status": child.returncode}),)
    try:
        return tuple(Finding(**one) for one in orjson.loads(child.stdout))
    except (orjson.JSONDecodeError, TypeError):
        return (Finding("", "", "", f"{word}.died", {"status": "unreadable answer"}),)
