"""Drawing the year's cases: who quarrels about what, where, and how it goes.

Proportions: categories as `disputes.SHARES`; mediation succeeds in 97 of 100 cases with the
people's committees, 85 with agencies, 64 with the court (one county's year, docs/glossary.md).
"""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.demo import names
from engine.demo.casefile import CaseFile
from engine.demo.directory import Directory
from engine.demo.disputes import SHARES, STORIES, Story
from engine.demo.fates import Fate, Incident
from engine.demo.hours import OfficeHours
from engine.demo.weight import amount, weigh

SOURCES = {
    "APPLY": 360, "PROACTIVE": 240, "GRID": 120, "SWEEP": 90, "ONLINE": 25, "PETITION": 20,
    "POLICE": 30, "COURT_PRE": 36, "COURT_IN": 9, "PROCURATE": 4, "LEGALAID": 6, "DEPT": 10,
    "HOTLINE12345": 20, "LEADER": 4, "UPPER": 6,
}  # fmt: skip
SUCCESS = {"people": 0.97, "administrative": 0.85, "judicial_pre": 0.64, "judicial_in": 0.64}
AT_THE_CENTRE = frozenset({"PETITION", "LEGALAID", "DEPT", "HOTLINE12345", "LEADER", "UPPER"})
COURT_TAKES = ("01", "02", "04", "05", "06")
PACES = ((0.6, 40), (0.9, 38), (1.3, 14), (2.4, 6), (5.0, 2))
SUMS = {
    "01": (2_000, 60_000), "03": (2_000, 30_000), "04": (3_000, 150_000), "05": (3_000, 120_000),
    "06": (800, 40_000), "07": (1_000, 20_000), "08": (5_000, 180_000), "10": (3_000, 60_000),
    "11": (300, 6_000), "12": (5_000, 90_000), "13": (800, 60_000), "14": (500, 8_000),
}  # fmt: skip
SMALL = frozenset({"11", "13"})  # a scratch or a refund is often settled in the village
RECENT = 0.16  # share of the cases that came in during the last eight weeks
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Draw:
    """Draws fates for a year that ends at ``until`` (aware)."""

    directory: Directory
    hours: OfficeHours
    until: datetime

    def files(self, seed: int, count: int) -> list[CaseFile]:
        """Return *count* drawn cases; the same seed gives the same ones."""
        return [self._file(random.Random(f"{seed}/{number}")) for number in range(count)]

    def file_of(self, fate: Fate, hand: random.Random) -> CaseFile:
        """Return the file of a case with that fate, its people drawn."""
        applicant = names.person(hand)[0]
        trade = fate.story.trade
        respondent = names.firm(hand, trade) if trade else _other(hand, applicant)
        return CaseFile(fate, hand, applicant, respondent)

    def _file(self, hand: random.Random) -> CaseFile:
        return self.file_of(self._fate(hand), hand)

    def _fate(self, hand: random.Random) -> Fate:
        source = _pick(hand, SOURCES)
        court = source in {"COURT_PRE", "COURT_IN"}
        shares = {key: SHARES[key] for key in COURT_TAKES} if court else SHARES
        category = _pick(hand, shares)
        story = hand.choice(STORIES[category])
        if category == "12" and hand.random() < 0.4:
            source = "HOSPITAL"
        place = hand.choice(self.directory.villages())
        channel = {"COURT_PRE": "judicial_pre", "COURT_IN": "judicial_in"}.get(source, "")
        likely = channel or ("administrative" if category in {"08", "09", "11"} else "people")
        days = hand.choices((0, 3, 7, 10, 15, 20, 30, 60), (30, 10, 16, 14, 12, 8, 7, 3))[0]
        weight = weigh(hand, category)
        light = weight.violence == "none" and weight.people < 10 and not weight.dear
        at_home = light and category in SMALL and not court and hand.random() < 0.6
        return Fate(
            registered_at=self._day(hand),
            category=category,
            source=source,
            story=story,
            place=place,
            register_at=place if at_home else self._counter(hand, source, category, place),
            office=place if at_home else "",
            decision=_decision(hand),
            consent=hand.random() > 0.012,
            sittings=_sittings(hand, SUCCESS[likely]),
            performance=_performance(hand),
            perform_days=days,
            ratings=_ratings(hand),
            confirm=bool(days) and hand.random() < 0.12,
            expiry="go_on" if hand.random() < 0.6 else "stop",
            next_step="refer" if hand.random() < 0.45 else "end",
            pace=_weighted(hand, PACES),
            incidents=_incidents(hand, likely),
            people=weight.people,
            amount_yuan=amount(hand, _sum(hand, category, story), weight),
            violence=weight.violence,
            marks=weight.marks,
            words=weight.words,
        )

    def _day(self, hand: random.Random) -> datetime:
        if hand.random() < RECENT:
            back = timedelta(days=hand.uniform(0.2, 56))
        else:
            back = timedelta(days=hand.uniform(56, YEAR.days))
        at = self.until - back
        hour = hand.uniform(0.1, 8.5)
        at = self.hours.later(_morning(at, self.hours), hour)
        return self.hours.latest(min(at, self.until))

    def _counter(self, hand: random.Random, source: str, category: str, place: str) -> str:
        """Return where the dispute is put on record: where people turned to."""
        if source in AT_THE_CENTRE:
            return "centre"
        special = {"POLICE": "room_police", "PROCURATE": "room_procurate", "HOSPITAL": "medical",
                   "COURT_PRE": "court", "COURT_IN": "court"}.get(source)  # fmt: skip
        by_category = {"12": "medical", "13": "traffic", "11": "market", "14": "property"}
        if special or category in by_category:
            return special or by_category[category]
        town = self.directory.town_of(place)
        return town if hand.random() < 0.15 else place


def _morning(at: datetime, hours: OfficeHours) -> datetime:
    return at.astimezone(hours.zone).replace(hour=0, minute=0, second=0, microsecond=0)


def _other(hand: random.Random, name: str) -> str:
    while True:
        other = names.person(hand)[0]
        if other != name:
            return other


def _pick(hand: random.Random, shares: dict[str, int]) -> str:
    return hand.choices(list(shares), list(shares.values()))[0]


def _weighted(hand: random.Random, table: tuple[tuple[float, int], ...]) -> float:
    return hand.choices([row[0] for row in table], [row[1] for row in table])[0]


def _decision(hand: random.Random) -> str:
    return hand.choices(("accept", "review", "refuse"), (82, 16, 2))[0]


def _sittings(hand: random.Random, success: float) -> tuple[str, ...]:
    more = hand.choices((0, 1, 2, 3), (70, 21, 6, 3))[0]
    if hand.random() < success:
        end = hand.choices(("agreed_written", "agreed_oral", "settled"), (74, 22, 4))[0]
    else:
        end = hand.choices(("failed", "refused", "go_on"), (80, 12, 8))[0]
    return (*("go_on",) * more, end)


def _performance(hand: random.Random) -> tuple[str, ...]:
    return hand.choices((("performed",), ("partly", "performed"), ("repudiated",)), (93, 5, 2))[0]


def _ratings(hand: random.Random) -> tuple[str, ...]:
    ends = (("satisfied",), ("basically",), ("unsatisfied", "basically"),
            ("unsatisfied", "unsatisfied"))  # fmt: skip
    return hand.choices(ends, (78, 18, 3, 1))[0]


def _sum(hand: random.Random, category: str, story: Story) -> int:
    if "{yuan}" not in story.title + story.summary + story.terms:
        return 0
    low, high = SUMS.get(category, (200, 3_000))
    drawn = low * (high / low) ** hand.random()
    return int(round(drawn, -2)) or low


def _incidents(hand: random.Random, channel: str) -> tuple[Incident, ...]:
    sitting = {"people": "hold_sitting", "administrative": "hold_admin_sitting"}.get(
        channel, "hold_court_sitting"
    )
    drawn = (
        (0.20, Incident(sitting, "note", 2.0)),
        (0.08, Incident("sign_for", "assign", 1.0)),
        (0.04, Incident("sign_for", "release", 1.0)),
        (0.03, Incident(sitting, "extend", 3.0)),
        (0.015, Incident(sitting, "withdraw", 4.0)),
        (0.01, Incident(sitting, "refuse", 4.0)),
        (0.008, Incident(sitting, "risk", 2.0)),
        (0.006, Incident("archive_case", "reopen", 6.0)),
    )
    return tuple(incident for chance, incident in drawn if hand.random() < chance)
