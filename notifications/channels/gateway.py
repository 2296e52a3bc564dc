"""Any provider of SMS, or whatever else takes a text over HTTP.

The body is a Jinja2 template of the settings, kept in a sandbox; it gets ``to``, ``text`` (one or
two lines), ``subject``, ``body`` (all of it), ``key``, ``locale`` and ``at``. The key goes along
as ``Idempotency-Key`` too: it is the same whenever the same thing is sent again.
"""

import re

from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from engine.rules.addresses import Allowed
from engine.rules.errors import Invalid
from engine.settings import Settings
from notifications.channels import ChannelError, Outgoing
from notifications.channels.posting import TIMEOUT_SECONDS, Answer, Poster, Request
from notifications.channels.resolving import parts

BODY = '{"to": {{ to|tojson }}, "text": {{ text|tojson }}, "key": {{ key|tojson }}}'
LONGEST_BODY = 100_000
WAIT_SECONDS = 60.0  # after 429, where the server does not say how long
AGAIN = frozenset({421, 423, 425, 429})  # by which nothing was taken, this time
UNSURE = frozenset({408, 409})  # too slow, or the same key is being worked on
WRONG_SECRET = frozenset({401, 403, 407})
SANDBOX = ImmutableSandboxedEnvironment(autoescape=False, undefined=StrictUndefined)


class GatewayChannel:
    """Posts each mail to the address of the settings."""

    def __init__(self, settings: Settings, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self._settings = settings
        self._poster = Poster(Allowed.read(settings.allow_private_addresses), timeout_seconds)
        self._accepted = re.compile(settings.gateway_accepted)
        self._body = _template(settings.gateway_body or BODY)
        _check_address(settings.gateway_url)

    def send(self, mail: Outgoing) -> None:
        """Post *mail*.

        Raises:
            ChannelError: as ``Carrier.send``.

        """
        answer = self._poster.post(self._request(mail))
        judge(answer)
        if self._settings.gateway_accepted and not self._accepted.search(answer.text):
            raise ChannelError("gateway.not_accepted", permanent=True)

    def _request(self, mail: Outgoing) -> Request:
        settings = self._settings
        try:
            body = self._body.render(
                to=mail.to, text=mail.short, subject=mail.subject, body=mail.body,
                key=mail.key, locale=mail.locale, at=mail.at,
            )  # fmt: skip
        except (TemplateError, ValueError, TypeError, ArithmeticError) as error:
            raise ChannelError("gateway.template", permanent=True, down=True) from error
        headers = {"Content-Type": settings.gateway_content_type, "Idempotency-Key": mail.key}
        if settings.gateway_secret:
            headers[settings.gateway_header] = settings.gateway_secret
        return Request(settings.gateway_url, body[:LONGEST_BODY].encode(), headers)


def _template(source: str) -> Template:
    try:
        return SANDBOX.from_string(source)
    except TemplateError as error:
        wrong = {"HESHI_GATEWAY_BODY": "settings.unreadable"}
        raise Invalid("settings.invalid", fields=wrong) from error


def _check_address(url: str) -> None:
    try:
        parts(url)
    except ChannelError as error:
        wrong = {"HESHI_GATEWAY_URL": "settings.unreadable"}
        raise Invalid("settings.invalid", fields=wrong) from error


def judge(answer: Answer) -> None:
    """Go on if the status says that the server took what was posted.

    A server that fails (5xx) may have taken it before it failed.

    Raises:
        ChannelError: ``http.STATUS``, ``http.redirect``, ``http.wrong_secret``.

    """
    status = answer.status
    if 200 <= status < 300:
        return
    if 300 <= status < 400:
        raise ChannelError("http.redirect", permanent=True, down=True)
    if status in WRONG_SECRET:
        raise ChannelError("http.wrong_secret", permanent=True, down=True)
    unsure = status in UNSURE or status >= 500
    if unsure or status in AGAIN:
        asked = answer.wait is not None or status == 429
        wait = (answer.wait or WAIT_SECONDS) if asked else None
        raise ChannelError(f"http.{status}", unsure=unsure, down=asked, wait=wait)
    raise ChannelError(f"http.{status}", permanent=True)
