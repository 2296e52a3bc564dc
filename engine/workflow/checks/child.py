"""The child of ``examine`` and ``dry_run``: files come in on standard input, findings go out.

Both ways as JSON. What the child is asked: ``files`` (path to base64), ``known`` (what the office
knows, null where that stays unchecked), ``own`` (paths that are tried out), ``check`` (read the
files first; false tries them out at once).
"""

import sys
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import orjson

from engine.rules.errors import EngineError
from engine.workflow.bundle import Bundle
from engine.workflow.checks.bundles import check_bundle
from engine.workflow.checks.findings import ERROR, Finding, Known
from engine.workflow.library import parse
from engine.workflow.state import decode, encode
from engine.workflow.tree import Tree

MEMORY_BYTES = 1 << 30
CPU_SECONDS = 8


def limit() -> None:
    """Cap this process's address space and computing time, where the system knows how."""
    try:
        import resource
    except ImportError:  # Windows: the parent's wall clock alone
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def look(asked: Mapping[str, Any]) -> list[Finding]:
    """Return what is wrong with the files asked about; tried out only if reading finds no error."""
    sent = {path: b64decode(content) for path, content in asked["files"].items()}
    found: list[Finding] = []
    if asked["check"]:
        found = list(check_bundle(sent, known_of(asked["known"])))
    if not any(one.level == ERROR for one in found):
        found += try_out(Bundle.of({path: sent[path] for path in asked["own"]}))
    return found


def known_of(sent: Mapping[str, Any] | None) -> Known | None:
    """Return what the office knows, as it came over."""
    if sent is None:
        return None
    words = {one.name: sent[one.name] for one in fields(Known)}
    return Known(**{key: None if word is None else frozenset(word) for key, word in words.items()})


def try_out(bundle: Bundle) -> list[Finding]:
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


def _finding(file: str, code: str, error: Exception) -> Finding:
    facts = error.facts if isinstance(error, EngineError) else {}
    reason = str(facts.get("reason") or error)[:300]
    return Finding(file, str(facts.get("element") or ""), "", code, {"reason": reason})


if __name__ == "__main__":
    limit()
    answer = look(orjson.loads(sys.stdin.buffer.read()))
    sys.stdout.buffer.write(orjson.dumps(answer, default=str))
