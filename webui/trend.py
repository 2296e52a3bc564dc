"""The trend of the board as bars: three small charts on one scale, worked out for an SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from engine.queries.late import TrendDay

WIDTH, HEIGHT = 306, 330
HEAD, FOOT = 34, 18  # room above each chart for its name and numbers, below all for the days
COLOURS = ("red", "orange", "yellow")
FILLED = 0.68  # of a day's width
MOST_NUMBERED = 30  # days; with more of them the numbers over the bars would run together


@dataclass(frozen=True, slots=True)
class Bar:
    """One day's bar, in units of the drawing; ``today`` is filled, the past is outlined.

    ``number``: the count as it stands above the bar; empty where there is no room for it.
    """

    x: float
    y: float
    width: float
    height: float
    count: int
    today: bool
    middle: float
    number: str
    day: date


@dataclass(frozen=True, slots=True)
class Chart:
    """The bars of one colour above their line ``base``; ``name_y`` is where its name stands."""

    colour: str
    base: float
    name_y: float
    bars: tuple[Bar, ...]


def charts(days: Sequence[TrendDay]) -> tuple[Chart, ...]:
    """Return the charts of *days*, red first, one above the other."""
    highest = [max((getattr(day, colour) for day in days), default=0) for colour in COLOURS]
    room = HEIGHT - FOOT - HEAD * len(COLOURS)
    scale = room / max(sum(max(most, 1) for most in highest), 1)
    found, base = [], 0.0
    for colour, most in zip(COLOURS, highest, strict=True):
        base += HEAD + max(most, 1) * scale
        counts = [(day.day, getattr(day, colour)) for day in days]
        found.append(_chart(colour, counts, base, (scale, most)))
    return tuple(found)


def _chart(
    colour: str, counts: Sequence[tuple[date, int]], base: float, measure: tuple[float, int]
) -> Chart:
    scale, most = measure
    step = WIDTH / max(len(counts), 1)
    bars = tuple(
        Bar(
            x=round(index * step + step * (1 - FILLED) / 2, 1),
            y=round(base - count * scale, 1),
            width=round(step * FILLED, 1),
            height=round(count * scale, 1),
            count=count,
            today=index == len(counts) - 1,
            middle=round((index + 0.5) * step, 1),
            number=str(count) if len(counts) <= MOST_NUMBERED else "",
            day=day,
        )
        for index, (day, count) in enumerate(counts)
    )
    return Chart(colour, round(base, 1), round(base - most * scale - 18, 1), bars)
