"""What comparing two sets takes: our own with one file or every file changed, and the largest.

``python -m benchmarks.differences``: computing time of this process; nothing is started or stored.
"""

import re
from collections.abc import Callable, Mapping
from statistics import median
from time import process_time

from benchmarks._figures import load
from benchmarks.checks import ROWS, largest
from engine.resources import shipped_workflows
from engine.workflow import read_folder
from engine.workflow.checks.bundles import MAX_ALL_ELEMENTS, MAX_ALL_RULES
from engine.workflow.checks.structure import MAX_ELEMENTS
from engine.workflow.comparing import Names, Wording, compare

TIMES = 5
Files = Mapping[str, bytes]


def changed(files: Files, every: int = 3) -> Files:
    """Return *files* with every third name, label and cell changed."""
    counter = iter(range(10**9))

    def longer(found: re.Match[bytes]) -> bytes:
        return found[0] if next(counter) % every else found[0][:-1] + b"x" + found[0][-1:]

    words = re.compile(rb'name="[^"]+"|"zh": "[^"]+"|<text>"[^"<]+"')
    return {path: words.sub(longer, content) for path, content in files.items()}


def cost(act: Callable[[], object]) -> float:
    """Return the median computing time of an act, in seconds."""
    taken = []
    for _ in range(TIMES):
        began = process_time()
        act()
        taken.append(process_time() - began)
    return median(taken)


def measure(name: str, old: Files, new: Files) -> None:
    """Print what comparing and wording takes."""
    found = compare(old, new)
    comparing = cost(lambda: compare(old, new))
    names = cost(lambda: Names(old, new))
    wording = Wording(Names(old, new), lambda _, code: code)
    words = cost(lambda: [wording.line(each) for each in found])
    size = sum(map(len, old.values()))
    print(f"{name}: {len(old)} files, {size / 1e6:.2f} MB, {len(found)} differences:")
    costs = ("comparing", comparing), ("names known", names), ("words", words)
    print("  " + ", ".join(f"{word} {taken * 1e3:.0f} ms" for word, taken in costs))


if __name__ == "__main__":
    ours = read_folder(shipped_workflows())
    altered = changed(ours)
    one = "dispute.bpmn"
    measure("our set, one diagram changed", ours, {**ours, one: altered[one]})
    measure("our set, every third word changed", ours, altered)
    full = largest(MAX_ALL_ELEMENTS // MAX_ELEMENTS, MAX_ALL_RULES // ROWS)
    measure("the largest set allowed, every third word changed", full, changed(full))
    print(load())
