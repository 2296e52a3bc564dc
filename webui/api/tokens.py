"""Bearer tokens: opaque, twelve hours long, ended at any time."""

from datetime import datetime

from flask import request

from engine.queries.accounts import account, token_id_of
from engine.rules.errors import NotAllowed
from engine.usecases.accounts import issue_token, revoke_token
from webui.api.schemas.tokens import SignInSchema, TokenSchema
from webui.api.section import Section
from webui.auth import actor, desk
from webui.database import db
from webui.entering import check

bp = Section("tokens", "Tokens")


@bp.opens("/tokens", TokenSchema, takes=SignInSchema)
def issue(given: dict[str, str]) -> dict[str, str | datetime]:
    """Sign in with login name and password; answer a bearer token.

    The token is shown this once and works for twelve hours.
    """
    entered = check(given["login"], given["password"])
    found = account(db.session(), entered.user_id, desk().local_day(desk().now()))
    if found is None or entered.must_change_password:
        raise NotAllowed("password.must_change" if found else "sign_in.refused")
    token, expires_at = issue_token(desk(), found.actor)
    return {"token": token, "token_type": "Bearer", "expires_at": expires_at}


@bp.ends("/tokens/current")
def end_current() -> tuple[str, int]:
    """End the token this request carries."""
    token = request.headers.get("Authorization", "").partition(" ")[2].strip()
    revoke_token(desk(), actor(), token_id_of(db.session(), actor(), token))
    return "", 204
