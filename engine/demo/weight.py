"""How grave a drawn case is: facts that the score and grade tables weigh, and words for them.

The level that is to settle a case is drawn first, then facts that ``workflows/score.dmn``,
``grade.dmn`` and ``route.dmn`` send there; the tables have the last word. Most quarrels are
small: the shares follow from 74, 16 and 10 of 100 for village, town and county.
"""

import random
from dataclasses import dataclass

from engine.demo.disputes import Story
from engine.rules.case import Grade, Level, Violence

DEADLY = frozenset({"06", "10", "12", "13"})  # where a quarrel may begin with a death
DEADLY_SHARE = 0.06  # of those the county settles
SMALL_AMOUNT = 9_600  # 元, below the sum that counts at all
MOST_AMOUNT = 98_000  # 元, below the sum that makes a case 较大
LARGE_AMOUNTS = (110_000, 460_000)
LONELY = frozenset({"01", "06", "11", "12", "13", "14"})  # no crowd quarrels about these


@dataclass(frozen=True, slots=True)
class Weight:
    """What makes a case grave; *words* are added to what happened.

    ``personal``: the words speak of the other side as of a person; ``dear``: the sum is large;
    ``where``: only in these categories.
    """

    people: int = 2
    violence: str = Violence.NONE
    marks: tuple[str, ...] = ()
    words: str = ""
    dear: bool = False
    personal: bool = False
    where: tuple[str, ...] = ()

    @property
    def is_grave(self) -> bool:
        """Does it make a case 较大 or worse?"""
        return self.dear or self.people >= 10 or self.violence != Violence.NONE


ORDINARY = (
    Weight(6, marks=("repeat",), words="涉及六人，已先后调解三次，均有反复。"),
    Weight(3, marks=("repeat", "cross_area"), words="双方分属两地，此前已协商三次。",
           where=("04", "05", "06", "07", "10", "13")),
    Weight(2, marks=("repeat", "petition"), words="{a}已三次反映，表示再不解决就到县里去。"),
    Weight(7, marks=("petition",), words="七人联名反映，表示解决不了就到县里去。"),
    Weight(5, marks=("repeat",), words="双方亲属卷入，一个月内报警三次。", personal=True),
)  # fmt: skip
LARGE = (
    Weight(2, Violence.THREAT, words="争执中{b}扬言动手，被在场人员劝开。", personal=True),
    Weight(4, Violence.HAPPENED, ("repeat",), "双方亲属已发生推搡，民警到场制止。", personal=True),
    Weight(12, words="涉及群众十二人。"),
    Weight(16, marks=("repeat",), words="涉及群众十六人，已组织过三次协商。"),
    Weight(22, marks=("petition",), words="涉及群众二十二人，已推选代表，表示要到县里反映。"),
)
MAJOR = (
    Weight(2, Violence.WEAPONS, words="{b}情绪失控，手持锄头与{a}对峙，民警已到场控制。",
           personal=True),
    Weight(32, marks=("petition",), words="涉及群众三十二人，有人提议集体上访。"),
    Weight(36, marks=("repeat", "cross_area"), words="涉及两个村三十六人，多次聚集。"),
    Weight(2, Violence.WEAPONS, ("repeat",), "{a}扬言轻生，家属和村干部正轮流看护。"),
)  # fmt: skip
EXTREME = Weight(33, marks=("death", "petition"), words="三十余名亲属聚集讨要说法。", dear=True)
DEAR = Weight(dear=True)
GRAVER = {Grade.ORDINARY: ORDINARY, Grade.LARGE: (*LARGE, DEAR), Grade.MAJOR: MAJOR}

SIMPLE_ONLY = {Grade.SIMPLE: 1}
MILD = {Grade.SIMPLE: 70, Grade.ORDINARY: 30}
MIDDLING = {Grade.SIMPLE: 52, Grade.ORDINARY: 36, Grade.LARGE: 12}
GRADES: dict[tuple[str, str], dict[Grade, int]] = {  # by level and category
    **{(Level.VILLAGE, category): SIMPLE_ONLY for category in ("03", "10")},
    **{(Level.TOWN, category): {Grade.LARGE: 1} for category in ("01", "02", "06", "99")},
    **{(Level.TOWN, category): MIDDLING for category in ("04", "05", "07", "08", "12")},
    (Level.TOWN, "03"): {Grade.ORDINARY: 85, Grade.LARGE: 15},
    (Level.TOWN, "10"): {Grade.ORDINARY: 1},
    **{(Level.COUNTY, category): MIDDLING for category in ("08", "09", "11", "12", "13", "14")},
    (Level.COUNTY, "01"): MILD,
    (Level.COUNTY, "10"): {Grade.SIMPLE: 30, Grade.ORDINARY: 30, Grade.LARGE: 30, Grade.MAJOR: 10},
}
OTHERWISE = {Level.VILLAGE: MILD, Level.TOWN: MIDDLING, Level.COUNTY: {Grade.MAJOR: 1}}


def is_deadly(hand: random.Random, level: Level, category: str) -> bool:
    """Draw whether a quarrel that the county settles began with somebody's death."""
    return level is Level.COUNTY and category in DEADLY and hand.random() < DEADLY_SHARE


def grades(level: Level, category: str) -> dict[Grade, int]:
    """Return how often each grade comes among the cases of *category* that *level* settles."""
    return GRADES.get((level, category)) or OTHERWISE[level]


def weigh(hand: random.Random, wanted: dict[Grade, int], category: str, story: Story) -> Weight:
    """Draw how grave a case is, the grades in the proportions *wanted*."""
    grade = hand.choices(list(wanted), list(wanted.values()))[0]
    if grade is Grade.SIMPLE:
        far = ("cross_area",) if hand.random() < 0.05 else ()
        return Weight(hand.choices((2, 3, 4), (78, 13, 9))[0], marks=far)
    fitting = [each for each in GRAVER[grade] if _suits(each, category, story)]
    return hand.choice(fitting or ORDINARY[2:3])


def _suits(weight: Weight, category: str, story: Story) -> bool:
    if weight.dear:
        return "{yuan}" in story.summary
    if weight.personal and story.trade:
        return False
    if weight.where and category not in weight.where:
        return False
    return weight.people < 6 or category not in LONELY


def amounts(level: Level, weight: Weight, usual: tuple[int, int]) -> tuple[int, int]:
    """Return least and most of the sum in 元, of a *usual* range, that fits level and weight."""
    if weight.dear:
        return LARGE_AMOUNTS
    most = SMALL_AMOUNT if level is Level.VILLAGE else MOST_AMOUNT
    return min(usual[0], most // 2), min(usual[1], most)
