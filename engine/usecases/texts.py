"""The port of the messenger's texts: what one telling says to a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, runtime_checkable


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


@dataclass(frozen=True, slots=True)
class Sample:
    """What a kind of telling says about made-up facts, by language (``zh``, ``en``).

    ``short`` is how it reads as an SMS. ``how_soon`` is a code of ``engine.rules.telling.Pace``.
    """

    kind: str
    how_soon: str
    texts: Mapping[str, Text]
    short: Mapping[str, str]


@runtime_checkable
class SampleTexts(Protocol):
    """Whoever can show all tellings before anything has happened."""

    def samples(self) -> tuple[Sample, ...]:
        """Return every kind of telling, by name."""
