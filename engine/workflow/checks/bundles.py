"""A whole bundle checked, file by file and then together. Never raises, never runs anything."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import PurePosixPath

from engine.feel import FeelError, Table, read_dmn
from engine.feel.xml import MarkupRefused, read_markup
from engine.workflow.checks.diagram import Diagram, read_diagram
from engine.workflow.checks.findings import WARNING, Finding, Known, at, told
from engine.workflow.checks.flowing import check_flowing
from engine.workflow.checks.law import check_law
from engine.workflow.checks.meaning import Names, check_meaning
from engine.workflow.checks.structure import check_structure
from engine.workflow.forms import Form, FormRefused, read_form
from engine.workflow.markup import BPMN, local
from engine.workflow.parser import KINDS

MAX_FILES = 300
MAX_BYTES = 20_000_000
MAX_ALL_ELEMENTS = 3_000  # of all diagrams; what a check and the first case of a server can bear
MAX_ALL_RULES = 10_000  # of all tables
_PATH = re.compile(r"[\w][\w .()-]{0,99}(/[\w][\w .()-]{0,99}){0,3}")
_VALUE = re.compile(r"[a-z][a-z0-9_]{0,63}")


def check_bundle(files: Mapping[str, bytes], known: Known | None = None) -> tuple[Finding, ...]:
    """Return everything wrong with *files* (path in the bundle to bytes), errors first.

    An empty answer, or one with warnings only, means that the bundle may go on to ``dry_run``.
    """
    if too_large(files):
        return (Finding("", "", "", "bundle.too_large", {"files": len(files)}),)
    findings = list(_all(files, known or Known()))
    return tuple(sorted(findings, key=lambda one: (one.level == WARNING, one.file)))


def too_large(files: Mapping[str, bytes]) -> bool:
    """Say whether there are too many files or bytes to be worth reading."""
    return len(files) > MAX_FILES or sum(map(len, files.values())) > MAX_BYTES


def _all(files: Mapping[str, bytes], known: Known) -> Iterator[Finding]:
    diagrams: list[Diagram] = []
    tables: list[Table] = []
    forms: list[Form] = []
    readers: dict[str, Callable[[str, bytes], Iterator[Finding]]] = {
        ".bpmn": partial(_read_diagram, diagrams),
        ".dmn": partial(_read_table, tables),
        ".json": partial(_read_form, forms, known),
    }
    for path, content in files.items():
        reader = readers.get(PurePosixPath(path).suffix)
        if not _PATH.fullmatch(path) or ".." in PurePosixPath(path).parts:
            yield Finding(path[:120], "", "", "file.name")
        elif reader is None:
            yield Finding(path, "", "", "file.unknown")
        else:
            yield from _safely(path, partial(reader, path, content))
    if too_much := list(_too_much(diagrams, tables)):
        yield from too_much
        return  # looking closer would take too long
    names = _names(diagrams, tables, forms)
    yield from _twice(diagrams, tables)
    for diagram in diagrams:
        yield from _safely(diagram.file, partial(check_structure, diagram))
        yield from _safely(diagram.file, partial(check_meaning, diagram, names, known))
    yield from _safely("", partial(check_flowing, diagrams))
    yield from _safely("", partial(check_law, tables, known))
    if not any(diagram.processes for diagram in diagrams):
        yield Finding("", "", "", "bundle.no_process")


def _too_much(diagrams: list[Diagram], tables: list[Table]) -> Iterator[Finding]:
    elements = sum(len(level.elements) for diagram in diagrams for level in diagram.levels())
    rules = sum(len(table.rules) for table in tables)
    if elements > MAX_ALL_ELEMENTS:
        facts = {"count": elements, "limit": MAX_ALL_ELEMENTS}
        yield Finding("", "", "", "bundle.elements", facts)
    if rules > MAX_ALL_RULES:
        yield Finding("", "", "", "bundle.rules", {"count": rules, "limit": MAX_ALL_RULES})


def _safely(file: str, check: Callable[[], Iterable[Finding]]) -> Iterator[Finding]:
    """Turn a check that stumbles into a finding: no upload may bring the office down."""
    try:
        yield from check()
    except Exception as error:
        yield Finding(file, "", "", "check.failed", {"reason": repr(error)[:200]})


def _read_diagram(diagrams: list[Diagram], path: str, content: bytes) -> Iterator[Finding]:
    try:
        root = read_markup(content)
    except MarkupRefused as refused:
        facts = {"line": refused.line, "reason": refused.reason}
        yield Finding(path, "", "", refused.code, facts)
        return
    if root.tag != f"{BPMN}definitions":
        yield at(path, root, "bpmn.not_bpmn")
        return
    diagrams.append(read_diagram(path, root))


def _read_table(tables: list[Table], path: str, content: bytes) -> Iterator[Finding]:
    try:
        table = read_dmn(content, path)
    except FeelError as error:
        element = str(error.facts.get("element") or error.facts.get("decision") or "")
        name = str(error.facts.get("column") or "")
        yield Finding(path, element, name, error.code, told(error))
        return
    tables.append(table)
    for output in table.outputs:
        if not _VALUE.fullmatch(output.name):
            yield Finding(path, output.element, output.name, "table.output_name")


def _read_form(forms: list[Form], known: Known, path: str, content: bytes) -> Iterator[Finding]:
    if PurePosixPath(path).parent.name != "forms":
        yield Finding(path, "", "", "file.unknown")
        return
    try:
        form = read_form(content, path)
    except FormRefused as refused:
        for problem in refused.problems:
            yield Finding(path, problem.place, problem.key, problem.code, problem.facts)
        return
    forms.append(form)
    if form.record and known.records is not None and form.record not in known.records:
        facts = {"record": form.record}
        yield Finding(path, "record", form.title.zh, "form.record_unknown", facts)


def _names(diagrams: list[Diagram], tables: list[Table], forms: list[Form]) -> Names:
    outputs = {output.name for table in tables for output in table.outputs}
    fields = {field.key for form in forms for field in form.fields if field.routing}
    return Names(
        decisions=frozenset(table.key for table in tables),
        processes=frozenset(
            level.node.get("id", "") for diagram in diagrams for level in diagram.processes
        ),
        forms=frozenset(form.key for form in forms),
        values=frozenset(outputs | fields),
    )


def _twice(diagrams: list[Diagram], tables: list[Table]) -> Iterator[Finding]:
    """Find ids used more than once: everything we keep about a case goes by them."""
    nodes = [
        (diagram.file, node)
        for diagram in diagrams
        for process in diagram.processes
        for node in process.node.iter(f"{BPMN}*")
        if node.get("id") and (node is process.node or local(node) in (*KINDS, "sequenceFlow"))
    ]
    counted = Counter(node.get("id") for _, node in nodes)
    for file, node in nodes:
        if counted[node.get("id")] > 1:
            yield at(file, node, "id.twice", times=counted[node.get("id")])
    keys = Counter(table.key for table in tables)
    for table in tables:
        if keys[table.key] > 1:
            yield Finding(table.file, table.key, table.name, "id.twice", {"times": keys[table.key]})
