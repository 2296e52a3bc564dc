"""Changing single rows of a DMN file; everything else in it stays as it was written."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from engine.feel.elements import Element, Source
from engine.feel.errors import FeelError
from engine.feel.rows import DESCRIPTION
from engine.feel.xml import read_whole, read_xml


@dataclass(frozen=True, slots=True)
class RowText:
    """A row as text: its input cells, then its output cells; ``note`` is its description."""

    cells: Sequence[str]
    note: str = ""


def change_row(xml: bytes, file: str, element: str, row: RowText) -> bytes:
    """Return the file with the row whose id is *element* saying *row*.

    Raises:
        FeelError: as ``read_dmn`` for what is no table; ``dmn.rule`` (no such row, or another
            number of cells).
    """

    def change(source: Source, table: Element) -> None:
        _write(source, _find(source, table, element), row)

    return _rewritten(xml, file, change)


def add_row(xml: bytes, file: str, element: str, row: RowText, after: str | None = None) -> bytes:
    """Return the file with one more row behind *after* (None: at the end), its id *element*.

    Raises:
        FeelError: as ``change_row``; ``dmn.identifier`` (the id is taken).
    """

    def add(source: Source, table: Element) -> None:
        rows = source.children(table, "rule")
        if not rows:
            source.refuse("dmn.rule", "表里没有行，不知道格子怎样写", table)
        model = rows[-1] if after is None else _find(source, table, after)
        made = deepcopy(model)
        _name(made, element, _identifiers(table))
        _write(source, made, row)
        table.insert(table.index(model) + 1, made)
        before = model.getprevious()
        if before is not None:
            model.tail = before.tail

    return _rewritten(xml, file, add)


def remove_row(xml: bytes, file: str, element: str) -> bytes:
    """Return the file without the row whose id is *element*.

    Raises:
        FeelError: as ``change_row``.
    """

    def remove(source: Source, table: Element) -> None:
        row = _find(source, table, element)
        before = row.getprevious()
        if before is not None:
            before.tail = row.tail
        table.remove(row)

    return _rewritten(xml, file, remove)


def _rewritten(xml: bytes, file: str, act: Callable[[Source, Element], None]) -> bytes:
    read_xml(xml, file)  # refuses what strangers must not send
    root = read_whole(xml)
    source = Source(file, root.tag.partition("}")[0].lstrip("{"))
    tables = list(root.iter(f"{{{source.namespace}}}decisionTable"))
    if len(tables) != 1:
        facts = {"found": len(tables), "tag": "decisionTable"}
        source.refuse("dmn.decision", "应恰有一个 %(tag)s，现有 %(found)s 个", root, **facts)
    act(source, tables[0])
    body = etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=False)
    if b'" />' in xml:  # as modellers write it; a file should differ by its row alone
        body = body.replace(b'"/>', b'" />')
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + body.strip() + b"\n"


def _find(source: Source, table: Element, element: str) -> Element:
    for row in source.children(table, "rule"):
        if row.get("id") == element:
            return row
    raise FeelError("表里没有行“%(found)s”", code="dmn.rule", file=source.file, found=element[:60])


def _identifiers(table: Element) -> set[str]:
    return {each.get("id") or "" for each in table.getroottree().getroot().iter("*")}


def _name(row: Element, element: str, taken: set[str]) -> None:
    """Give a copied row and its cells ids of their own, in the manner of the row copied."""
    if element in taken:
        raise FeelError("id“%(found)s”重复", code="dmn.identifier", found=element[:60])
    old = row.get("id") or ""
    row.set("id", element)
    for number, child in enumerate(row, 1):
        was = child.get("id")
        if was is not None:
            like = f"{element}{was.removeprefix(old)}" if was.startswith(old) else ""
            child.set("id", like if like and like not in taken else f"{element}_cell_{number}")


def _write(source: Source, row: Element, text: RowText) -> None:
    cells = [*source.children(row, "inputEntry"), *source.children(row, "outputEntry")]
    if len(cells) != len(text.cells):
        facts = {"found": len(cells), "wanted": len(text.cells)}
        source.refuse("dmn.rule", "这一行有 %(found)s 格，该有 %(wanted)s 格", row, **facts)
    for cell, words in zip(cells, text.cells, strict=True):
        found = source.children(cell, "text")
        place = found[0] if found else etree.SubElement(cell, f"{{{source.namespace}}}text")
        if (place.text or "") != words:
            place.text = words
    _describe(source, row, text.note)


def _describe(source: Source, row: Element, note: str) -> None:
    found = source.children(row, DESCRIPTION)
    if not note:
        for each in found:
            row.remove(each)
        return
    if found:
        found[0].text = note
        return
    made = etree.Element(f"{{{source.namespace}}}{DESCRIPTION}")
    made.text, made.tail = note, row.text
    row.insert(0, made)
