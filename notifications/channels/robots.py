"""Robots of group chats: WeCom, DingTalk, Feishu.

A message is spoken to the group, and the person it is for is named in it, so that their telephone
rings. All three answer 200 whatever happened and say it in a number. None knows idempotency keys;
the beginning of the key stands in the text, so that people can tell a message said twice.
Sources: 企业微信“群机器人配置说明”; 钉钉“自定义机器人接入”; 飞书“自定义机器人使用指南”.
"""

import json
import re
from abc import ABC, abstractmethod
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from hmac import new as hmac
from typing import ClassVar
from urllib.parse import quote, quote_plus

from engine.clock import SystemClock
from engine.rules.addresses import Allowed
from engine.rules.robots import FEISHU_PATH
from engine.settings import Settings
from notifications.channels import ChannelError, Outgoing
from notifications.channels.gateway import WAIT_SECONDS, judge
from notifications.channels.posting import TIMEOUT_SECONDS, Answer, Poster, Request

KEY_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Group:
    """Where a robot speaks: its whole address, and the secret that signs (empty: unsigned)."""

    webhook: str = field(repr=False)
    secret: str = field(default="", repr=False)

    @property
    def words(self) -> tuple[str, ...]:
        """What of it must stand in no log: the secret, and what opens the group."""
        return self.secret, self.webhook, re.split(r"[=/]", self.webhook)[-1]


class _Robot(ABC):
    """One kind of robot: what it is sent, and what its numbers mean.

    ``slow_down``: too many messages. ``busy``: try again. ``ours``: a wrong word, signature or
    setting of ours; until it is mended nothing can be said at all.
    """

    name: ClassVar[str]
    longest: ClassVar[int]  # bytes of text
    slow_down: ClassVar[frozenset[int]]
    busy: ClassVar[frozenset[int]]
    ours: ClassVar[frozenset[int]]

    @abstractmethod
    def place(self, settings: Settings) -> Group:
        """Return the group of the settings' own robot of this kind."""

    @abstractmethod
    def request(self, group: Group, mail: Outgoing, seconds: int) -> tuple[str, object]:
        """Return address and content; *seconds* since 1970 is when it is signed."""

    @abstractmethod
    def number(self, answer: Mapping[str, object]) -> object:
        """Return the number in an answer that says how it went; 0 is well."""


class Wecom(_Robot):
    """企业微信."""

    name = "wecom"
    longest = 2_000  # of 2048
    slow_down = frozenset({45009, 45033})
    busy = frozenset({-1})
    ours = frozenset({93000, 93004, 93008, 40001, 40014, 48002})

    def place(self, settings: Settings) -> Group:
        """As ``_Robot``."""
        key = quote_plus(settings.wecom_key)
        return Group(f"{settings.wecom_url}/cgi-bin/webhook/send?key={key}")

    def request(self, group: Group, mail: Outgoing, seconds: int) -> tuple[str, object]:
        """As ``_Robot``: the word is the key of the address; nothing is signed."""
        named = {"mentioned_mobile_list" if mail.to.isdecimal() else "mentioned_list": [mail.to]}
        content = {"content": clipped(mail, self.longest), **(named if mail.to else {})}
        return group.webhook, {"msgtype": "text", "text": content}

    def number(self, answer: Mapping[str, object]) -> object:
        """As ``_Robot``."""
        return answer.get("errcode")


class Dingtalk(_Robot):
    """钉钉；加签 when a secret is set."""

    name = "dingtalk"
    longest = 18_000  # of 20000
    slow_down = frozenset({130101, 410100, 660026, 90018})
    busy = frozenset({-1, 400102})
    ours = frozenset({300001, 310000, 40035, 40014, 400101, 400105})

    def place(self, settings: Settings) -> Group:
        """As ``_Robot``."""
        token = quote_plus(settings.dingtalk_token)
        url = f"{settings.dingtalk_url}/robot/send?access_token={token}"
        return Group(url, settings.dingtalk_secret)

    def request(self, group: Group, mail: Outgoing, seconds: int) -> tuple[str, object]:
        """As ``_Robot``: time and signature stand in the address, quoted exactly once."""
        url = group.webhook
        if group.secret:
            stamp = str(seconds * 1000)
            sign = _signature(group.secret, f"{stamp}\n{group.secret}")
            url += f"&timestamp={stamp}&sign={quote_plus(sign)}"
        text = clipped(mail, self.longest)
        named = {"atMobiles" if mail.to.isdecimal() else "atUserIds": [mail.to]} if mail.to else {}
        if mail.to:
            text += f"\n@{mail.to}"  # without it the name is not lit
        return url, {"msgtype": "text", "text": {"content": text}, "at": named}

    def number(self, answer: Mapping[str, object]) -> object:
        """As ``_Robot``."""
        return answer.get("errcode")


class Feishu(_Robot):
    """飞书；签名校验 when a secret is set."""

    name = "feishu"
    longest = 18_000  # of 20 KB for the whole request
    slow_down = frozenset({9499, 11232})
    busy = frozenset({-1, 11247})
    ours = frozenset({19001, 19021, 19022, 19024, 9019})

    def place(self, settings: Settings) -> Group:
        """As ``_Robot``."""
        token = quote(settings.feishu_token, safe="")
        return Group(f"{settings.feishu_url}{FEISHU_PATH}{token}", settings.feishu_secret)

    def request(self, group: Group, mail: Outgoing, seconds: int) -> tuple[str, object]:
        """As ``_Robot``: time and secret together are the key that signs nothing at all."""
        named = f'<at user_id="{mail.to}"></at> ' if mail.to else ""
        text = named + clipped(mail, self.longest)
        content: dict[str, object] = {"msg_type": "text", "content": {"text": text}}
        if group.secret:
            content["timestamp"] = str(seconds)
            content["sign"] = _signature(f"{seconds}\n{group.secret}", "")
        return group.webhook, content

    def number(self, answer: Mapping[str, object]) -> object:
        """As ``_Robot``; older ones say it under another name."""
        return answer.get("code", answer.get("StatusCode"))


class RobotChannel:
    """Speaks through one robot, to one group."""

    def __init__(
        self,
        robot: _Robot,
        group: Group,
        allowed: Allowed,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        self._robot = robot
        self._group = group
        self._poster = Poster(allowed, timeout_seconds)
        self.secrets = group.words

    def send(self, mail: Outgoing) -> None:
        """Say *mail* in the group.

        Raises:
            ChannelError: as ``Carrier.send``.

        """
        # The machine's clock, not the demo's: the other side looks at its own.
        seconds = int(SystemClock().now().timestamp())
        url, content = self._robot.request(self._group, mail, seconds)
        headers = {"Content-Type": "application/json", "Idempotency-Key": mail.key}
        body = json.dumps(content, ensure_ascii=False).encode()
        answer = self._poster.post(Request(url, body, headers))
        judge(answer)
        self._judge(answer)

    def _judge(self, answer: Answer) -> None:
        robot = self._robot
        number = _number(robot, answer)
        if number == 0:
            return
        fault = f"{robot.name}.{number}"
        if number in robot.slow_down:
            raise ChannelError(fault, down=True, wait=answer.wait or WAIT_SECONDS)
        if number in robot.busy:
            raise ChannelError(fault)
        raise ChannelError(fault, permanent=True, down=number in robot.ours)


def _number(robot: _Robot, answer: Answer) -> int:
    """Return how it went; an answer that does not say so leaves us unsure."""
    try:
        said = json.loads(answer.text)
        number = robot.number(said) if isinstance(said, dict) else None
    except ValueError:
        number = None
    if not isinstance(number, int):
        raise ChannelError(f"{robot.name}.answer", unsure=True)
    return number


def _signature(key: str, text: str) -> str:
    return b64encode(hmac(key.encode(), text.encode(), sha256).digest()).decode()


def clipped(mail: Outgoing, longest: int) -> str:
    """Return subject, body and number of a mail in at most *longest* bytes, no character cut."""
    number = f"[{mail.key[:KEY_SHOWN]}]"
    text = f"{mail.subject}\n{mail.body}".strip()
    room = longest - len(number) - 1
    return text.encode()[:room].decode("utf-8", "ignore").rstrip() + "\n" + number
