"""How grave a drawn case is: facts that the score and grade tables weigh, and words for them.

A grade is wished for first and facts are drawn that give it through ``workflows/score.dmn`` and
``grade.dmn``; the tables have the last word.
"""

import random
from dataclasses import dataclass

from engine.rules.case import Grade, Violence

GRADES = ((Grade.SIMPLE, 415), (Grade.ORDINARY, 335), (Grade.LARGE, 165), (Grade.MAJOR, 73))
DEADLY = frozenset({"06", "10", "12", "13"})  # where a quarrel may begin with a death
DEADLY_SHARE = 0.05  # of those: one case in a hundred of all
MOST_AMOUNT = 98_000  # 元, below the sum that makes a case 较大
LARGE_AMOUNTS = (110_000, 460_000)
DEAR = frozenset({"04", "05", "08", "12"})  # where such sums are quarrelled about


@dataclass(frozen=True, slots=True)
class Weight:
    """What makes a case grave; *words* are added to what happened."""

    people: int = 2
    violence: str = Violence.NONE
    marks: tuple[str, ...] = ()
    words: str = ""
    dear: bool = False


ORDINARY = (
    Weight(6, marks=("repeat",), words="同院六户均有意见，社区已调解三次，均有反复。"),
    Weight(3, marks=("repeat", "cross_area"), words="双方分属两个村，此前已调解三次。"),
    Weight(2, marks=("repeat", "petition"), words="{a}已三次报警，表示要到县里反映。"),
    Weight(7, marks=("petition",), words="相邻七户联名，表示解决不了就到县里反映。"),
    Weight(5, marks=("repeat",), words="双方亲属卷入，一个月内报警三次。"),
)
LARGE = (
    Weight(2, Violence.THREAT, words="争执中{b}扬言动手，被在场人员劝开。"),
    Weight(4, Violence.HAPPENED, ("repeat",), "双方亲属已发生推搡，民警到场制止。"),
    Weight(12, words="涉及住户十二户。"),
    Weight(16, marks=("repeat",), words="涉及群众十六人，已组织过三次协商。"),
    Weight(22, marks=("petition",), words="涉及群众二十二人，已推选代表，表示要到县里反映。"),
)
MAJOR = (
    Weight(2, Violence.WEAPONS, words="{b}情绪失控，手持锄头与{a}对峙，民警已到场控制。"),
    Weight(32, marks=("petition",), words="涉及群众三十二人，有人提议集体上访。"),
    Weight(36, marks=("repeat", "cross_area"), words="涉及两个村三十六户，多次聚集。"),
    Weight(2, Violence.WEAPONS, ("repeat",), "{a}扬言轻生，家属和村干部正轮流看护。"),
)
EXTREME = (
    Weight(33, marks=("death", "petition"), words="此事致一人死亡，三十余名亲属聚集讨要说法。"),
)


def weigh(hand: random.Random, category: str) -> Weight:
    """Draw how grave a case of *category* is."""
    if category in DEADLY and hand.random() < DEADLY_SHARE:
        return EXTREME[0]
    grade = hand.choices([row[0] for row in GRADES], [row[1] for row in GRADES])[0]
    if grade is Grade.SIMPLE:
        far = ("cross_area",) if hand.random() < 0.05 else ()
        return Weight(hand.choices((2, 3, 4), (78, 13, 9))[0], marks=far)
    if grade is Grade.LARGE and category in DEAR:
        return Weight(dear=True)
    return hand.choice({Grade.ORDINARY: ORDINARY, Grade.LARGE: LARGE, Grade.MAJOR: MAJOR}[grade])


def amount(hand: random.Random, drawn: int, weight: Weight) -> int:
    """Return the sum in 元 that fits the weight; 0 stays 0."""
    if not drawn:
        return 0
    return round(hand.randrange(*LARGE_AMOUNTS), -3) if weight.dear else min(drawn, MOST_AMOUNT)
