"""The drawings of a bundle: which file draws which process, and which it calls."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from threading import Lock

from engine.feel.xml import MarkupRefused, read_markup
from engine.workflow import Bundle
from engine.workflow.markup import BPMN, local, properties

KEPT = 32  # bundles kept in memory; a county has a handful


@dataclass(frozen=True, slots=True)
class Diagram:
    """One process as it is drawn.

    ``xml`` is the file as it was published. ``elements`` and ``flows`` are the ids it draws;
    ``names`` gives (Chinese, English) by element; ``calls`` are the processes its call
    activities run, by the activity's id; ``ends`` the elements each flow leads from and to.
    """

    process_id: str
    name: str
    path: str
    xml: str
    elements: frozenset[str]
    flows: frozenset[str]
    names: Mapping[str, tuple[str, str]]
    calls: Mapping[str, str]
    ends: Mapping[str, tuple[str, str]]


_drawn: dict[str, Mapping[str, Diagram]] = {}
_lock = Lock()


def diagrams_of(bundle: Bundle) -> Mapping[str, Diagram]:
    """Return the diagrams of a bundle by process id; read once per bundle.

    A file that cannot be read is left out: it cannot be published, but a draft may hold it.
    """
    with _lock:
        if bundle.sha not in _drawn:
            if len(_drawn) >= KEPT:
                _drawn.pop(next(iter(_drawn)))
            found = [
                each
                for path, content in bundle.files.items()
                if path.endswith(".bpmn")
                for each in _read(path, content)
            ]
            _drawn[bundle.sha] = {each.process_id: each for each in found}
        return _drawn[bundle.sha]


def family(diagrams: Mapping[str, Diagram], process_id: str) -> tuple[Diagram, ...]:
    """Return the diagram of a process and of all it calls, itself first, each once."""
    found: dict[str, Diagram] = {}
    waiting = [process_id]
    while waiting:
        diagram = diagrams.get(waiting.pop(0))
        if diagram is not None and diagram.process_id not in found:
            found[diagram.process_id] = diagram
            waiting += diagram.calls.values()
    return tuple(found.values())


def _read(path: str, content: bytes) -> Iterator[Diagram]:
    try:
        root = read_markup(content)
    except MarkupRefused:  # a draft's file may be anything yet
        return
    for process in root.iterfind(f"{BPMN}process"):
        nodes = [node for node in process.iter(f"{BPMN}*") if node.get("id")]
        flows = frozenset(node.get("id", "") for node in nodes if local(node) == "sequenceFlow")
        yield Diagram(
            process_id=process.get("id", ""),
            name=process.get("name", ""),
            path=path,
            xml=content.decode("utf-8", "replace"),
            elements=frozenset(node.get("id", "") for node in nodes) - flows,
            flows=flows,
            names={
                node.get("id", ""): (node.get("name", ""), properties(node).get("name_en", ""))
                for node in nodes
                if node.get("name")
            },
            calls={
                node.get("id", ""): node.get("calledElement", "")
                for node in nodes
                if local(node) == "callActivity"
            },
            ends={
                node.get("id", ""): (node.get("sourceRef", ""), node.get("targetRef", ""))
                for node in nodes
                if local(node) == "sequenceFlow"
            },
        )
