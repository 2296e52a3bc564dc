"""Drawing the year's cases: who quarrels about what, where, and how it goes.

Proportions (docs/glossary.md): categories as `disputes.SHARES`; who brings a case as one city's
statistics have it (52.4 % taken up unasked, 43.5 % applied for, 4.1 % sent by others, the court's
besides); levels as `levels.SHARES`; success as `course.SUCCESS`. The shown cases count too.
"""

import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from engine.demo import levels, names
from engine.demo.casefile import CaseFile, is_urban
from engine.demo.course import Course, Courses
from engine.demo.directory import Directory
from engine.demo.disputes import DEADLY, SHARES, STORIES, Story
from engine.demo.fates import Fate
from engine.demo.hours import OfficeHours
from engine.demo.tally import Tally
from engine.demo.weight import EXTREME, MIDDLING, Weight, amounts, grades, is_deadly, weigh
from engine.rules.case import Level

SOURCES = {
    "PROACTIVE": 270, "GRID": 135, "SWEEP": 103, "APPLY": 346, "ONLINE": 30, "HOTLINE12345": 16,
    "HOSPITAL": 25, "UNION": 5, "POLICE": 11, "PETITION": 9, "PROCURATE": 3, "LEGALAID": 4,
    "DEPT": 6, "LEADER": 3, "UPPER": 4, "COURT_PRE": 36, "COURT_IN": 8,
}  # fmt: skip
COURTS = frozenset({"COURT_PRE", "COURT_IN"})
AT_THE_CENTRE = frozenset({"PETITION", "LEGALAID", "DEPT", "HOTLINE12345", "LEADER", "UPPER"})
COUNTERS = {"POLICE": "room_police", "PROCURATE": "room_procurate", "COURT_PRE": "court",
            "COURT_IN": "court"}  # fmt: skip
BODIES = {"12": "medical", "13": "traffic", "11": "market", "14": "property"}
COURT_TAKES = ("01", "02", "04", "05", "06")
ONLY = {
    "HOSPITAL": ("12",), "UNION": ("10",), "PETITION": ("03", "05", "07", "08", "10"),
    "POLICE": ("01", "02", "03", "06", "13", "99"), "PROCURATE": ("01", "02", "06", "99"),
    "LEGALAID": ("01", "06", "10", "13"), "DEPT": ("04", "05", "08", "10", "11"),
}  # fmt: skip
SUMS = {
    "01": (2_000, 60_000), "03": (2_000, 30_000), "04": (3_000, 150_000), "05": (3_000, 120_000),
    "06": (800, 40_000), "07": (1_000, 20_000), "08": (5_000, 180_000), "10": (3_000, 60_000),
    "11": (300, 6_000), "12": (2_000, 90_000), "13": (800, 60_000), "14": (500, 8_000),
}  # fmt: skip
SMALL_SUMS = {"换药收费": (60, 400), "配药差错": (100, 1_500), "屋檐滴水": (200, 2_000)}
OPEN_SHARE = 0.375  # of all cases: 35 to 40 of 100 are still open


@dataclass(frozen=True, slots=True)
class Year:
    """What has been drawn of a year so far."""

    sources: Tally
    categories: Tally
    levels: Tally
    courses: Courses


@dataclass(frozen=True, slots=True)
class Draw:
    """Draws fates for a year that ends at ``until`` (aware)."""

    directory: Directory
    hours: OfficeHours
    until: datetime

    def files(self, seed: int, count: int, shown: tuple[Fate, ...] = ()) -> list[CaseFile]:
        """Return *count* drawn cases beside the *shown*; the same seed gives the same ones.

        However many there are, the first ones are about the same matters; only how many of
        them are still open follows from the number of all.
        """
        year, rate = self._year(shown), _running_share(count, shown)
        found = []
        for number in range(count):
            hand = random.Random(f"{seed}/{number}")
            is_open = int((number + 1) * rate + 0.5) > int(number * rate + 0.5)
            course = year.courses.running if is_open else year.courses.over
            found.append(self.file_of(self._fate(hand, year, course), hand))
        return found

    def file_of(self, fate: Fate, hand: random.Random) -> CaseFile:
        """Return the file of a case with that fate, its people drawn."""
        applicant, respondent = names.pair(hand, fate.story.bond)
        if fate.story.trade:
            respondent = self._firm(hand, fate)
        return CaseFile(fate, hand, applicant, respondent)

    def _firm(self, hand: random.Random, fate: Fate) -> str:
        codes = (self.directory.town_of(fate.place), fate.place)
        town, village = (
            self.directory.by_code[code].seed.name.removesuffix("人民调解委员会") for code in codes
        )
        return names.firm(hand, fate.story.trade, town, village)

    def _year(self, shown: tuple[Fate, ...]) -> Year:
        level_of = {code: each.seed.level for code, each in self.directory.by_code.items()}
        year = Year(Tally(SOURCES), Tally(SHARES), levels.tally(shown, level_of), Courses())
        for fate in shown:
            year.sources.note(fate.source)
            year.categories.note(fate.category)
            if not fate.stays_open:
                year.courses.note(fate)
        return year

    def _fate(self, hand: random.Random, year: Year, course: Course) -> Fate:
        source = year.sources.draw(hand)
        takes = COURT_TAKES if source in COURTS else ONLY.get(source, tuple(SHARES))
        category = year.categories.draw(hand, dict.fromkeys(takes, 1.0))
        suits = {"county": 1.0} if source in COURTS else levels.fit(category)
        level = Level(year.levels.draw(hand, suits))
        fate = self._matter(hand, source, category, level)
        fate, age = course(hand, fate)
        return replace(fate, registered_at=self._day(hand, age))

    def _matter(self, hand: random.Random, source: str, category: str, level: Level) -> Fate:
        """Draw what it is about, where it is, how grave, and who is to settle it."""
        if is_deadly(hand, level, category) and source not in COURTS:
            story, weight = DEADLY[category], EXTREME
        else:
            fitting = [each for each in STORIES[category] if each.level in {"", level}]
            story = hand.choice(fitting)
            wanted = MIDDLING if source in COURTS else grades(level, category)
            weight = weigh(hand, wanted, category, story)
        place = hand.choice(self._places(story.where))
        channel, office = "", ""
        if source not in COURTS:
            channel, office = self._kept_by(level, category, place, weight)
        return Fate(
            registered_at=self.until,  # until its age is known
            category=category,
            source=source,
            story=story,
            place=place,
            register_at=self._counter(hand, source, place, office or BODIES.get(category, "")),
            channel=channel,
            office=office,
            people=weight.people,
            amount_yuan=_sum(hand, category, story, (level, weight)),
            violence=weight.violence,
            marks=weight.marks,
            words=weight.words,
        )

    def _places(self, where: str) -> list[str]:
        """Return the villages and communities where such a story can happen."""
        return [
            code
            for code in self.directory.villages()
            if not where or (where == "urban") == is_urban(code)
        ]

    def _kept_by(self, level: Level, category: str, place: str, weight: Weight) -> tuple[str, str]:
        """Return channel and office where the table is not asked; else two empty words."""
        if category in levels.KEPT.get(level, ()):
            if level is Level.VILLAGE:
                return "people", place
            channel = "administrative" if category == "08" else "people"
            return channel, self.directory.town_of(place)
        if level is Level.COUNTY and category in levels.COMMITTEES and not weight.is_grave:
            return "people", levels.COMMITTEES[category]
        return "", ""

    def _day(self, hand: random.Random, age: float) -> datetime:
        at = self.until - timedelta(days=age)
        at = self.hours.later(_morning(at, self.hours), hand.uniform(0.1, 8.5))
        return self.hours.latest(min(at, self.until))

    def _counter(self, hand: random.Random, source: str, place: str, body: str) -> str:
        """Return where the dispute is put on record: where people turned to."""
        if source in AT_THE_CENTRE:
            return "centre"
        if source in COUNTERS or body:
            return COUNTERS.get(source, body)
        return self.directory.town_of(place) if hand.random() < 0.1 else place


def _running_share(count: int, shown: tuple[Fate, ...]) -> float:
    """Return how many of *count* drawn cases, from 0 to 1, must still be open at the end."""
    wanted = OPEN_SHARE * (count + len(shown)) - sum(fate.stays_open for fate in shown)
    return min(1.0, max(0.0, wanted / count)) if count else 0.0


def _morning(at: datetime, hours: OfficeHours) -> datetime:
    return at.astimezone(hours.zone).replace(hour=0, minute=0, second=0, microsecond=0)


def _sum(hand: random.Random, category: str, story: Story, size: tuple[Level, Weight]) -> int:
    """Return the sum in 元 they quarrel about, fit for the level and the weight; 0: none."""
    if "{yuan}" not in story.title + story.summary + story.terms:
        return 0
    low, high = amounts(*size, SMALL_SUMS.get(story.title) or SUMS.get(category, (200, 3_000)))
    return int(round(low * (high / low) ** hand.random(), -2)) or low
