"""Trying a bundle out in a child process: a hostile diagram can hang or fill only the child.

The child limits its own memory and computing time where the system can (not on Windows); the
parent limits its life by the wall clock everywhere.
"""

import os
import subprocess
import sys
from base64 import b64encode
from collections.abc import Mapping

import orjson

from engine.workflow.checks.findings import Finding

WALL_SECONDS = 30.0
CHILD = "engine.workflow.checks.child"


def dry_run(files: Mapping[str, bytes], seconds: float = WALL_SECONDS) -> tuple[Finding, ...]:
    """Parse *files*, start every process, store it and take it up again; return what failed.

    Call it only after ``check_bundle`` found no error; it says less about why.
    """
    sent = orjson.dumps({path: b64encode(content).decode() for path, content in files.items()})
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
        return (Finding("", "", "", "dry.too_slow", {"seconds": seconds}),)
    if child.returncode:
        return (Finding("", "", "", "dry.died", {"status": child.returncode}),)
    try:
        found = orjson.loads(child.stdout)
        return tuple(Finding(one["file"], "", "", one["code"], one["facts"]) for one in found)
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return (Finding("", "", "", "dry.died", {"status": "unreadable answer"}),)
