"""What a publish check takes: our own set, and the largest set that is allowed at all.

``python -m benchmarks.checks``: wall clock and computing time of the child process, which starts
an interpreter, reads everything, parses it with the engine, starts, stores and takes up every
process. Nobody may wait longer than ten seconds, whatever the files are.
"""

import resource
from collections.abc import Mapping
from statistics import median
from time import perf_counter

from engine.resources import shipped_workflows
from engine.usecases.publishing import known
from engine.workflow import Finding, examine, read_folder
from engine.workflow.checks.bundles import MAX_ALL_ELEMENTS, MAX_ALL_RULES
from engine.workflow.checks.structure import MAX_ELEMENTS
from tests.workflow.sketch import Node, diagram, end, process, start, table, user

ROWS = 2_000
TIMES = 5


def largest(diagrams: int, tables: int) -> dict[str, bytes]:
    """Return as many full diagrams and tables as asked for."""
    files = {f"d{n}.bpmn": _full(n) for n in range(diagrams)}
    rows = [(f"[{n * 10}..{n * 10 + 9}]", f'"{n}"') for n in range(ROWS)]
    files |= {f"t{n}.dmn": table(f"t{n}", *rows) for n in range(tables)}
    return files


def _full(number: int) -> bytes:
    steps: list[Node] = [user(f"p{number}_{n}") for n in range(MAX_ELEMENTS - 2)]
    nodes = [start(f"s{number}"), *steps, end(f"e{number}")]
    return diagram(process(f"p{number}", *nodes, flows=" > ".join(node.id for node in nodes)))


def measure(name: str, files: Mapping[str, bytes]) -> None:
    """Print what checking *files* takes, and what it said."""
    walls, cpus, found = [], [], tuple[Finding, ...]()
    for _ in range(TIMES):
        began, before = perf_counter(), _children()
        found = examine(files, known(files))
        walls.append(perf_counter() - began)
        cpus.append(_children() - before)
    size = sum(map(len, files.values()))
    said = ", ".join(sorted({one.code for one in found})) or "nothing wrong"
    print(f"{name}: {len(files)} files, {size / 1e6:.1f} MB: median {median(walls):.2f} s,")
    print(f"  longest {max(walls):.2f} s, computing {median(cpus):.2f} s; {said}")


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    measure("our procedures", read_folder(shipped_workflows()))
    full, rules = MAX_ALL_ELEMENTS // MAX_ELEMENTS, MAX_ALL_RULES // ROWS
    measure("the largest set allowed", largest(full, rules))
    measure("ten times as much", largest(10 * full, rules))
