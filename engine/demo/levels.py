"""Which level settles a case: village, town or county, in the shares of a real county.

74 of 100 in the village, 16 in the town, 10 in the county (one province's ten years; committees
of a trade, agencies and the court count with the county, where they sit). A category decides
which levels suit it; the facts drawn then fit the level, and ``workflows/route.dmn`` sends it
there. Only where people turn to their own village with a small matter, or to their town with a
middling one, does the person at the counter keep it there whatever the table proposes.
"""

from collections.abc import Mapping

from engine.demo.fates import Fate
from engine.demo.tally import Tally
from engine.rules.case import Level

SHARES = {"village": 800, "town": 130, "county": 75}  # before duty climbs
FITS: dict[str, tuple[float, float, float]] = {  # village, town, county: how eagerly each takes it
    "01": (10, 2, 1),
    "02": (10, 1.4, 0.4),
    "03": (10, 14, 0.4),
    "04": (10, 45, 0.6),
    "05": (10, 45, 0.6),
    "06": (10, 4, 1),
    "07": (10, 100, 0.4),
    "08": (0, 10, 7),
    "09": (0, 10, 0),
    "10": (10, 100, 100),
    "11": (10, 0, 60),
    "12": (10, 70, 80),
    "13": (10, 0, 25),
    "14": (0, 0, 10),
    "99": (10, 1.6, 0.4),
}
KEPT = {  # where the person at the counter keeps what the table would send further up
    Level.VILLAGE: frozenset({"04", "05", "07", "11", "12", "13"}),
    Level.TOWN: frozenset({"08", "12"}),
}
COMMITTEES = {"01": "family", "10": "labour"}  # asked directly, by whoever wants them


def fit(category: str) -> Mapping[str, float]:
    """Return how well each level suits a category."""
    return dict(zip(SHARES, FITS[category], strict=True))


def tally(shown: tuple[Fate, ...], level_of: Mapping[str, Level]) -> Tally:
    """Return a tally that knows the shown cases; *level_of* is the level of each office."""
    found = Tally(SHARES, ahead=12)
    for fate in shown:
        found.note(level_of[fate.office or fate.register_at])
    return found
