"""Messages in words. The messenger's texts come in by a port; the two rooms do not meet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import current_app

from engine.queries.inbox import MessageLine
from engine.queries.step_names import in_english
from engine.usecases.telling_texts import EditableTexts
from engine.usecases.texts import Text, Texts
from webui.database import db
from webui.terms import term
from webui.translate import language_tag

TEXTS = "texts"  # in ``app.extensions``; put there by whoever composes the program


class PlainTexts:
    """What stands in where no messenger was handed in: the kind in words, and the case."""

    def render(self, kind: str, facts: Mapping[str, object], locale: str) -> Text:
        """Return the name of what happened; *locale* is the page's own anyway."""
        words = term("event", kind)
        return Text(f"{facts['code']} {words}" if "code" in facts else words, "")


@dataclass(frozen=True, slots=True)
class Worded:
    """A message with its words."""

    line: MessageLine
    text: Text


def worded(lines: Iterable[MessageLine]) -> list[Worded]:
    """Return messages in the reader's language."""
    texts: Texts = current_app.extensions.get(TEXTS) or PlainTexts()
    if isinstance(texts, EditableTexts):
        texts.refresh(db.session())
    locale = "en" if language_tag() == "en" else "zh_CN"
    return [Worded(line, texts.render(line.kind, _facts(line, locale), locale)) for line in lines]


def _facts(line: MessageLine, locale: str) -> Mapping[str, object]:
    """Return what a message tells; to English readers with the English name of its step."""
    return in_english(db.session(), line.facts) if locale == "en" else line.facts
