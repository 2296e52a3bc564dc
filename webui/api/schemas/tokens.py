"""Signing in, and the token it yields."""

from marshmallow import fields

from webui.api.schemas.shape import Given, Instant, Shown, line
from webui.schemas import LONGEST_PASSWORD


class SignInSchema(Given):
    """Login name and password."""

    login = line(80)
    password = line(LONGEST_PASSWORD)


class TokenSchema(Shown):
    """A bearer token; send it as ``Authorization: Bearer …``."""

    token = fields.String(required=True)
    token_type = fields.String(required=True)
    expires_at = Instant(required=True)
