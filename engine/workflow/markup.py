"""What diagrams are written in: their namespaces, tags and extension properties."""

from lxml import etree

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
SPIFF = "{http://spiffworkflow.org/bpmn/schema/1.0/core}"


def local(node: etree._Element) -> str:
    """Return a tag's name without its namespace.

    Every node has one: comments and instructions are dropped, entities refused with DOCTYPE.
    """
    return etree.QName(node).localname


def properties(node: etree._Element) -> dict[str, str]:
    """Return an element's own extension properties, name to value, in document order."""
    path = f"{BPMN}extensionElements/{SPIFF}properties/{SPIFF}property"
    return {found.get("name") or "": found.get("value") or "" for found in node.iterfind(path)}
