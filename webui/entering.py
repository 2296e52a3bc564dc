"""One attempt to sign in, with everything that guards it: used by the page and by /api/."""

from typing import TypeVar

from flask import request
from werkzeug.wrappers import Response

from engine.rules.errors import NotAllowed
from engine.usecases.accounts import Attempt, SignedIn, sign_in
from webui.auth import begin, desk
from webui.throttle import is_known_device, mark_device, throttle

Answer = TypeVar("Answer", bound=Response)


def check(login: str, password: str) -> SignedIn:
    """Return who this is.

    Raises:
        NotAllowed: ``sign_in.wait``, ``sign_in.refused`` or ``sign_in.no_role``.

    """
    address, now = request.remote_addr or "", desk().now()
    waiting = throttle().seconds_to_wait(login, address, now)
    if waiting:
        raise NotAllowed("sign_in.wait", seconds=waiting)
    try:
        entered = sign_in(desk(), Attempt(login, password, is_known_device(login)))
    except NotAllowed as error:
        if error.code == "sign_in.refused":
            throttle().note(login, address, now)
        raise
    throttle().forget(login, address)
    return entered


def enter_as(login: str, password: str, answer: Answer) -> Answer:
    """Begin a session and return *answer*, which makes this browser a known device."""
    begin(check(login, password))
    mark_device(answer, login)
    return answer
