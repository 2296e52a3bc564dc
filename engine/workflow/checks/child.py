"""The child of ``dry_run``: a bundle comes in on standard input, findings go out as JSON."""

import sys
from base64 import b64decode
from typing import Any

import orjson

from engine.rules.errors import EngineError
from engine.workflow.bundle import Bundle
from engine.workflow.library import parse
from engine.workflow.state import decode, encode
from engine.workflow.tree import Tree

MEMORY_BYTES = 1 << 30
CPU_SECONDS = 20


def limit() -> None:
    """Cap this process's address space and computing time, where the system knows how."""
    try:
        import resource
    except ImportError:  # Windows: the parent's wall clock alone
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def try_out(bundle: Bundle) -> list[dict[str, Any]]:
    """Return a finding for each process that cannot be parsed, started, stored or taken up."""
    try:
        program = parse(bundle)
    except EngineError as error:
        return [_finding(str(error.facts.get("file", "")), "dry.unreadable", error)]
    found = []
    for process in sorted(program.roots):
        try:
            decode(program, process, encode(Tree(program, process)))
        except Exception as error:
            found.append(_finding(process, "dry.failed", error))
    return found


def _finding(file: str, code: str, error: Exception) -> dict[str, Any]:
    facts = error.facts if isinstance(error, EngineError) else {}
    reason = str(facts.get("reason") or error)[:300]
    return {"file": file, "code": code, "facts": {"reason": reason}}


if __name__ == "__main__":
    limit()
    received = orjson.loads(sys.stdin.buffer.read())
    sent_files = {path: b64decode(content) for path, content in received.items()}
    sys.stdout.buffer.write(orjson.dumps(try_out(Bundle.of(sent_files))))
