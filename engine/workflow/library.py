"""Parsed bundles, kept in memory: parsing costs milliseconds, a step must not.

One parsed bundle serves every case and thread: our specs hold no state, and the one element of
SpiffWorkflow that rewires its spec while running (the event sub-process) is refused.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

from engine.feel import FeelError, Table, read_dmn
from engine.feel.xml import MarkupRefused, read_markup
from engine.rules.errors import WorkflowFault
from engine.workflow.bundle import Bundle
from engine.workflow.elements import Drawing, read_drawing
from engine.workflow.parser import DiagramParser


@dataclass(frozen=True, slots=True)
class Program:
    """A parsed bundle: a spec for each process and sub-process, the tables, the drawing."""

    sha: str
    specs: Mapping[str, Any]
    tables: Mapping[str, Table]
    drawing: Drawing
    roots: frozenset[str]


class Library:
    """Parsed bundles by content hash, each parsed once; safe to share between threads."""

    def __init__(self) -> None:
        self._programs: dict[str, Program] = {}
        self._lock = Lock()

    def program(self, bundle: Bundle) -> Program:
        """Return *bundle*, parsed.

        Raises:
            WorkflowFault: ``bundle.unreadable`` with file and reason; a checked bundle never is.

        """
        found = self._programs.get(bundle.sha)
        if found is None:
            with self._lock:  # two threads that meet an unknown bundle parse it once
                found = self._programs.get(bundle.sha)
                if found is None:
                    found = self._programs[bundle.sha] = parse(bundle)
        return found


def parse(bundle: Bundle) -> Program:
    """Return the parsed *bundle*, without any cache."""
    parser = DiagramParser()
    roots, tables = [], {}
    for path, content in bundle.files.items():
        try:
            if path.endswith(".bpmn"):
                roots.append(read_markup(content))
                parser.add_bpmn_xml(roots[-1], path)
            elif path.endswith(".dmn"):
                table = read_dmn(content, path)
                tables[table.key] = table
        except MarkupRefused as refused:
            raise WorkflowFault("bundle.unreadable", file=path, reason=refused.code) from refused
        except FeelError as error:
            raise WorkflowFault("bundle.unreadable", file=path, reason=error.code) from error
        except Exception as error:  # SpiffWorkflow raises whatever it stumbles over
            raise WorkflowFault("bundle.unreadable", file=path, reason=str(error)) from error
    names = frozenset(parser.process_parsers)
    return Program(bundle.sha, _specs(parser, names), tables, read_drawing(roots), names)


def _specs(parser: DiagramParser, names: Iterable[str]) -> dict[str, Any]:
    """Parse every process; sub-processes join the parser's table while their parents are read."""
    specs: dict[str, Any] = {}
    waiting = sorted(names)
    while waiting:
        for name in waiting:
            try:
                specs[name] = parser.get_spec(name)
            except Exception as error:
                raise WorkflowFault("bundle.unreadable", file=name, reason=str(error)) from error
        waiting = sorted(set(parser.process_parsers) - set(specs))
    return specs
