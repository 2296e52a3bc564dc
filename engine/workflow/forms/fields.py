"""One question of a form: its label, its kind, what may be chosen, when it is shown."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from engine.feel import Expression

Bound = Decimal | date | datetime | None


@dataclass(frozen=True, slots=True)
class Label:
    """A text for people, Chinese and English."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose; ``value`` is its code."""

    value: str
    label: Label


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form.

    ``routing`` says that the answer also steers the process. ``least`` and ``most`` are numbers
    (for money in 元), dates, or None; ``max_length`` counts characters. ``default`` is what the
    empty form shows, as it would be sent in.
    """

    key: str
    label: Label
    type: str
    required: bool
    routing: bool
    options: tuple[Option, ...]
    shown_when: Expression | None
    hint: Label | None
    default: object
    least: Bound
    most: Bound
    max_length: int
