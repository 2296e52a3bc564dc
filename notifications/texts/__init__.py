"""What each telling says: one folder per kind, in it ``zh.txt`` and ``en.txt``.

Short, official, calm. A mail travels through foreign servers and lies in foreign boxes, so no
text names a party or quotes what somebody wrote: the case code, the step, the office, the day.
"""

import logging
from collections.abc import Mapping, Sequence

from jinja2 import TemplateError

from engine.rules.telling import pace
from engine.usecases.texts import Sample, Text
from notifications.texts.environment import TextMissing, fill, known_kinds, language, told
from notifications.texts.samples import SAMPLES

log = logging.getLogger(__name__)

__all__ = ["TextBook", "TextMissing", "told"]


class TextBook:
    """Words every telling; the port ``Texts``."""

    def render(self, kind: str, facts: Mapping[str, object], locale: str) -> Text:
        """Return a telling of *kind* in words.

        What cannot be worded is told all the same: that something happened, and in which case.
        """
        try:
            return told(kind, facts, locale)
        except (TextMissing, TemplateError, ValueError, TypeError):
            log.exception("no text for %s", kind)
            return fill("_other", language(locale), facts=facts)

    def samples(self) -> tuple[Sample, ...]:
        """Return every kind of telling in words, about made-up facts."""
        return tuple(self._sample(kind) for kind in sorted(known_kinds()))

    def _sample(self, kind: str) -> Sample:
        texts = {spoken: self.render(kind, SAMPLES, spoken) for spoken in ("zh", "en")}
        short = {spoken: said(spoken, text.subject, [text]) for spoken, text in texts.items()}
        return Sample(kind, pace(kind, SAMPLES), texts, short)


def said(spoken: str, subject: str, items: Sequence[object], of: int = 1) -> str:
    """Return a line or two for the screen of a telephone: *subject*, of several the first items."""
    text = fill("_short", spoken, subject=subject, items=items, of=of)
    return (" " if spoken == "en" else "").join((text.subject, text.body))
