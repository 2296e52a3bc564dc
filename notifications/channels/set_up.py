"""Which channels these settings make, by name; half a channel stops the start."""

from collections.abc import Mapping

from engine.desk import Desk
from engine.rules.addresses import Allowed
from engine.rules.channels import Channel
from engine.rules.errors import Invalid
from engine.settings import Settings
from engine.usecases.robots import lines
from notifications.channels import Carrier
from notifications.channels.gateway import GatewayChannel
from notifications.channels.robots import Dingtalk, Feishu, Group, RobotChannel, Wecom
from notifications.channels.smtp import SmtpChannel

SECRETS = ("smtp_password", "gateway_secret", "wecom_key", "dingtalk_token", "dingtalk_secret",
           "feishu_token", "feishu_secret", "secret_key")  # fmt: skip
NEEDED = {
    Channel.WECOM: "wecom_key",
    Channel.DINGTALK: "dingtalk_token",
    Channel.FEISHU: "feishu_token",
}
ROBOTS = {Channel.WECOM: Wecom(), Channel.DINGTALK: Dingtalk(), Channel.FEISHU: Feishu()}
SHORTEST = 4  # characters of a secret that is looked for; shorter ones are no secrets


def carriers(settings: Settings) -> Mapping[str, Carrier]:
    """Return a carrier for every channel that is set up.

    Raises:
        Invalid: ``settings.invalid``: a robot without its word, a template or address that cannot
            be read.

    """
    missing = [NEEDED[each] for each in settings.channels if not _complete(settings, each)]
    if missing:
        wrong = {f"HESHI_{name.upper()}": "settings.secret_missing" for name in missing}
        raise Invalid("settings.invalid", fields=wrong)
    return {str(each): _carrier(settings, each) for each in settings.channels}


def _complete(settings: Settings, channel: Channel) -> bool:
    return channel not in NEEDED or bool(getattr(settings, NEEDED[channel]))


def _carrier(settings: Settings, channel: Channel) -> Carrier:
    match channel:
        case Channel.EMAIL:
            return SmtpChannel(settings)
        case Channel.GATEWAY:
            return GatewayChannel(settings)
        case _:
            robot = ROBOTS[channel]
            return RobotChannel(robot, robot.place(settings), _allowed(settings))


def robots(desk: Desk) -> Mapping[str, Carrier]:
    """Return a carrier for every robot that administrators set up and that is on."""
    allowed = _allowed(desk.settings)
    return {
        name: RobotChannel(ROBOTS[Channel(line.kind)], Group(line.webhook, line.secret), allowed)
        for name, line in lines(desk).items()
    }


def _allowed(settings: Settings) -> Allowed:
    return Allowed.read(settings.allow_private_addresses)


def masked(text: str, settings: Settings, carrier: Carrier | None = None) -> str:
    """Return *text* without any secret of the settings or of a robot, for the log."""
    secrets = {getattr(settings, name) for name in SECRETS} | set(getattr(carrier, "secrets", ()))
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= SHORTEST:
            text = text.replace(secret, "***")
    return text
