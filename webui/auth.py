"""Who is asking: sessions of people, bearer tokens of programs, and the gate before every page.

A session lives in a signed cookie and carries a name of its own, new at every sign-in, the
user's ``session_version`` (raised: all sessions end) and when it was last used, by the machine's
clock: a demo's clock jumps by days, and nobody should be thrown out by that. Who signs out ends
the session by its name, so a cookie that comes back late opens nothing.
"""

import secrets
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from flask import Flask, Request, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user, login_user, logout_user

from engine.clock import Clock
from engine.desk import Desk
from engine.queries.accounts import Account, account, account_of_token
from engine.queries.lens import Lens, lens_of
from engine.rules.errors import NotAllowed
from engine.rules.permissions import Actor
from engine.usecases.accounts import SignedIn
from engine.usecases.signing_out import sign_out
from webui.database import db
from webui.errors import SIGN_IN_NEEDED, for_programs, wants_problem

# Everything else is behind sign-in; tests/architecture/test_routes.py reads this list aloud.
PUBLIC = frozenset(
    {
        "static",
        "sign_in.show",
        "sign_in.enter",
        "language.choose",
        "problems.show",
        "problems.all_kinds",
        "health.show",
        "health.alive",
        "health.ready",
        "health.metrics",
        "openapi.spec",
        "tokens.issue",
    }
)
# What somebody with a one-time password may reach before choosing their own.
BEFORE_CHANGE = frozenset({"account.first_password", "account.set_first_password", "sign_in.leave"})
SEEN = "seen"
# A cookie is sent again only so often: every answer that brings one may overwrite a newer one
# (a picture that was on its way while the next person signed in).
SEEN_EVERY = timedelta(minutes=1)
QUIET = "X-Heshi-Quiet"  # sent by what refreshes by itself: it keeps nobody signed in


class Person:
    """A signed-in person as Flask-Login wants to see one."""

    is_active = True
    is_authenticated = True
    is_anonymous = False

    def __init__(self, account: Account) -> None:
        self.account = account

    def get_id(self) -> str:
        """Return what the session keeps: user id and session version."""
        return f"{self.account.actor.user_id}:{self.account.session_version}"


def actor() -> Actor:
    """Return who is asking.

    Raises:
        NotAllowed: ``sign_in.needed``, which is answered by 401 or by the sign-in page.

    """
    person = g.get("account")
    if person is None:
        raise NotAllowed(SIGN_IN_NEEDED)
    asking: Actor = person.actor
    return asking


def own_account() -> Account:
    """Return the account of who is asking; raises like ``actor``."""
    actor()
    person: Account = g.account
    return person


def desk() -> Desk:
    """Return the desk this application stands before."""
    found: Desk = current_app.extensions["desk"]
    return found


def lens() -> Lens:
    """Return what this request's queries look through: one instant for the whole page."""
    if "lens" not in g:
        g.lens = lens_of(desk())
    seen: Lens = g.lens
    return seen


def _today() -> date:
    """Return the office's day, by which posts begin and end."""
    return desk().local_day(desk().now())


def _wall() -> datetime:
    """Return the present by the machine's clock, never by a demo's."""
    clock: Clock = current_app.extensions["wall"]
    return clock.now()


def begin(entered: SignedIn) -> None:
    """Begin a session: a fresh one, so that nothing planted before signing in survives."""
    end()
    session["name"] = secrets.token_hex(16)
    found = account(db.session(), entered.user_id, _today())
    if found is None:
        raise NotAllowed("sign_in.refused")
    login_user(Person(found))
    session[SEEN] = _wall().timestamp()
    session.permanent = True


def renew(version: int) -> None:
    """Go on under a new session version, after one's own password was changed."""
    session["_user_id"] = f"{actor().user_id}:{version}"
    session["name"] = secrets.token_hex(16)


def end() -> None:
    """End this session, and every copy of its cookie; the language stays."""
    if g.get("account"):
        expires = _wall() + current_app.permanent_session_lifetime
        sign_out(desk(), actor(), session["name"], expires)
    logout_user()
    kept = session.get("locale")
    session.clear()
    if kept:
        session["locale"] = kept


def _load_person(kept: str) -> Person | None:
    """Return the person of a session cookie, unless the session was ended meanwhile."""
    user_id, _, version = kept.partition(":")
    if not user_id.isdigit() or for_programs(request.path) or _idle():
        return None
    found = account(db.session(), int(user_id), _today(), session.get("name", ""))
    return Person(found) if found and str(found.session_version) == version else None


def _idle() -> bool:
    """Say whether the session was last used too long ago."""
    limit = timedelta(minutes=desk().settings.session_idle_minutes)
    return SEEN not in session or _unseen() > limit


def _unseen() -> timedelta:
    """Return how long ago the session was used, to the minute; nothing for one not begun."""
    seen = session.get(SEEN)
    return _wall() - datetime.fromtimestamp(seen, UTC) if seen is not None else timedelta()


def _load_program(asked: Request) -> Person | None:
    """Return the person a bearer token stands for; only under /api/."""
    scheme, _, token = asked.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not for_programs(asked.path):
        return None
    found = account_of_token(db.session(), token.strip(), desk().now())
    return Person(found) if found else None


def _gate() -> ResponseReturnValue | None:
    """Find out who is asking and let only the right ones pass.

    Static files and unknown addresses need nobody; the latter are a 404 whoever asks.
    """
    g.account = None
    if request.endpoint == "static":
        return None
    g.account = current_user.account if current_user.is_authenticated else None
    db.session().rollback()  # the view reads its own, later snapshot
    if request.endpoint is None or request.endpoint in PUBLIC:
        return None
    if g.account is None:
        return _to_sign_in()
    if g.account.must_change_password and request.endpoint not in BEFORE_CHANGE:
        return _to_first_password()
    if not request.headers.get(QUIET) and _unseen() >= SEEN_EVERY:
        session[SEEN] = _wall().timestamp()
    return None


def _to_sign_in() -> ResponseReturnValue:
    """Send a browser to sign in and back again; a fragment or a program is told."""
    if wants_problem() or "HX-Request" in request.headers:
        raise NotAllowed(SIGN_IN_NEEDED)
    asked = request.full_path.rstrip("?") if request.method == "GET" else _page_before()
    lost = "1" if request.method != "GET" else None
    return redirect(url_for("sign_in.show", next=asked, lost=lost), 303)


def _to_first_password() -> ResponseReturnValue:
    if wants_problem() or "HX-Request" in request.headers:
        raise NotAllowed("password.must_change")
    return redirect(url_for("account.first_password"), 303)


def _page_before() -> str | None:
    """Return the page of ours a refused form was on."""
    parts = urlsplit(request.referrer or "")
    return parts.path if parts.netloc == request.host else None


def safe_target(asked: str | None) -> str | None:
    """Return *asked* if it is an address of ours, so that nobody can lead people away."""
    if not asked or not asked.startswith("/") or asked.startswith(("//", "/\\")):
        return None
    parts = urlsplit(asked)
    outside = parts.scheme or parts.netloc or any(char in asked for char in "\r\n\t\\")
    return None if outside else asked


def init_app(app: Flask) -> None:
    """Put the gate up. ``app.extensions`` must have ``desk`` and ``wall`` (a clock)."""
    login = LoginManager(app)
    login.session_protection = None  # addresses change under phones; the version ends sessions
    login.user_loader(_load_person)
    login.request_loader(_load_program)
    app.config["PERMANENT_SESSION_LIFETIME"] = timedelta(hours=12)
    app.config["SESSION_REFRESH_EACH_REQUEST"] = False
    app.before_request(_gate)
