"""What a check found, in codes and facts; the words people read are made from them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from engine.feel import FeelError
from engine.rules.case import Status
from engine.rules.permissions import Role

ERROR = "error"
WARNING = "warning"
OFFICES = frozenset(
    {
        *("holder", "body", "parent", "county", "court", "registered"),
        *("sender", "receiver", "issuer", "addressee"),
    }
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with a file. ``level`` is ``error`` (may not be published) or ``warning``.

    ``element`` is the id of what is wrong (for a form, the place in the file), ``name`` what
    people call it. ``wording`` turns code and facts into a reason and how to mend it.
    """

    file: str
    element: str
    name: str
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)
    level: str = ERROR


@dataclass(frozen=True, slots=True)
class Known:
    """What the office knows, and diagrams may therefore name; None leaves that unchecked."""

    effects: frozenset[str] | None = None
    clocks: frozenset[str] | None = None
    messages: frozenset[str] | None = None
    routing: frozenset[str] | None = None
    records: frozenset[str] | None = None
    starts: frozenset[str] | None = None
    roles: frozenset[str] | None = frozenset(str(role) for role in Role)
    offices: frozenset[str] | None = OFFICES
    statuses: frozenset[str] | None = frozenset(str(status) for status in Status)


def at(file: str, node: etree._Element, code: str, **facts: object) -> Finding:
    """Return an error at *node*."""
    return Finding(file, (node.get("id") or "")[:120], (node.get("name") or "")[:80], code, facts)


def hint(file: str, node: etree._Element, code: str, **facts: object) -> Finding:
    """Return a warning at *node*."""
    name = (node.get("name") or "")[:80]
    return Finding(file, (node.get("id") or "")[:120], name, code, facts, WARNING)


def told(error: FeelError) -> dict[str, object]:
    """Return what a finding keeps of *error*: its words and facts, its place, how to mend it."""
    return {
        **error.facts,
        "reason": error.message,
        "template": error.template,
        "position": error.position,
        "mend": error.mend,
    }
