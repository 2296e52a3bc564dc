"""Which channels these settings make, by name; half a channel stops the start."""

from collections.abc import Mapping

from engine.rules.channels import Channel
from engine.rules.errors import Invalid
from engine.settings import Settings
from notifications.channels import Carrier
from notifications.channels.gateway import GatewayChannel
from notifications.channels.robots import Dingtalk, Feishu, RobotChannel, Wecom
from notifications.channels.smtp import SmtpChannel

SECRETS = ("smtp_password", "gateway_secret", "wecom_key", "dingtalk_token", "dingtalk_secret",
           "feishu_token", "feishu_secret", "secret_key")  # fmt: skip
NEEDED = {
    Channel.WECOM: "wecom_key",
    Channel.DINGTALK: "dingtalk_token",
    Channel.FEISHU: "feishu_token",
}
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
        case Channel.WECOM:
            return RobotChannel(Wecom(), settings)
        case Channel.DINGTALK:
            return RobotChannel(Dingtalk(), settings)
        case Channel.FEISHU:
            return RobotChannel(Feishu(), settings)


def masked(text: str, settings: Settings) -> str:
    """Return *text* without any secret of the settings, for the log."""
    secrets = {getattr(settings, name) for name in SECRETS}
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= SHORTEST:
            text = text.replace(secret, "***")
    return text
