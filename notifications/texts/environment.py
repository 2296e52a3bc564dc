"""The templates of texts and how they are read: plain text, strict, the subject on line one.

A template gets ``facts``, ``word(set, code)`` and ``day(iso)``; nothing is escaped, because plain
text has nothing to escape.
"""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateNotFound

from engine.usecases.texts import Text
from notifications.texts.words import day, word

FOLDER = Path(__file__).parent
ENVIRONMENT = Environment(
    loader=FileSystemLoader(FOLDER),
    autoescape=False,  # noqa: S701  # plain text
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
ENVIRONMENT.filters["line"] = lambda text: "".join(str(text).split("\n"))


class TextMissing(LookupError):
    """There is no text of that kind in that language."""


def language(locale: str) -> str:
    """Return which of our two languages a locale reads: ``en``, or ``zh`` for any other."""
    return "en" if locale.startswith("en") else "zh"


def fill(name: str, spoken: str, **values: object) -> Text:
    """Return the text *name* in language *spoken*, filled with *values*.

    Raises:
        TextMissing: there is no such text.
        jinja2.TemplateError: the text asks for a value it was not given.

    """
    try:
        template = ENVIRONMENT.get_template(f"{name}/{spoken}.txt")
    except TemplateNotFound as error:
        raise TextMissing(name) from error
    filled = template.render(word=partial(word, spoken), day=partial(day, spoken), **values)
    subject, _, body = filled.strip().partition("\n")
    return Text(" ".join(subject.split()), body.strip())


def known_kinds() -> frozenset[str]:
    """Return the kinds of telling that have texts."""
    return frozenset(
        path.name for path in FOLDER.iterdir() if path.is_dir() and path.name[0] not in "_."
    )


def told(kind: str, facts: Mapping[str, object], locale: str) -> Text:
    """Return a telling in words; strict, for those who want to know what is wrong.

    Raises:
        TextMissing: no text of that kind.
        jinja2.TemplateError: the facts do not have what the text asks for.

    """
    if kind not in known_kinds():
        raise TextMissing(kind)
    spoken = language(locale)
    return for_substitute(fill(kind, spoken, facts=facts), facts, spoken)


def for_substitute(text: Text, facts: Mapping[str, object], spoken: str) -> Text:
    """Return a text as it is told; to whoever stands in for somebody, with their name."""
    if absent := facts.get("stands_for"):
        subject = fill("_substitute", spoken, absent=absent, subject=text.subject).subject
        return Text(subject, text.body)
    return text
