"""Reading XML that somebody uploaded, without trusting it.

Every document passes through here, because another library may replace lxml's default parser,
and SpiffWorkflow's own readers use that default. Comments are dropped on purpose: one inside a
task makes SpiffWorkflow fail with an unrelated error.
"""

from lxml import etree

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
SPIFF = "{http://spiffworkflow.org/bpmn/schema/1.0/core}"
MAX_BYTES = 2_000_000


class MarkupRefused(Exception):
    """The bytes are not XML that we read.

    ``code`` is one of ``xml.too_large``, ``xml.malformed``, ``xml.doctype``; ``line`` counts
    from 1 and is 0 where unknown.
    """

    def __init__(self, code: str, line: int = 0, reason: str = "") -> None:
        self.code, self.line, self.reason = code, line, reason
        super().__init__(f"{code} line={line} {reason}")


def read_markup(content: bytes) -> etree._Element:
    """Return the root of the document, or raise ``MarkupRefused``.

    A search for ``<!DOCTYPE`` in the bytes would miss it in UTF-16, so the parsed document is
    asked instead.
    """
    if len(content) > MAX_BYTES:
        raise MarkupRefused("xml.too_large")
    try:
        root = etree.fromstring(content, _parser())
    except etree.XMLSyntaxError as error:
        line = error.position[0] or 0
        raise MarkupRefused("xml.malformed", line, str(error.msg)[:200]) from error
    except (ValueError, LookupError) as error:
        raise MarkupRefused("xml.malformed", 0, str(error)[:200]) from error
    document = root.getroottree().docinfo
    if document.internalDTD is not None or document.doctype:
        raise MarkupRefused("xml.doctype")
    return root


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )


def local(node: etree._Element) -> str:
    """Return a tag's name without its namespace.

    Every node has one: comments and instructions are dropped, entities refused with DOCTYPE.
    """
    return etree.QName(node).localname


def properties(node: etree._Element) -> dict[str, str]:
    """Return an element's own extension properties, name to value, in document order."""
    path = f"{BPMN}extensionElements/{SPIFF}properties/{SPIFF}property"
    return {found.get("name") or "": found.get("value") or "" for found in node.iterfind(path)}
