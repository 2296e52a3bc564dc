"""Reading XML that strangers wrote: no DOCTYPE, no entities, no network, bounded size."""

from lxml import etree

from engine.feel.errors import FeelError
from engine.feel.limits import MAX_FILE_BYTES


def read_xml(xml: bytes, file: str) -> etree._Element:
    """The root element of a document.

    Args:
        xml: The bytes as stored, in whatever encoding they declare.
        file: The name that errors give.

    Raises:
        FeelError: `dmn.size`, `dmn.file` (not well-formed; `line` among the facts), `dmn.doctype`.
    """
    if len(xml) > MAX_FILE_BYTES:
        raise FeelError(
            "文件超过 %(limit)s 字节",
            code="dmn.size",
            file=file,
            element=None,
            limit=MAX_FILE_BYTES,
        )
    try:
        root = etree.fromstring(xml, _parser())
    except etree.XMLSyntaxError as error:
        line = error.lineno
        raise FeelError(
            "第 %(line)s 行不是正确的 XML", code="dmn.file", file=file, element=None, line=line
        ) from None
    except (ValueError, LookupError):
        raise FeelError("文件不是 XML", code="dmn.file", file=file, element=None) from None
    # A search for the letters would miss a document in UTF-16.
    if root.getroottree().docinfo.internalDTD is not None:
        raise FeelError("文件含有 DOCTYPE", code="dmn.doctype", file=file, element=None)
    return root


def _parser() -> etree.XMLParser:
    # A parser is not shared between threads, and the global default may have been replaced.
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
