"""Giving what is due in a kind of robots to the robot whose group may hear it.

It is done when a message is about to leave, not when it is written: the case may have changed
hands since, and writing stays as quick as it is.
"""

from collections.abc import Collection, Sequence

from engine.desk import Desk
from engine.rules.robots import KINDS, Robot, Spoken, nearest
from engine.storage.models import MessageRow
from engine.storage.robots import LOT, holder_paths, post_paths, robots_on, unrouted
from engine.storage.work import Work

NOBODY_SAYS_IT = "no_robot"


def give_to_robots(desk: Desk, otherwise: Collection[str]) -> frozenset[str]:
    """Give each due message to the nearest robot; return the kinds there are robots for.

    *otherwise* are the kinds of the settings' own robots, which say whatever no other may. Where
    there is none either, a message is put aside (state ``off``); the inbox has it.
    """
    with desk.read() as session:
        robots = robots_on(session)
    kinds = [str(each) for each in KINDS if any(robot.kind == each for robot in robots)]
    for kind in kinds:
        after: int | None = 0
        while after is not None:
            after = _give(desk, (kind, kind in otherwise), robots, after)
    return frozenset(kinds)


def _give(desk: Desk, what: tuple[str, bool], robots: Sequence[Robot], after: int) -> int | None:
    """Do one lot; return after which message to go on, None at the end."""
    kind, otherwise = what
    with desk.work(None) as work:
        rows = unrouted(work.session, kind, work.now, after)
        for row, robot in _chosen(desk, work, rows, robots):
            if robot is not None:
                row.channel = robot.channel
            elif not otherwise and (row.next_at is None or row.next_at <= work.now):
                row.state, row.next_at, row.fault = "off", None, NOBODY_SAYS_IT
        return rows[-1].id if len(rows) == LOT else None


def _chosen(
    desk: Desk, work: Work, rows: Sequence[MessageRow], robots: Sequence[Robot]
) -> list[tuple[MessageRow, Robot | None]]:
    day = desk.local_day(work.now)
    posts = post_paths(work.session, {row.recipient_id for row in rows}, day)
    holders = holder_paths(work.session, {row.case_id for row in rows if row.case_id})
    found = []
    for row in rows:
        held = holders.get(row.case_id) if row.case_id else None
        message = Spoken(row.channel, row.kind, held, posts[row.recipient_id])
        found.append((row, nearest(robots, message)))
    return found
