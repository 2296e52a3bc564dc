"""How a drawn case goes: how fast, how it ends, what happens on the way, and how long ago.

Mediation succeeds in 97 of 100 cases with the people's committees, 85 with agencies, 64 with
the court (one county's year, docs/glossary.md). A case is either over by the end of the year or
still running: over ones are as old as what happens in them needs, running ones so young that
they cannot be over yet.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar

from engine.demo.fates import Fate, Incident
from engine.demo.tally import Tally
from engine.demo.weight import DEADLY

T = TypeVar("T")
Course = Callable[[random.Random, Fate], tuple[Fate, float]]
SUCCESS = {"people": 97, "administrative": 85, "judicial": 64}  # of 100 mediations
PACES = ((0.6, 50), (0.9, 40), (1.3, 7), (2.4, 2), (5.0, 1))
STEADY = ((0.9, 60), (1.1, 25), (1.5, 11), (2.4, 4))  # of those still running
DAYS = ((0, 30), (3, 10), (7, 16), (10, 14), (15, 12), (20, 8), (30, 7), (60, 3))
LONG_DAYS = ((10, 16), (15, 22), (20, 20), (30, 20), (45, 10), (60, 8), (90, 4))
FRESH = 0.4  # share of the running ones that came in during the last week
FRESH_DAYS = 6.5
YEAR_DAYS = 364.0
UNHURRIED = frozenset({"08", "12", "13"})  # sittings take thrice as long, see `pace`
FAILURES = (("failed", 46), ("refused", 10), ("go_on", 6), ("no_consent", 12), ("withdraw", 16),
            ("refuse", 10))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Courses:
    """Draws the courses of a year's cases; knows how many mediations have succeeded so far."""

    tallies: dict[str, Tally] = field(
        default_factory=lambda: {
            key: Tally({"success": share, "failure": 100 - share}, ahead=9)
            for key, share in SUCCESS.items()
        }
    )

    def note(self, fate: Fate) -> None:
        """Count a case that was not drawn here and is over."""
        self.tallies[kind_of(fate)].note("success" if fate.succeeds else "failure")

    def over(self, hand: random.Random, fate: Fate) -> tuple[Fate, float]:
        """Return *fate* with a course that ends within the year, and its age in days."""
        fate = replace(
            fate,
            decision=pick(hand, (("accept", 82), ("review", 16), ("refuse", 2))),
            pace=pick(hand, PACES),
            perform_days=pick(hand, DAYS),
            performance=pick(hand, PERFORMED),
            ratings=pick(hand, RATINGS),
            expiry="go_on",
            next_step="refer" if hand.random() < 0.45 else "end",
        )
        fate = replace(fate, confirm=bool(fate.perform_days) and hand.random() < 0.12)
        fate = replace(fate, incidents=_incidents(hand, fate))
        if fate.decision == "refuse" or self.tallies[kind_of(fate)].draw(hand) == "success":
            fate = replace(fate, sittings=_sittings(hand, pick(hand, AGREED)))
        else:
            fate = _failing(hand, fate)
        least = min(days_needed(fate), YEAR_DAYS - 8)
        return fate, hand.uniform(least, YEAR_DAYS)

    def running(self, hand: random.Random, fate: Fate) -> tuple[Fate, float]:
        """Return *fate* with a course that is not over yet, and its age in days."""
        fresh = hand.random() < FRESH
        days = pick(hand, DAYS if fresh else LONG_DAYS)
        fate = replace(
            fate,
            decision=pick(hand, (("accept", 88), ("review", 12))),
            pace=pick(hand, STEADY),
            perform_days=days,
            sittings=_sittings(hand, "agreed_written"),
            expiry="go_on",
            incidents=tuple(each for each in _incidents(hand, fate) if each.kind in HARMLESS),
        )
        return fate, hand.uniform(0.2, FRESH_DAYS if fresh else 5 + 0.7 * days)


def kind_of(fate: Fate) -> str:
    """Return under whose statistics a case's mediation counts."""
    if fate.source in {"COURT_PRE", "COURT_IN"}:
        return "judicial"
    by_law = fate.category in {"08", "09"} or (fate.category == "11" and not fate.office)
    return "administrative" if fate.channel == "administrative" or by_law else "people"


def days_needed(fate: Fate) -> float:
    """Return after how many days a case is certainly over; a day more costs nothing."""
    slow = 3.0 if fate.category in UNHURRIED else 1.0
    sittings = len(fate.sittings) * (8.0 if kind_of(fate) != "people" else 2.6 * slow)
    once = 24 + sittings + fate.perform_days * 1.3
    turns = 1 + sum(each.kind == "reopen" for each in fate.incidents)
    turns += fate.ratings[0] == "unsatisfied"
    more = 25 * (len(fate.performance) > 1) + 30 * fate.confirm + 18 * _interrupted(fate)
    outside = 0 if fate.succeeds else 75
    return max(fate.pace, 0.8) * (once * turns + more) + outside


def _interrupted(fate: Fate) -> int:
    return sum(each.kind in {"pause", "extend", "risk"} for each in fate.incidents)


def pick(hand: random.Random, table: tuple[tuple[T, int], ...]) -> T:
    """Draw one of the first column by the weights of the second."""
    return hand.choices([row[0] for row in table], [row[1] for row in table])[0]


def _sittings(hand: random.Random, end: str) -> tuple[str, ...]:
    more = pick(hand, ((0, 79), (1, 16), (2, 3), (3, 2)))
    return (*("go_on",) * more, end)


def _failing(hand: random.Random, fate: Fate) -> Fate:
    how = pick(hand, FAILURES)
    if how == "no_consent":
        return replace(fate, consent=False, sittings=("refused",), incidents=())
    if how in {"withdraw", "refuse"}:
        return replace(fate, incidents=(Incident(_sitting(fate), how, 4.0),))
    expiry = "stop" if how == "go_on" else fate.expiry
    return replace(fate, sittings=_sittings(hand, how), expiry=expiry)


def _sitting(fate: Fate) -> str:
    return {"people": "hold_sitting", "administrative": "hold_admin_sitting"}.get(
        kind_of(fate), "hold_court_sitting"
    )


def _incidents(hand: random.Random, fate: Fate) -> tuple[Incident, ...]:
    sitting = _sitting(fate)
    appraised = 0.12 if fate.category in DEADLY and fate.amount_yuan > 10_000 else 0.0
    drawn = (
        (0.20, Incident(sitting, "note", 2.0)),
        (0.08, Incident("sign_for", "assign", 1.0)),
        (0.04, Incident("sign_for", "release", 1.0)),
        (0.03, Incident(sitting, "extend", 3.0)),
        (appraised, Incident("investigate", "pause", 6.0)),
        (0.008, Incident(sitting, "risk", 2.0)),
        (0.008, Incident("archive_case", "reopen", 6.0)),
    )
    return tuple(incident for chance, incident in drawn if hand.random() < chance)


HARMLESS = frozenset({"note", "assign", "release", "extend"})
AGREED = (("agreed_written", 74), ("agreed_oral", 22), ("settled", 4))
PERFORMED = ((("performed",), 93), (("partly", "performed"), 5), (("repudiated",), 2))
RATINGS = (
    (("satisfied",), 78), (("basically",), 18), (("unsatisfied", "basically"), 3),
    (("unsatisfied", "unsatisfied"), 1),
)  # fmt: skip
