"""The port of the messenger's texts: what one telling says to a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Text:
    """What is told: one line of *subject* without line breaks, and a short plain *body*."""

    subject: str
    body: str


class Texts(Protocol):
    """Whoever can word a telling."""

    def render(self, kind: str, facts: Mapping[str, object], locale: str) -> Text:
        """Return a telling of *kind* in words; never fails, whatever the facts.

        Args:
            kind: as passed to ``Telling``.
            facts: as they lie in the message.
            locale: the reader's, ``zh_CN`` or ``en``.

        """
