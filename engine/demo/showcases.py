"""Cases every demo has: one for each thing a newcomer should be able to see on the first day."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from itertools import zip_longest

from engine.demo.desks import desks
from engine.demo.disputes import APPRAISED, STORIES, THREAT, WAGES
from engine.demo.draw import OPEN_SHARE
from engine.demo.fates import Fate, Incident

Back = Callable[[float], datetime]
OPEN = frozenset({"*"})
SITTING = "hold_sitting"


def showcases(back: Back) -> tuple[tuple[Fate, ...], ...]:
    """Return the fates of the shown cases, what belongs together in one group.

    ``back(days)`` is a working hour so long ago.
    """
    usual = _neighbours(back(20), "qingshi-01")
    return (
        _colours(usual, back),
        _months(usual, back),
        _waiting(usual, back),
        _told(usual, back),
        _elsewhere(back),
        *desks(usual, back),
    )


def shown(back: Back, cases: int) -> tuple[Fate, ...]:
    """Return what a county of so many cases shows: of each group some, then more of each.

    A small county shows fewer, for no more than `draw.OPEN_SHARE` of its cases may be open.
    """
    groups = showcases(back)
    turns = [fate for turn in zip_longest(*groups) for fate in turn if fate is not None]
    left = round(cases * OPEN_SHARE)
    found = []
    for fate in turns:
        left -= fate.stays_open
        if left >= 0 or not fate.stays_open:
            found.append(fate)
    return tuple(found[:cases])


def _neighbours(at: datetime, place: str) -> Fate:
    story = STORIES["02"][0]
    return Fate(at, "02", "APPLY", story, place, place, "people", place, perform_days=10)


def _colours(usual: Fate, back: Back) -> tuple[Fate, ...]:
    """Cases that stand still at a sitting: the older, the redder."""
    places = ("qingshi-02", "yunling-01", "liuhe-01", "chashan-01", "nanhu-03", "qingshi-03")
    days = (2.0, 4.0, 5.0, 6.0, 8.5, 13.5)
    stories = (*STORIES["02"], *STORIES["03"])
    return tuple(
        replace(
            usual, registered_at=back(age), place=place, register_at=place, office=place,
            story=stories[number], stalls_at=frozenset({SITTING, "town_takes_over"}),
        )
        for number, (age, place) in enumerate(zip(days, places, strict=True))
    )  # fmt: skip


def _months(usual: Fate, back: Back) -> tuple[Fate, ...]:
    """Cases of committees, on no ladder: their month ends about today, or is over."""
    bodies = (
        ("family", "01", 28.0), ("traffic", "13", 30.0), ("family", "01", 41.0),
    )  # fmt: skip
    return tuple(
        replace(
            usual, registered_at=back(age), category=category, place="nanhu-02",
            register_at=body, office=body, story=STORIES[category][number % 2],
            amount_yuan=9_000, stalls_at=frozenset({SITTING, "decide_expiry"}),
        )
        for number, (body, category, age) in enumerate(bodies)
    )  # fmt: skip


def _waiting(usual: Fate, back: Back) -> tuple[Fate, ...]:
    """Steps that wait for somebody: a route, a sign-for, an approval, a receipt."""
    town = replace(
        usual, place="qingshi-04", register_at="qingshi", office="qingshi", category="06",
        story=STORIES["06"][0], amount_yuan=6_800,
    )  # fmt: skip
    return (
        replace(
            town, registered_at=back(0.4), decision="review",
            stalls_at=frozenset({"review_acceptance"}),
        ),
        replace(town, registered_at=back(0.8), story=STORIES["06"][1], stalls_at=OPEN),
        replace(usual, registered_at=back(1.6), story=STORIES["02"][2], stalls_at=OPEN),
        replace(
            town, registered_at=back(16), category="03", story=STORIES["03"][0], amount_yuan=0,
            incidents=(Incident(SITTING, "handoff", 6.0, "administrative/land:1"),),
            stalls_at=frozenset({SITTING, "revise_package"}),
        ),
    )  # fmt: skip


def _told(usual: Fate, back: Back) -> tuple[Fate, ...]:
    """Stories with a turn: a threat, three failed sittings, a redo, a reopening, a refusal."""
    return (
        replace(
            usual, registered_at=back(5), place="yunling-03", register_at="yunling-03",
            office="yunling-03", story=THREAT, incidents=(Incident("investigate", "risk", 2.0),),
            stalls_at=frozenset({SITTING, "record_police_reply"}),
        ),
        replace(
            usual, registered_at=back(40), story=STORIES["02"][3], pace=0.5,
            sittings=("go_on", "go_on", "go_on", "agreed_written"),
        ),
        replace(
            usual, registered_at=back(48), story=STORIES["02"][4], pace=0.6, perform_days=0,
            ratings=("unsatisfied", "unsatisfied"),
        ),
        replace(
            usual, registered_at=back(75), story=STORIES["02"][6], pace=0.6, perform_days=0,
            incidents=(Incident("archive_case", "reopen", 5.0),),
        ),
        replace(
            usual, registered_at=back(52), story=STORIES["02"][5], pace=0.7,
            incidents=(Incident(SITTING, "refuse", 3.0),), next_step="end",
        ),
        replace(
            usual, registered_at=back(33), story=STORIES["02"][2], pace=0.7,
            incidents=(Incident(SITTING, "withdraw", 3.0),),
        ),
        replace(
            usual, registered_at=back(60), place="liuhe-03", register_at="liuhe-03",
            office="liuhe-03", story=STORIES["03"][2], stalls_at=frozenset({"sign_for"}),
            category="03",
        ),
    )  # fmt: skip


def _elsewhere(back: Back) -> tuple[Fate, ...]:
    """Professional, administrative and judicial mediation, confirmation, and forty workers."""
    medical = Fate(
        back(70), "12", "HOSPITAL", APPRAISED, "qiaodong-02", "medical", "people", "medical",
        amount_yuan=86_000, perform_days=15, confirm=True, pace=0.8,
        incidents=(
            Incident("investigate", "pause", 6.0), Incident(SITTING, "extend", 5.0),
        ),
    )  # fmt: skip
    court = Fate(
        back(45), "04", "COURT_PRE", STORIES["04"][1], "nanhu-01", "court", "judicial_pre",
        "court", amount_yuan=48_000, perform_days=20, pace=0.6, confirm=True,
    )  # fmt: skip
    return (
        medical,
        replace(
            medical, registered_at=back(28), stalls_at=frozenset({SITTING}), confirm=False,
            incidents=(Incident("investigate", "pause", 6.0, "open"),), place="nanhu-05",
            amount_yuan=32_000,
        ),
        court,
        replace(
            court, registered_at=back(50), sittings=("go_on", "failed"), story=STORIES["04"][0]
        ),
        Fate(
            back(6), "10", "LEADER", WAGES, "qiaodong-05", "centre", "people", "centre",
            people=40, amount_yuan=1_260_000, marks=("petition",), pace=0.7,
            stalls_at=frozenset({SITTING}),
        ),
        Fate(
            back(58), "10", "UNION", STORIES["10"][0], "nanhu-04", "nanhu-04", "people",
            "nanhu-04", amount_yuan=14_000, sittings=("go_on", "failed"), next_step="refer",
            pace=0.6,
        ),
        Fate(
            back(38), "08", "PETITION", STORIES["08"][0], "chashan-02", "centre",
            "administrative", "land", amount_yuan=92_000, people=12, perform_days=25, pace=0.7,
        ),
        Fate(
            back(36), "01", "APPLY", STORIES["01"][0], "qingshi-05", "qingshi-05", "people",
            "qingshi-05", perform_days=6, pace=0.5,
            incidents=(Incident(SITTING, "handoff", 3.0, "people/family:2"),),
        ),
    )  # fmt: skip
