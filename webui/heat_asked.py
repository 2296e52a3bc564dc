"""What the address of the heat map asks for: which procedure, days, version, offices."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import request

from engine.queries.heat import FIGURES, PASSES, Scope
from webui.addresses import LARGEST_ID
from webui.frame import today
from webui.heat_words import STEP

DAYS = 90
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 1, 1)
KEPT = ("process", "version", "office", "from", "to", "from2", "to2", "figure", "sort", "arrows")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for. ``other`` is the second period; ``kept`` the address's own words.

    ``mistaken``: a day was written that is none; the usual period is shown instead.
    """

    process: str
    scope: Scope
    other: Scope | None
    figure: str
    sort: str
    arrows: bool
    mistaken: bool
    kept: dict[str, str]


def read_asked() -> Asked:
    """Return what the address asks for; the last ninety days where it does not say."""
    words = {key: request.args.get(key, "").strip()[:60] for key in KEPT}
    days = {key: _day(words[key]) for key in ("from", "to", "from2", "to2")}
    mistaken = any(words[key] and days[key] is None for key in days)
    until = days["to"] or today()
    scope = _scope(words, days["from"] or until - timedelta(DAYS - 1), until)
    pair = (days["from2"], days["to2"])
    other = _scope(words, pair[0], pair[1]) if pair[0] and pair[1] else None
    return Asked(
        process=words["process"],
        scope=scope,
        other=other,
        figure=words["figure"] if words["figure"] in FIGURES else PASSES,
        sort=words["sort"] if words["sort"] in (*FIGURES, STEP) else "",
        arrows=words["arrows"] == "1",
        mistaken=mistaken,
        kept={key: word for key, word in words.items() if word},
    )


def _scope(words: dict[str, str], first: date, last: date) -> Scope:
    """Return the period between two days, whichever was written first."""
    since, until = min(first, last), max(first, last)
    return Scope(since, until, _number(words["version"]), _number(words["office"]))


def _number(text: str) -> int | None:
    number = int(text) if text.isascii() and text.isdecimal() else 0
    return number if 0 < number <= LARGEST_ID else None


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None
