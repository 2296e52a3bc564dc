"""Saying something in the reader's language, with types: Flask-Babel's three verbs.

Extraction (babel.cfg) knows them by name: ``gettext``, ``ngettext``, ``lazy_gettext`` (also ``_``).
"""

import flask_babel
from flask_babel import LazyString

__all__ = ["LazyString", "gettext", "lazy_gettext", "ngettext"]


def gettext(msgid: str, **facts: object) -> str:
    """Return a sentence now, with its facts put in (``%(name)s``)."""
    return str(flask_babel.gettext(msgid, **facts))


def ngettext(one: str, many: str, num: int, **facts: object) -> str:
    """Return a sentence that counts; Chinese says the same for one and many."""
    return str(flask_babel.ngettext(one, many, num, **facts))


def lazy_gettext(msgid: str) -> LazyString:
    """Return a sentence that is translated each time it is shown."""
    return flask_babel.lazy_gettext(msgid)
