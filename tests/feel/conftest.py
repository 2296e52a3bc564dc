"""A decision file from its cells, as dmn-js would save it."""

from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape, quoteattr

import pytest

DMN_13 = "https://www.omg.org/spec/DMN/20191111/MODEL/"

Row = Sequence[str]


def write_dmn(
    inputs: Sequence[tuple[str, str]],
    outputs: Sequence[tuple[str, str]],
    rows: Sequence[Row],
    policy: str = "",
    namespace: str = DMN_13,
) -> bytes:
    """A file: inputs (expression, type), outputs (name, type), rows of cells, table attributes.

    A row longer than its columns carries an annotation.
    """
    head = "".join(
        f'<input id="in{n}" label={quoteattr(text)}><inputExpression id="ie{n}" typeRef="{kind}">'
        f"<text>{escape(text)}</text></inputExpression></input>"
        for n, (text, kind) in enumerate(inputs, 1)
    )
    head += "".join(
        f'<output id="out{n}" name="{name}" typeRef="{kind}" />'
        for n, (name, kind) in enumerate(outputs, 1)
    )
    width = len(inputs) + len(outputs)
    if any(len(row) > width for row in rows):
        head += '<annotation name="依据" />'
    body = ""
    for number, row in enumerate(rows, 1):
        cells = "".join(
            _cell("inputEntry" if at <= len(inputs) else "outputEntry", f"c{number}_{at}", text)
            for at, text in enumerate(row[:width], 1)
        )
        notes = "".join(_cell("annotationEntry", "", text) for text in row[width:])
        body += f'<rule id="r{number}">{cells}{notes}</rule>'
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><definitions xmlns="{namespace}" id="defs">'
        f'<decision id="sample" name="样表"><decisionTable id="table" {policy}>'
        f"{head}{body}</decisionTable></decision></definitions>"
    ).encode()


def _cell(tag: str, identifier: str, text: str) -> str:
    attribute = f' id="{identifier}"' if identifier else ""
    return f"<{tag}{attribute}><text>{escape(text)}</text></{tag}>"


@pytest.fixture
def dmn() -> Callable[..., bytes]:
    """The writer of decision files."""
    return write_dmn
