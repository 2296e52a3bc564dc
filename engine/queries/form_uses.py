"""Where a form of a set is used: the steps that show it, and what asks for the values it gives."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from engine.feel import FeelError, compile_expression, read_dmn
from engine.feel.xml import MarkupRefused, read_markup
from engine.workflow.markup import BPMN, SPIFF, properties


@dataclass(frozen=True, slots=True)
class Place:
    """An element of a file: a step, an arrow, a table; ``name`` is what its drawing calls it."""

    path: str
    element: str
    name: str


@dataclass(frozen=True, slots=True)
class FormUses:
    """``steps`` show the form; ``asked`` maps a name to the places whose conditions look at it."""

    steps: tuple[Place, ...]
    asked: Mapping[str, tuple[Place, ...]]


def form_uses(files: Mapping[str, bytes], key: str) -> FormUses:
    """Return where the form *key* is used in *files* (path to bytes).

    Conditions are those of the diagrams that show the form, and of the tables these diagrams ask.
    Files that cannot be read are left out: the checks say what is wrong with them.
    """
    drawn = [(path, root) for path, root in _diagrams(files) if _shows(root, key)]
    steps = tuple(
        _place(path, node) for path, root in drawn for node in _tasks(root) if _form(node) == key
    )
    asked: dict[str, tuple[Place, ...]] = {}
    for place, names in (*_conditions(drawn), *_tables(files, drawn)):
        for name in names:
            asked[name] = (*asked.get(name, ()), place)
    return FormUses(steps, asked)


def _diagrams(files: Mapping[str, bytes]) -> Iterator[tuple[str, etree._Element]]:
    for path, content in sorted(files.items()):
        if path.endswith(".bpmn"):
            try:
                yield path, read_markup(content)
            except MarkupRefused:
                continue


def _tasks(root: etree._Element) -> Iterator[etree._Element]:
    return root.iter(f"{BPMN}userTask")


def _form(task: etree._Element) -> str:
    return properties(task).get("form", "").strip()


def _shows(root: etree._Element, key: str) -> bool:
    return any(_form(task) == key for task in _tasks(root))


def _place(path: str, node: etree._Element) -> Place:
    element = node.get("id", "")
    return Place(path, element, node.get("name") or element)


def _conditions(
    drawn: Iterable[tuple[str, etree._Element]],
) -> Iterator[tuple[Place, frozenset[str]]]:
    """Yield every expression of the diagrams: arrows, limits, what automatic steps are given."""
    for path, root in drawn:
        for flow in root.iter(f"{BPMN}sequenceFlow"):
            text = flow.findtext(f"{BPMN}conditionExpression")
            if text:
                yield _arrow(path, root, flow), _names(text)
        for node in root.iter(f"{BPMN}*"):
            clock = properties(node).get("clock", "")
            if clock.startswith("="):
                yield _place(path, node), _names(clock[1:])
        for task in root.iter(f"{BPMN}serviceTask"):
            for parameter in task.iter(f"{SPIFF}parameter"):
                yield _place(path, task), _names(parameter.get("value", ""))


def _arrow(path: str, root: etree._Element, flow: etree._Element) -> Place:
    """Return an arrow; one without a name is called after the gateway it leaves."""
    source = root.find(f".//*[@id='{flow.get('sourceRef', '')}']")
    name = flow.get("name") or (source.get("name") if source is not None else "")
    element = flow.get("id") or ""
    return Place(path, element, name or element)


def _tables(
    files: Mapping[str, bytes], drawn: Iterable[tuple[str, etree._Element]]
) -> Iterator[tuple[Place, frozenset[str]]]:
    called = {
        (node.text or "").strip()
        for _, root in drawn
        for node in root.iter(f"{SPIFF}calledDecisionId")
    }
    for path, content in sorted(files.items()):
        if not path.endswith(".dmn"):
            continue
        try:
            table = read_dmn(content, path)
        except FeelError:
            continue
        if table.key in called:
            names = frozenset(name for column in table.inputs for name in column.expression.names)
            yield Place(path, "", table.name or table.key), names


def _names(text: str) -> frozenset[str]:
    try:
        return compile_expression(text).names
    except FeelError:
        return frozenset()
