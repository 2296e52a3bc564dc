"""Reading XML that strangers wrote: no DOCTYPE, no entities, no network, bounded size.

Every document passes through here, because another library may replace lxml's default parser,
and SpiffWorkflow's own readers use that default. Comments are dropped on purpose: one inside a
task makes SpiffWorkflow fail with an unrelated error.
"""

from lxml import etree

from engine.feel.errors import FeelError
from engine.feel.limits import MAX_FILE_BYTES


class MarkupRefused(Exception):
    """The bytes are not XML that we read.

    ``code`` is one of ``xml.too_large``, ``xml.malformed``, ``xml.doctype``; ``line`` counts
    from 1 and is 0 where unknown.
    """

    def __init__(self, code: str, line: int = 0, reason: str = "") -> None:
        self.code, self.line, self.reason = code, line, reason
        super().__init__(f"{code} line={line} {reason}")


def read_markup(content: bytes) -> etree._Element:
    """Return the root of a document in whatever encoding it declares, at most 2 MB.

    Raises:
        MarkupRefused: too large, not well-formed, or with a DOCTYPE.
    """
    if len(content) > MAX_FILE_BYTES:
        raise MarkupRefused("xml.too_large")
    try:
        root = etree.fromstring(content, _parser())
    except etree.XMLSyntaxError as error:
        raise MarkupRefused("xml.malformed", error.lineno or 0, str(error.msg)[:200]) from error
    except (ValueError, LookupError) as error:
        raise MarkupRefused("xml.malformed", 0, str(error)[:200]) from error
    # A search for the letters would miss a document in UTF-16.
    document = root.getroottree().docinfo
    if document.internalDTD is not None or document.doctype:
        raise MarkupRefused("xml.doctype")
    return root


def read_whole(content: bytes) -> etree._Element:
    """Return the root of a document ``read_markup`` has let pass, its comments kept.

    Only for writing the document back: SpiffWorkflow stumbles over comments.
    """
    return etree.fromstring(content, _parser(bare=False))


def read_xml(xml: bytes, file: str) -> etree._Element:
    """Return the root of a table's file; ``file`` is the name that errors give.

    Raises:
        FeelError: `dmn.size`, `dmn.file` (not well-formed; `line` among the facts), `dmn.doctype`.
    """
    try:
        return read_markup(xml)
    except MarkupRefused as refused:
        raise _as_table_error(refused, file) from None


def _as_table_error(refused: MarkupRefused, file: str) -> FeelError:
    if refused.code == "xml.too_large":
        text, code = "文件超过 %(limit)s 字节", "dmn.size"
        return FeelError(text, code=code, file=file, element=None, limit=MAX_FILE_BYTES)
    if refused.code == "xml.doctype":
        return FeelError("文件含有 DOCTYPE", code="dmn.doctype", file=file, element=None)
    if not refused.line:
        return FeelError("文件不是 XML", code="dmn.file", file=file, element=None)
    text, line = "第 %(line)s 行不是正确的 XML", refused.line
    return FeelError(text, code="dmn.file", file=file, element=None, line=line)


def _parser(*, bare: bool = True) -> etree.XMLParser:
    # A parser is not shared between threads, and the global default may have been replaced.
    return etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        recover=False,
        remove_comments=bare,
        remove_pis=bare,
        collect_ids=False,
    )
