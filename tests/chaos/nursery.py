"""Where programs are born that are to be killed: ``python -m tests.chaos.nursery``.

Everything is imported once; each program is a fork of it, ready in milliseconds. Orders come as
lines of JSON: ``{"part": …, "place": …, "number": …}`` answers with the process id,
``{"wait": pid}`` with how it ended, ``{"ask": pid}`` likewise or null. When the orders end, so do
all programs.
"""

import json
import logging
import os
import signal
import subprocess
import sys
import traceback
from types import TracebackType
from typing import Any

from tests.architecture.tree import ROOT


class Nursery:
    """The door to it, for the test."""

    def __init__(self) -> None:
        self._program = subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.nursery"], cwd=ROOT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def __enter__(self) -> "Nursery":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._program.communicate(timeout=60)

    def _order(self, **words: object) -> Any:
        assert self._program.stdin is not None
        assert self._program.stdout is not None
        self._program.stdin.write(json.dumps(words) + "\n")
        self._program.stdin.flush()
        return json.loads(self._program.stdout.readline())

    def start(self, part: str, place: dict[str, object], **words: object) -> int:
        """Start a program and return its process id."""
        return int(self._order(part=part, place=place, **words))

    def wait(self, pid: int) -> int:
        """Wait for its end: its exit code, or the negative number of the signal."""
        return int(self._order(wait=pid))

    def ask(self, pid: int) -> int | None:
        """Return how it ended, or None while it runs."""
        ended = self._order(ask=pid)
        return None if ended is None else int(ended)


def _fork(words: dict[str, Any]) -> int:
    from tests.chaos.parts import PARTS
    from tests.chaos.place import Place

    if pid := os.fork():
        return pid
    code = 1
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        place = Place(**words.pop("place"))
        log = os.open(place.folder / "log", os.O_CREAT | os.O_APPEND | os.O_WRONLY)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for ours, theirs in ((nothing, 0), (log, 1), (log, 2)):
            os.dup2(ours, theirs)
        logging.basicConfig(level=logging.ERROR, format="%(asctime)s %(process)d %(message)s")
        code = PARTS[words["part"]](place, words)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def main() -> None:
    """Take orders until they end."""
    from tests.chaos import place, web

    place.warm()
    web.warm()
    ended: dict[int, int] = {}
    living: set[int] = set()
    for line in sys.stdin:
        words = json.loads(line)
        if pid := words.get("wait") or words.get("ask"):
            if pid in living:
                found, status = os.waitpid(pid, 0 if "wait" in words else os.WNOHANG)
                if found:
                    living.discard(pid)
                    ended[pid] = os.waitstatus_to_exitcode(status)
            answer = ended.get(pid)
        else:
            answer = _fork(words)
            living.add(answer)
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    for pid in living:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


if __name__ == "__main__":
    main()
