"""Robots of group chats: what one is, and which of several speaks a message. Pure.

A robot speaks to a whole group, so it says only what belongs to the office its group is of: of
cases that office or one below it holds, to people who work there.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from engine.rules.channels import Channel, named

KINDS = (Channel.WECOM, Channel.DINGTALK, Channel.FEISHU)
FEISHU_PATH = "/open-apis/bot/v2/hook/"  # before the word that opens the group
LONGEST_NAME, LONGEST_WEBHOOK, LONGEST_SECRET = 60, 500, 200


@dataclass(frozen=True, slots=True)
class Robot:
    """One robot that is on; ``path`` is its office's, ``tellings`` empty: every kind."""

    robot_id: int
    kind: str
    path: str
    tellings: frozenset[str]

    @property
    def channel(self) -> str:
        """The way out its messages take."""
        return named(self.kind, self.robot_id)

    def serves(self, path: str) -> bool:
        """Say whether the office of *path* is the robot's or one below it."""
        return path.startswith(self.path)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A message looking for a robot.

    ``kind``: of robot. ``telling``: of message. ``held_by``: path of the office that holds the
    case, None for what concerns no case. ``posts``: paths of the offices the recipient works in.
    """

    kind: str
    telling: str
    held_by: str | None
    posts: Collection[str]


def nearest(robots: Iterable[Robot], message: Spoken) -> Robot | None:
    """Return the robot lowest in the tree that may say *message*; None if there is none.

    What concerns a case goes to a group both the case's office and the recipient belong to; what
    concerns none, to one in which all of the recipient's offices belong.
    """
    fit = [each for each in robots if _fits(each, message)]
    return max(fit, key=lambda each: (len(each.path), -each.robot_id), default=None)


def _fits(robot: Robot, message: Spoken) -> bool:
    if robot.kind != message.kind or not message.posts:
        return False
    if robot.tellings and message.telling not in robot.tellings:
        return False
    if message.held_by is None:
        return all(robot.serves(each) for each in message.posts)
    return robot.serves(message.held_by) and any(robot.serves(each) for each in message.posts)
