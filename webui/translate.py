"""Saying something in the reader's language, with types: Flask-Babel's three verbs.

A page says hundreds of things: its catalogue is looked up once for each language it speaks, not
once for each sentence.

Extraction (babel.cfg) knows them by name: ``gettext``, ``ngettext``, ``lazy_gettext`` (also ``_``).
"""

from gettext import NullTranslations

import flask_babel
from flask import g, has_app_context
from flask_babel import LazyString

KEPT = "kept_translations"

__all__ = ["LazyString", "gettext", "lazy_gettext", "ngettext"]


def gettext(msgid: str, **facts: object) -> str:
    """Return a sentence now, with its facts put in (``%(name)s``)."""
    text = translations().gettext(msgid)
    return text % facts if facts else text


def ngettext(one: str, many: str, num: int, **facts: object) -> str:
    """Return a sentence that counts; Chinese says the same for one and many."""
    return translations().ngettext(one, many, num) % {"num": num, **facts}


def lazy_gettext(msgid: str) -> LazyString:
    """Return a sentence that is translated each time it is shown."""
    return LazyString(gettext, msgid)


def translations() -> NullTranslations:
    """Return the catalogue of the language now spoken."""
    if not has_app_context():
        return NullTranslations()
    # Flask-Babel keeps the language there, and changes or drops it when another is to be spoken
    spoken = g.get("babel_locale")
    kept = g.get(KEPT)
    if kept is not None and kept[0] is spoken and spoken is not None:
        found: NullTranslations = kept[1]
        return found
    found = flask_babel.get_translations()
    setattr(g, KEPT, (g.get("babel_locale"), found))
    return found
