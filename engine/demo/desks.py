"""What lies on the desks of the printed accounts: cases of the last weeks that wait for them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from engine.demo.disputes import STORIES
from engine.demo.fates import Fate, Incident
from engine.demo.weight import LARGE, MAJOR, ORDINARY, Weight

Back = Callable[[float], datetime]
SITTING = "hold_sitting"
PLAIN = Weight()
SOON = 0.45  # pace of a case that was quick up to where it waits now

# age in days, category, story, where it waits, days to perform, sum in 元, how grave
TOWN = (
    (0.3, "04", 0, "sign_for", 0, 6_200, PLAIN),
    (2.0, "04", 1, "investigate", 20, 45_000, ORDINARY[0]),
    (3.2, "07", 0, SITTING, 10, 3_600, LARGE[0]),
    (4.3, "04", 2, SITTING, 10, 27_000, PLAIN),
    (7.4, "05", 1, SITTING, 20, 36_000, LARGE[2]),
    (6.0, "03", 2, "draw_agreement", 10, 0, ORDINARY[3]),
    (19.0, "06", 2, "watch_performance", 15, 31_000, LARGE[1]),
    (19.5, "04", 2, "return_visit", 0, 14_000, ORDINARY[4]),
)
PRESSING = (  # villages whose seven days, whose agreed day or whose visit is nearly due
    ("liuhe-02", (6.1, "02", 1, SITTING, 5, 600, PLAIN)),
    ("chashan-02", (6.6, "02", 2, SITTING, 5, 0, ORDINARY[0])),
    ("qingshi-05", (6.9, "02", 6, SITTING, 5, 0, PLAIN)),
    ("yunling-04", (9.0, "03", 1, "watch_performance", 7, 2_800, PLAIN)),
    ("liuhe-04", (9.6, "02", 1, "watch_performance", 7, 1_200, PLAIN)),
    ("chashan-04", (10.6, "01", 0, "watch_performance", 8, 0, PLAIN)),
    ("yunling-05", (16.6, "02", 4, "return_visit", 0, 0, PLAIN)),
    ("liuhe-05", (17.2, "02", 3, "return_visit", 0, 0, ORDINARY[4])),
    ("chashan-05", (17.7, "99", 0, "return_visit", 0, 0, PLAIN)),
    ("yunling-06", (18.2, "99", 2, "return_visit", 0, 0, PLAIN)),
)
LEADER = (
    (4.8, "03", 0, SITTING, 10, 0, ORDINARY[2]),
    (13.0, "04", 1, "watch_performance", 10, 74_000, LARGE[1]),
    (22.0, "06", 2, "close_case", 0, 8_600, ORDINARY[0]),
)
VILLAGE = (
    (0.4, "02", 4, "sign_for", 0, 0, PLAIN),
    (1.4, "02", 6, "investigate", 0, 0, PLAIN),
    (3.3, "01", 1, SITTING, 0, 0, ORDINARY[4]),
    (14.0, "99", 1, "watch_performance", 15, 1_800, PLAIN),
    (18.0, "02", 1, "return_visit", 0, 900, PLAIN),
)
COUNTER = (
    (0.2, "06", 0, "review_acceptance", 0, 2_600, PLAIN),
    (30.0, "04", 2, "archive_case", 0, 9_000, PLAIN),
)


def desks(usual: Fate, back: Back) -> tuple[tuple[Fate, ...], ...]:
    """Return the cases on each desk of the printed accounts; *usual* is a case of neighbours."""
    town = replace(usual, place="qingshi-04", register_at="qingshi", office="qingshi", pace=SOON)
    village = replace(usual, place="qingshi-01", pace=SOON)
    return (
        _pressing(usual, back),
        tuple(_waiting(replace(town, worker="tiaojie"), row, back) for row in TOWN),
        tuple(_waiting(replace(town, worker="zhuren"), row, back) for row in LEADER),
        tuple(_waiting(replace(village, worker="cunli"), row, back) for row in VILLAGE),
        tuple(
            replace(_waiting(town, row, back), decision="accept" if row[0] > 1 else "review")
            for row in COUNTER
        ),
        _asking(replace(town, worker="tiaojie"), back),
        _on_the_way(town, back),
        _at_the_centre(usual, back),
        _at_court(usual, back),
    )


def _pressing(usual: Fate, back: Back) -> tuple[Fate, ...]:
    return tuple(
        _waiting(replace(usual, place=place, register_at=place, office=place, pace=SOON), row, back)
        for place, row in PRESSING
    )


def _waiting(usual: Fate, row: tuple[float, str, int, str, int, int, Weight], back: Back) -> Fate:
    age, category, story, element, days, yuan, weight = row
    return replace(
        _weighed(usual, weight), registered_at=back(age), category=category, amount_yuan=yuan,
        story=STORIES[category][story], perform_days=days, stalls_at=frozenset({element}),
    )  # fmt: skip


def _weighed(fate: Fate, weight: Weight) -> Fate:
    return replace(
        fate, people=weight.people, violence=weight.violence, marks=weight.marks,
        words=weight.words,
    )  # fmt: skip


def _asking(town: Fate, back: Back) -> tuple[Fate, ...]:
    """More time is asked for, and the office's leader has not decided; one clock stands still."""
    asked = (Incident(SITTING, "extend", 20.0, "pending"),)
    stopped = (Incident(SITTING, "pause", 6.0, "open"),)
    return (
        _asked(town, (7.0, "04", 1, SITTING, 15, 56_000, LARGE[1]), back, asked),
        _asked(town, (8.0, "05", 2, SITTING, 15, 42_000, ORDINARY[0]), back, asked),
        _asked(town, (6.0, "06", 2, SITTING, 15, 38_000, ORDINARY[4]), back, stopped),
    )


def _asked(
    town: Fate,
    row: tuple[float, str, int, str, int, int, Weight],
    back: Back,
    incidents: tuple[Incident, ...],
) -> Fate:
    return replace(_waiting(town, row, back), incidents=incidents)


def _on_the_way(town: Fate, back: Back) -> tuple[Fate, ...]:
    """Handed over, and not yet received; one returned three times, which the supervisor rules."""

    def sent(age: float, story: int, to: str, category: str = "10") -> Fate:
        return replace(
            _weighed(town, ORDINARY[story]), registered_at=back(age), category=category,
            story=STORIES[category][story], amount_yuan=21_000 + 3_000 * story,
            incidents=(Incident(SITTING, "handoff", 3.0, to),),
            stalls_at=frozenset({SITTING, "receive_package" if to.endswith(":0") else
                                 "decide_handoff"}),
        )  # fmt: skip

    return (
        sent(5.0, 0, "administrative/hr:0"),
        sent(4.4, 0, "people/family:0", "01"),
        replace(sent(26.0, 2, "administrative/hr:3"), pace=0.3),
    )


def _at_the_centre(usual: Fate, back: Back) -> tuple[Fate, ...]:
    """Nobody in the town settled it in time, so the county takes it over; grave ones begin there.

    The dispatchers have both kinds before them.
    """
    late = replace(
        usual, place="nanhu-03", register_at="nanhu-03", office="nanhu-03",
        stalls_at=frozenset({SITTING, "county_takes_over"}), pace=SOON,
    )  # fmt: skip
    grave = replace(
        usual, place="liuhe-01", register_at="centre", office="centre", source="HOTLINE12345",
        stalls_at=frozenset({SITTING}), pace=SOON, amount_yuan=0,
    )  # fmt: skip
    return (
        replace(late, registered_at=back(8.4), place="qiaodong-02", register_at="qiaodong-02",
                office="qiaodong-02", story=STORIES["02"][5]),
        replace(_weighed(grave, MAJOR[1]), registered_at=back(9), category="07",
                story=STORIES["07"][0], amount_yuan=68_000),
        replace(_weighed(grave, MAJOR[0]), registered_at=back(2.5), category="03",
                story=STORIES["03"][0]),
    )  # fmt: skip


def _at_court(usual: Fate, back: Back) -> tuple[Fate, ...]:
    """A mediator to confirm, a report to send, an application to examine."""
    court = replace(
        usual, category="04", source="COURT_PRE", story=STORIES["04"][1], place="nanhu-01",
        register_at="court", channel="judicial_pre", office="court", amount_yuan=52_000,
        worker="fayuan", pace=SOON,
    )  # fmt: skip
    confirmed = replace(
        usual, category="04", story=STORIES["04"][1], place="chashan-03", office="chashan",
        register_at="chashan", amount_yuan=83_000, perform_days=30, confirm=True, pace=0.3,
    )  # fmt: skip
    return (
        replace(court, registered_at=back(0.6), stalls_at=frozenset({"confirm_court_mediator"})),
        replace(_weighed(court, ORDINARY[1]), registered_at=back(3.9), story=STORIES["04"][0],
                stalls_at=frozenset({"confirm_court_mediator"})),
        replace(court, registered_at=back(9), story=STORIES["04"][2],
                stalls_at=frozenset({"report_court_success"})),
        replace(confirmed, registered_at=back(10), stalls_at=frozenset({"court_acceptance",
                                                                        "watch_performance"})),
        replace(_weighed(confirmed, LARGE[1]), registered_at=back(17),
                stalls_at=frozenset({"court_decision", "watch_performance"})),
    )  # fmt: skip
