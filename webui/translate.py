"""Saying something in the reader's language, with types: Flask-Babel's three verbs.

A page says hundreds of things: its catalogue is looked up once, not once for each sentence, and
templates say theirs through plain functions, which Jinja calls at a fraction of the price of
those of its extension (those ask for the context, and in a loop for a copy of it).

Extraction (babel.cfg) knows them by name: ``gettext``, ``ngettext``, ``lazy_gettext`` (also ``_``).
"""

from gettext import NullTranslations

import flask_babel
from flask_babel import LazyString
from markupsafe import Markup

from webui.once import page_memory

LOCALES = {"zh_CN": "zh-CN", "en": "en"}  # our code → the language tag of a page
TAG, KEPT = "kept_language_tag", "kept_translations"

__all__ = ["LazyString", "gettext", "language_tag", "lazy_gettext", "ngettext"]


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


def say(msgid: str, **facts: object) -> Markup:
    """Return a template's sentence; facts are escaped, a percent sign is written ``%%``."""
    text = Markup(translations().gettext(msgid))  # noqa: S704  # our own words
    return text % facts if facts or "%" in text else text


def say_many(one: str, many: str, num: int, **facts: object) -> Markup:
    """Return a template's sentence that counts, as ``say`` does."""
    text = Markup(translations().ngettext(one, many, num))  # noqa: S704  # our own words
    return text % {"num": num, **facts}


def translations() -> NullTranslations:
    """Return the catalogue of the language now spoken."""
    try:
        page = page_memory()
    except RuntimeError:  # outside any request
        return NullTranslations()
    found: NullTranslations | None = page.get(KEPT)
    if found is None:
        found = page[KEPT] = flask_babel.get_translations()
    return found


def language_tag() -> str:
    """Return the language of this page for ``<html lang>``; looked up once."""
    try:
        page = page_memory()
    except RuntimeError:
        return LOCALES["zh_CN"]
    tag: str | None = page.get(TAG)
    if tag is None:
        tag = page[TAG] = LOCALES.get(str(flask_babel.get_locale()), "zh-CN")
    return tag
