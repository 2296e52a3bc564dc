"""What each telling says: one folder per kind, in it ``zh.txt`` and ``en.txt``.

Short, official, calm. A mail travels through foreign servers and lies in foreign boxes, so no
text names a party or quotes what somebody wrote: the case code, the step, the office, the day.
"""

import logging
from collections.abc import Mapping, Sequence

from jinja2 import TemplateError

from engine.rules.telling import pace
from engine.usecases.telling_texts import Fault, OwnTexts, Reading, newest_change, own_texts
from engine.usecases.texts import Sample, Text
from notifications.texts import own
from notifications.texts.environment import (
    TextMissing,
    fill,
    for_substitute,
    known_kinds,
    language,
    told,
)
from notifications.texts.own import try_own
from notifications.texts.samples import SAMPLES

log = logging.getLogger(__name__)

__all__ = ["TextBook", "TextMissing", "told"]


class TextBook:
    """Words every telling; the ports ``Texts``, ``SampleTexts`` and ``EditableTexts``.

    What an office words differently is kept here until ``refresh`` finds something newer.
    """

    def __init__(self) -> None:
        self._own: tuple[int, OwnTexts] = (0, {})

    def refresh(self, session: Reading) -> None:
        """Take over what the office words differently, if that has changed; one statement."""
        newest = newest_change(session)
        if newest != self._own[0]:
            self._own = (newest, own_texts(session))

    def render(self, kind: str, facts: Mapping[str, object], locale: str) -> Text:
        """Return a telling of *kind* in words.

        An own text that does not fit these facts gives way to the program's. What cannot be
        worded at all is told all the same: that something happened, and in which case.
        """
        spoken = language(locale)
        content = self._own[1].get((kind, spoken))
        own_text = try_own(content, spoken, facts) if content is not None else None
        if content is not None and own_text is None:
            log.warning("the office's own text for %s does not fit; the program's is sent", kind)
        try:
            if own_text is not None:
                return for_substitute(own_text, facts, spoken)
            return told(kind, facts, locale)
        except (TextMissing, TemplateError, ValueError, TypeError):
            log.exception("no text for %s", kind)
            return fill("_other", spoken, facts=facts)

    def samples(self) -> tuple[Sample, ...]:
        """Return every kind of telling in words, about made-up facts."""
        return tuple(self._sample(kind) for kind in sorted(known_kinds()))

    def kinds(self) -> tuple[str, ...]:
        """Return every kind of telling that has texts."""
        return tuple(sorted(known_kinds()))

    def shipped(self, kind: str, language: str) -> str:
        """Return the text that came with the program."""
        return own.shipped(kind, language)

    def names(self, kind: str) -> tuple[str, ...]:
        """Return the facts a text of *kind* may tell."""
        return own.names(kind)

    def faults(self, kind: str, content: str) -> tuple[Fault, ...]:
        """Return why *content* cannot be sent for *kind*; also where the made-up facts fail it."""
        found = own.faults(kind, content)
        if not found and any(try_own(content, each, SAMPLES) is None for each in ("zh", "en")):
            return (Fault("text.says_nothing", 1, ""),)
        return found

    def try_out(self, kind: str, contents: Mapping[str, str]) -> Sample:
        """Return what *contents*, by language, would say about made-up facts."""
        texts = {
            spoken: try_own(content, spoken, SAMPLES) or Text("", "")
            for spoken, content in contents.items()
        }
        return self._sampled(kind, texts)

    def _sample(self, kind: str) -> Sample:
        texts = {spoken: self.render(kind, SAMPLES, spoken) for spoken in ("zh", "en")}
        return self._sampled(kind, texts)

    def _sampled(self, kind: str, texts: Mapping[str, Text]) -> Sample:
        short = {spoken: said(spoken, text.subject, [text]) for spoken, text in texts.items()}
        return Sample(kind, pace(kind, SAMPLES), texts, short)


def said(spoken: str, subject: str, items: Sequence[object], of: int = 1) -> str:
    """Return a line or two for the screen of a telephone: *subject*, of several the first items."""
    text = fill("_short", spoken, subject=subject, items=items, of=of)
    return (" " if spoken == "en" else "").join((text.subject, text.body))
