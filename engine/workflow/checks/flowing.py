"""Does every case get through: reachability both ways, loops, joins, calls in a circle."""

from collections.abc import Iterable, Iterator, Mapping

from engine.workflow.checks.diagram import NESTING, WAITING, Diagram, Level
from engine.workflow.checks.findings import Finding, at
from engine.workflow.markup import local

Graph = Mapping[str, Iterable[str]]


def check_flowing(diagrams: Iterable[Diagram]) -> Iterator[Finding]:
    """Yield where a case would stop, spin or multiply."""
    processes = {
        process.node.get("id", ""): process for one in diagrams for process in one.processes
    }
    yield from _circles(processes)
    for process in processes.values():
        for level in process.walk():
            yield from _reach(level)
            yield from _spins(level, processes)
            yield from _joins(level)


def reachable(graph: Graph, begin: Iterable[str]) -> set[str]:
    """Return everything that can be reached from *begin*, itself included."""
    seen: set[str] = set()
    waiting = list(begin)
    while waiting:
        key = waiting.pop()
        if key not in seen:
            seen.add(key)
            waiting.extend(graph.get(key, ()))
    return seen


def _forward(level: Level) -> dict[str, list[str]]:
    return {key: [*level.targets(key), *level.attached(key)] for key in level.elements}


def _backward(graph: Graph) -> dict[str, list[str]]:
    result: dict[str, list[str]] = {}
    for source, targets in graph.items():
        for target in targets:
            result.setdefault(target, []).append(source)
    return result


def _reach(level: Level) -> Iterator[Finding]:
    forward = _forward(level)
    starts = [key for key, _ in level.of_kind("startEvent")]
    ends = [key for key, _ in level.of_kind("endEvent")]
    come_to = reachable(forward, starts)
    get_out = reachable(_backward(forward), ends)
    for key, node in level.elements.items():
        if starts and key not in come_to:
            yield at(level.file, node, "reach.not_reached")
        elif ends and key not in get_out:
            yield at(level.file, node, "reach.no_way_out")


def _spins(level: Level, processes: Mapping[str, Level]) -> Iterator[Finding]:
    free = frozenset[str]()
    automatic = [key for key in level.elements if _passes(level, key, processes, free)]
    graph = {key: [to for to in level.targets(key) if to in automatic] for key in automatic}
    for key in _on_cycles(graph):
        yield at(level.file, level.elements[key], "loop.automatic")


def _passes(
    level: Level, key: str, processes: Mapping[str, Level], calling: frozenset[str]
) -> bool:
    """Say whether a case can get past *key* without waiting for anybody."""
    node = level.elements[key]
    kind = local(node)
    if kind not in NESTING:
        return kind not in WAITING
    inner: Level | None
    if kind == "callActivity":
        called = node.get("calledElement", "")
        inner = None if called in calling else processes.get(called)
        calling |= {called}
    else:
        inner = next((one for one in level.inner if one.node is node), None)
    if inner is None:
        return False
    free = [one for one in inner.elements if _passes(inner, one, processes, calling)]
    graph = {one: [to for to in inner.targets(one) if to in free] for one in free}
    starts = [one for one, _ in inner.of_kind("startEvent")]
    ends = {one for one, _ in inner.of_kind("endEvent")}
    return bool(reachable(graph, starts) & ends)


def _on_cycles(graph: Graph) -> Iterator[str]:
    """Yield one element for each circle, the first that a walk in the file's order closes."""
    state: dict[str, int] = {}
    for begin in graph:
        if begin in state:
            continue
        stack = [(begin, iter(graph[begin]))]
        state[begin] = 1
        while stack:
            key, targets = stack[-1]
            target = next(targets, None)
            if target is None:
                state[key] = 2
                stack.pop()
            elif target not in state:
                state[target] = 1
                stack.append((target, iter(graph.get(target, ()))))
            elif state[target] == 1:
                yield target


def _joins(level: Level) -> Iterator[Finding]:
    forward = _forward(level)
    backward = _backward(forward)
    for key, node in level.of_kind("parallelGateway"):
        sources = [flow.get("sourceRef", "") for flow in level.into.get(key, ())]
        if len(sources) > 1:
            shared = set.intersection(*(reachable(backward, [one]) for one in sources))
            if not any(_splits(level, one) for one in shared - {key}):
                yield at(level.file, node, "join.deadlock")
        if len(level.targets(key)) > 1 and _returns(level, key):
            yield at(level.file, node, "join.split_feeds_itself")


def _splits(level: Level, key: str) -> bool:
    """Say whether *key* sends the case on in more than one line at once."""
    if local(level.elements[key]) == "parallelGateway":
        return len(level.targets(key)) > 1
    events = (level.elements[event] for event in level.attached(key))
    return any(event.get("cancelActivity") == "false" for event in events)


def _returns(level: Level, split: str) -> bool:
    joins = {key for key, _ in level.of_kind("parallelGateway") if len(level.into.get(key, ())) > 1}
    graph = {key: [to for to in level.targets(key) if to not in joins] for key in level.elements}
    return split in reachable(graph, graph[split])


def _circles(processes: Mapping[str, Level]) -> Iterator[Finding]:
    calls = {
        key: [
            node.get("calledElement", "")
            for level in process.walk()
            for _, node in level.of_kind("callActivity")
        ]
        for key, process in processes.items()
    }
    for key in _on_cycles(calls):
        if key in processes:
            yield at(processes[key].file, processes[key].node, "call.circle")
