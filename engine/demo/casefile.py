"""What the hand remembers of a case while the year goes by."""

import random
from dataclasses import dataclass, field

from engine.demo.county import STREETS
from engine.demo.fates import Fate, nth


@dataclass(slots=True)
class CaseFile:
    """One case under the hand: its fate, its people, and how far it has come.

    ``hand`` is this case's own, so that one case more or less leaves the others as they are.
    """

    fate: Fate
    hand: random.Random
    applicant: str
    respondent: str
    code: str = ""
    case_id: int = 0
    sittings: int = 0
    checks: int = 0
    visits: int = 0
    receipts: int = 0
    target_office_id: int = 0
    target_channel: str = ""
    incidents_done: set[int] = field(default_factory=set)

    @property
    def title(self) -> str:
        """The case's title."""
        return self.told(self.fate.story.title)

    @property
    def summary(self) -> str:
        """What happened, as taken down at the counter."""
        return self.told(self.fate.story.summary + self.fate.words)

    def told(self, text: str) -> str:
        """Return *text* with this case's people, place and sum in it."""
        places = STREET_PLACES if is_urban(self.fate.place) else PLACES
        return text.format(
            a=self.applicant,
            b=self.respondent,
            place=places[sum(map(ord, self.applicant)) % len(places)],
            yuan=f"{self.fate.amount_yuan:,}",
        )

    @property
    def sitting_result(self) -> str:
        """What the coming sitting brings."""
        return nth(self.fate.sittings, self.sittings)

    @property
    def performed(self) -> str:
        """What the coming check of the performance finds."""
        return nth(self.fate.performance, self.checks)

    @property
    def rating(self) -> str:
        """How the coming return visit is rated."""
        return nth(self.fate.ratings, self.visits)

    def note_step(self, form: str | None) -> None:
        """Remember that a step with this form was taken."""
        if form in {"mediation_record", "admin_record", "court_record"}:
            self.sittings += 1
        elif form == "performance":
            self.checks += 1
        elif form == "visit":
            self.visits += 1
        elif form == "receipt":
            self.receipts += 1


PLACES = (
    "村口晒谷场",
    "老街",
    "河边路",
    "三组",
    "南门巷",
    "水库下游",
    "新村二排",
    "桥头",
    "后山坞",
)
STREET_PLACES = ("南门巷", "河边路", "老街", "文化广场", "新村二排", "农贸市场旁", "东门口")


def is_urban(place: str) -> bool:
    """Is the place (code of a village or community) a community of a street?"""
    return place.partition("-")[0] in STREETS
