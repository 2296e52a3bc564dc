"""What each telling says: one folder per kind, in it ``zh.txt`` and ``en.txt``.

Short, official, calm. A mail travels through foreign servers and lies in foreign boxes, so no
text names a party or quotes what somebody wrote: the case code, the step, the office, the day.
"""

import logging
from collections.abc import Mapping

from jinja2 import TemplateError

from engine.usecases.texts import Text
from notifications.texts.environment import TextMissing, fill, language, told

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
