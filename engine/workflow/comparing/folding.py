"""Leaving out what follows from another difference that is said anyway, and only that."""

from collections.abc import Sequence

from engine.workflow.comparing.node import Node
from engine.workflow.comparing.pairing import Finding

ENDS = frozenset({"incoming", "outgoing"})
REFERENCES = frozenset({"sourceRef", "targetRef", "default", "attachedToRef", "bpmnElement"})
CELLS = frozenset({"inputEntry", "outputEntry", "annotationEntry"})
COLUMNS = frozenset({"input", "output", "annotation"})
EMPTY = frozenset({"", "-"})


def fold(found: Sequence[Finding]) -> list[Finding]:
    """Return the differences without those that another one implies.

    An arrow's ends at its steps follow from the arrow, references to a renamed step from its new
    id, empty cells from the column that came or went.
    """
    flows = frozenset(_flows(found))
    renamed = frozenset((each.before, each.after) for each in found if _renames(each))
    columns = any(each.aspect == "" and each.node.thing in COLUMNS for each in found)
    members = frozenset(
        (_lane(each), each.node.text) for each in found if each.node.local == "flowNodeRef"
    )
    return [
        each
        for each in found
        if not (
            _end_of(each, flows)
            or _refers_to_renamed(each, renamed)
            or _member_renamed(each, renamed, members)
            or (columns and _empty_cell(each))
        )
    ]


def _flows(found: Sequence[Finding]) -> set[str]:
    """Return ids of arrows that came, went, were renamed or lead elsewhere."""
    ids: set[str] = set()
    for each in found:
        if each.node.thing != "sequenceFlow" or each.node is not _subject(each):
            continue
        if each.aspect in ("", "id", "sourceRef", "targetRef"):
            ids |= {trail[-1].ident for trail in (each.old, each.new) if trail}
    return ids


def _subject(found: Finding) -> Node:
    return (found.new or found.old)[-1]


def _renames(found: Finding) -> bool:
    return found.aspect == "id" and bool(found.node.thing) and found.kind == "changed"


def _end_of(found: Finding, flows: frozenset[str]) -> bool:
    whole = found.aspect == "" and found.kind in ("added", "removed")
    return whole and found.node.local in ENDS and found.node.text.strip() in flows


def _refers_to_renamed(found: Finding, renamed: frozenset[tuple[str, str]]) -> bool:
    return found.aspect in REFERENCES and (found.before, found.after) in renamed


def _lane(found: Finding) -> str:
    """Return the lane a member stands in and which side it is on."""
    trail = found.new or found.old
    return f"{found.kind} {trail[-2].key}"


def _member_renamed(
    found: Finding,
    renamed: frozenset[tuple[str, str]],
    members: frozenset[tuple[str, str]],
) -> bool:
    """Return whether a lane's member is the same step under another id, in the same lane."""
    if found.aspect or found.node.local != "flowNodeRef":
        return False
    key = (found.new or found.old)[-2].key
    text = found.node.text
    if found.kind == "added":
        return any(new == text and (f"removed {key}", old) in members for old, new in renamed)
    return any(old == text and (f"added {key}", new) in members for old, new in renamed)


def _empty_cell(found: Finding) -> bool:
    """Return whether a cell says nothing; it stands in a column that came or went."""
    if found.aspect or found.node.local not in CELLS:
        return False
    said = {value for place, value in found.node.said() if place != "@id"}
    return said <= EMPTY and len(found.node.children) == 1
