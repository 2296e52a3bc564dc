"""Texts an office wrote itself: read strictly, so that none can hang, grow or reach out.

A small part of the template language is enough for a message and nothing else is read: facts the
program's own text of that kind tells, ``word`` and ``day``, «if», comparisons, the filters
``default`` and ``line``. No loops, no arithmetic, no attributes, no calls besides. What passes is
filled in a sandbox all the same.
"""

import re
from collections.abc import Iterator, Mapping
from functools import partial

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from engine.usecases.telling_texts import Fault
from engine.usecases.texts import Text
from notifications.texts.environment import FOLDER
from notifications.texts.words import WORDS, day, word

LONGEST = 2_000  # characters of a template
LONGEST_TOLD = 2_000  # of what it says
SANDBOX = ImmutableSandboxedEnvironment(
    autoescape=False,  # plain text
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
SANDBOX.filters["line"] = lambda text: "".join(str(text).split("\n"))
_FACT = re.compile(r"facts\.([a-z][a-z0-9_]*)")
_READ = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Const, nodes.If, nodes.Compare,
    nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.CondExpr,
)  # fmt: skip
_FILTERS = frozenset({"default", "line"})
_CALLS = frozenset({"word", "day"})


def shipped(kind: str, language: str) -> str:
    """Return the text of *kind* that came with the program."""
    return (FOLDER / kind / f"{language}.txt").read_text("utf-8")


def names(kind: str) -> tuple[str, ...]:
    """Return the facts a text of *kind* may tell: those of the program's own texts."""
    found = {name for spoken in ("zh", "en") for name in _FACT.findall(shipped(kind, spoken))}
    return tuple(sorted(found))


def faults(kind: str, content: str) -> tuple[Fault, ...]:
    """Return why *content* cannot be a text of *kind*, in the order of its lines."""
    if not content.strip():
        return (Fault("text.empty", 1, ""),)
    if len(content) > LONGEST:
        return (Fault("text.too_long", 1, str(LONGEST)),)
    try:
        tree = SANDBOX.parse(content)
    except TemplateSyntaxError as error:
        return (Fault("text.syntax", error.lineno, (error.message or "")[:120]),)
    except (RecursionError, ValueError):
        return (Fault("text.too_deep", 1, ""),)
    return tuple(_faults(tree, frozenset(names(kind))))


def fill_own(content: str, spoken: str, facts: Mapping[str, object]) -> Text:
    """Return an own text, filled.

    Raises:
        jinja2.TemplateError: it asks for a fact that is not there.
        ValueError: what it says is too long, or nothing.

    """
    template = SANDBOX.from_string(content)
    values = {"word": partial(word, spoken), "day": partial(day, spoken)}
    filled = template.render(facts=facts, **values).strip()
    if not filled or len(filled) > LONGEST_TOLD:
        raise ValueError("an own text says nothing or too much")
    subject, _, body = filled.partition("\n")
    return Text(" ".join(subject.split()), body.strip())


def try_own(content: str, spoken: str, facts: Mapping[str, object]) -> Text | None:
    """Return an own text filled with *facts*, None where it cannot be."""
    try:
        return fill_own(content, spoken, facts)
    except (TemplateError, ValueError, TypeError, LookupError, RecursionError):
        return None


def _faults(tree: nodes.Node, known: frozenset[str]) -> Iterator[Fault]:
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        wrong = _fault(node, known)
        if wrong:
            yield wrong
        elif not isinstance(node, (nodes.Getattr, nodes.Call)):
            waiting += reversed(list(node.iter_child_nodes()))
        elif isinstance(node, nodes.Call):
            waiting += reversed(node.args)


def _fault(node: nodes.Node, known: frozenset[str]) -> Fault | None:
    if isinstance(node, _READ):
        return None
    if isinstance(node, nodes.Filter):
        return None if node.name in _FILTERS else Fault("text.filter", node.lineno, node.name)
    if isinstance(node, nodes.Call):
        return _call(node)
    if isinstance(node, nodes.Name):
        # «default(none)» reads as a name of its own
        fine = node.name in {"none", "None", "true", "false"}
        return None if fine else Fault("text.fact", node.lineno, node.name)
    if isinstance(node, nodes.Getattr):
        return _fact(node, known)
    return Fault("text.not_read", node.lineno, type(node).__name__.lower())


def _fact(node: nodes.Getattr, known: frozenset[str]) -> Fault | None:
    if not (isinstance(node.node, nodes.Name) and node.node.name == "facts"):
        return Fault("text.not_read", node.lineno, node.attr)
    return None if node.attr in known else Fault("text.fact", node.lineno, node.attr)


def _call(node: nodes.Call) -> Fault | None:
    name = node.node.name if isinstance(node.node, nodes.Name) else "…"
    if name not in _CALLS or node.kwargs or node.dyn_args or node.dyn_kwargs:
        return Fault("text.not_read", node.lineno, name)
    if len(node.args) != (2 if name == "word" else 1):
        return Fault("text.not_read", node.lineno, name)
    if name == "word":
        kind = node.args[0]
        if not isinstance(kind, nodes.Const) or kind.value not in WORDS:
            return Fault("text.words", node.lineno, "、".join(WORDS))
    return None
