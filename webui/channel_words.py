"""Channels in words, and what went wrong in them."""

import re
from collections.abc import Mapping

from engine.rules.channels import Channel
from webui.terms import term
from webui.translate import LazyString, gettext
from webui.translate import lazy_gettext as _

CHANNELS: Mapping[str, LazyString] = {
    Channel.EMAIL: _("电子邮件"),
    Channel.GATEWAY: _("短信"),
    Channel.WECOM: _("企业微信"),
    Channel.DINGTALK: _("钉钉"),
    Channel.FEISHU: _("飞书"),
    "inbox": _("站内消息"),
}
ADDRESSES: Mapping[str, LazyString] = {
    Channel.EMAIL: _("邮箱"),
    Channel.GATEWAY: _("手机号"),
    Channel.WECOM: _("手机号或账号，用来在群里点名"),
    Channel.DINGTALK: _("手机号或账号，用来在群里点名"),
    Channel.FEISHU: _("用户编号（open_id），用来在群里点名；不填就不点名"),
}
# The first pattern that fits says it; codes are the messenger's (notifications/channels).
FAULTS: tuple[tuple[re.Pattern[str], LazyString], ...] = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"channel\.unknown", _("程序不认识这个渠道")),
        (r"smtp\.sign_in", _("邮件账号或口令不对")),
        (r"(smtp|http)\.tls", _("加密连接没有建立，可能是证书不对")),
        (r"(smtp|http)\.unreachable", _("连接不上对方的服务器")),
        (r"http\.unknown_host", _("找不到对方的服务器，请检查地址和域名解析")),
        (r"http\.private_address", _("地址在内网，而设置里没有允许它")),
        (r"http\.address", _("渠道的地址写得不对")),
        (r"http\.redirect", _("对方让程序改去别的地址，程序不会去")),
        (r"http\.wrong_secret", _("对方不认密钥，请检查设置")),
        (r"http\.429", _("发得太快，对方要求等一等")),
        (r"http\.5\d\d", _("对方的服务器出错")),
        (r"http\.4\d\d", _("对方拒绝了这条消息")),
        (r"(smtp|http)\.(no_answer|broken_off)", _("发出后没有收到答复，可能已经送到")),
        (r"never_heard_of|[A-Z].*", _("发送时程序中断，可能已经送到")),
        (r"smtp\.address", _("邮箱的格式不对")),
        (r"smtp\.recipient\..*", _("对方的邮件服务器不收这个邮箱的信")),
        (r"smtp\.sender\..*", _("邮件服务器不让用这个发件地址")),
        (r"smtp\.text\..*", _("对方的邮件服务器拒收这封信")),
        (r"gateway\.not_accepted", _("网关答复没有收下这条消息")),
        (r"gateway\.template", _("网关的内容模板有误")),
        (r"(wecom\.(93\d+|40001|40014|48002)|dingtalk\.(300001|40035|40014|40010[15])"
         r"|feishu\.(19001|9019))", _("机器人的密钥不对，或者机器人已被移出群")),
        (r"dingtalk\.310000|feishu\.1902[124]", _("机器人的安全设置不放行：签名、关键词或来源")),
        (r"(wecom\.45\d+|dingtalk\.(130101|410100|660026|90018)|feishu\.(9499|11232))",
         _("发得太快，对方要求等一等")),
        (r"(wecom|dingtalk|feishu)\.answer", _("机器人的答复读不懂，可能已经送到")),
        (r"(wecom|dingtalk|feishu)\..*", _("机器人拒绝了这条消息")),
        (r"not_set_up", _("这个渠道还没有开通")),
        (r"no_robot",
         _("没有哪个群的机器人可以说这件事：群不属于案件的单位，或者本人不在那个单位")),
        (r"no_address", _("没有地址，或者本人不要这个渠道")),
    )
)  # fmt: skip


# Kinds of telling that are not called after an event.
TELLINGS: Mapping[str, LazyString] = {
    "report_to_police": _("须立即通报公安机关"),
    "TestMessage": _("试发的消息"),
    "SanctionExpiring": _("问责措施将期满"),
    "OfficeClosed": _("停用单位移交来的案件"),
    "RobotTest": _("群机器人试发"),
}


def telling_name(kind: str) -> str:
    """Return a kind of telling in words."""
    words = TELLINGS.get(kind)
    return str(words) if words else term("event", kind)


def channel_name(code: str) -> str:
    """Return a channel in words, a robot with its number; one that is not known as it stands."""
    kind, _, number = code.partition(":")
    words = CHANNELS.get(kind)
    if words and number:
        return gettext("%(channel)s %(number)s 号机器人", channel=str(words), number=number)
    return str(words) if words else code


def fault_in_words(code: str | None) -> str:
    """Return what went wrong with a message in words."""
    for pattern, words in FAULTS:
        if code and pattern.fullmatch(code):
            return str(words)
    return gettext("原因代码：%(code)s。", code=code or "—")
