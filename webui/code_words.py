"""Code tables an office looks after, in words: its own first, else those of the program.

Read once per request, when a page first asks; every process therefore shows a change at once.
"""

from collections.abc import Mapping

from flask import has_request_context

from engine.queries.codes import code_tables
from engine.rules.codes import KINDS, Code
from webui.database import db
from webui.naming import reader_name
from webui.once import page_memory

TABLES = frozenset(KINDS)
_SEEN = "code_tables"


def tables() -> Mapping[str, tuple[Code, ...]]:
    """Return every code table as it stands; empty where there is no request."""
    if not has_request_context():
        return {}
    page = page_memory()
    if _SEEN not in page:
        page[_SEEN] = code_tables(db.session())
    found: Mapping[str, tuple[Code, ...]] = page[_SEEN]
    return found


def forget() -> None:
    """Read the tables anew, and whatever was said of them, after this request has changed them."""
    page_memory().clear()


def own_words(code: Code) -> str:
    """Return what the office calls a code; empty if it has not said so."""
    return reader_name(code.zh, code.en)
