"""What is going to happen to a case, drawn before it is registered.

A fate only says what people want and how fast they are; what then happens the engine decides.
"""

from dataclasses import dataclass
from datetime import datetime

from engine.demo.disputes import Story

SUCCESSES = frozenset({"agreed_written", "agreed_oral", "settled"})


@dataclass(frozen=True, slots=True)
class Incident:
    """Something out of the ordinary, done once when the step *at* has opened.

    ``kind`` is a key of ``incidents.INCIDENTS``; ``after_hours`` are office hours.
    """

    at: str
    kind: str
    after_hours: float = 4.0
    choice: str = ""


@dataclass(frozen=True, slots=True)
class Fate:
    """How one case will go.

    Attributes:
        registered_at: aware instant.
        place: code of the village or community where it is.
        register_at: code of the office that puts it on record.
        channel, office: what the person at the counter decides; empty: as the table proposes.
        decision: ``accept``, ``refuse`` or ``review`` (left to somebody else).
        consent: does the other side want mediation at all?
        sittings: what each sitting brings; the last word stays.
        performance: what each check of the performance finds; the last word stays.
        ratings: of each return visit; the last word stays.
        next_step: after a failure, ``end`` or ``refer``.
        pace: 1 is usual; 3 takes three times as long.
        words: added to what happened, where a case is grave.
        worker: login of who works on it, wherever that person may.
        stalls_at: at these steps nobody moves any further.
    """

    registered_at: datetime
    category: str
    source: str
    story: Story
    place: str
    register_at: str
    channel: str = ""
    office: str = ""
    decision: str = "accept"
    consent: bool = True
    sittings: tuple[str, ...] = ("agreed_written",)
    performance: tuple[str, ...] = ("performed",)
    perform_days: int = 0  # 0: performed at once
    ratings: tuple[str, ...] = ("satisfied",)
    confirm: bool = False
    expiry: str = "stop"
    next_step: str = "end"
    pace: float = 1.0
    stalls_at: frozenset[str] = frozenset()
    incidents: tuple[Incident, ...] = ()
    people: int = 2
    amount_yuan: int = 0
    violence: str = "none"
    marks: tuple[str, ...] = ()
    words: str = ""
    worker: str = ""

    @property
    def stays_open(self) -> bool:
        """Does somebody still have work on it at the end of the year, but for the archive?"""
        return bool(self.stalls_at - {"archive_case"})

    @property
    def succeeds(self) -> bool:
        """Does mediation end well, as far as people want it to?"""
        broken_off = any(each.kind in {"withdraw", "refuse"} for each in self.incidents)
        return self.consent and not broken_off and self.sittings[-1] in SUCCESSES


def nth(words: tuple[str, ...], number: int) -> str:
    """Return the *number*-th word (from 0); the last one stays."""
    return words[min(number, len(words) - 1)]
