"""The switch between Chinese and English, before and after signing in."""

from flask import Blueprint, g, redirect, request, session
from flask.typing import ResponseReturnValue

from engine.rules.errors import Invalid
from engine.usecases.accounts import choose_language
from webui.auth import desk, safe_target
from webui.i18n import CHOICE
from webui.schemas import LanguageSchema
from webui.translate import LOCALES

bp = Blueprint("language", __name__)


@bp.post("/language")
def choose() -> ResponseReturnValue:
    """Read on in another language; a signed-in person's choice is kept."""
    locale = LanguageSchema().load(request.form)["locale"]
    if locale not in LOCALES:
        raise Invalid("language.unknown", fields={"locale": "language.unknown"})
    session[CHOICE] = locale
    if g.account:
        choose_language(desk(), g.account.actor, locale)
    return redirect(safe_target(request.form.get("next")) or "/", 303)
