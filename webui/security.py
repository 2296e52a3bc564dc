"""What every answer carries so that a browser lets nobody else act in our name."""

from flask import Flask, Response, request
from flask_wtf.csrf import CSRFProtect

from webui.errors import for_programs

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
STATIC_AGE = 31_536_000  # seconds; a built file's name changes with its contents
BODY_LIMIT = 20 * 1024 * 1024  # bytes

csrf = CSRFProtect()


def dress(response: Response) -> Response:
    """Put the headers on; pages are never kept by a cache, built files for ever.

    The drawing library writes style attributes into its own elements: a page with a drawing
    says so by ``response.headers["X-Heshi-Drawing"]``, which is taken off again here.
    """
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if response.headers.pop("X-Heshi-Drawing", ""):
        response.headers["Content-Security-Policy"] = f"{POLICY}; style-src-attr 'unsafe-inline'"
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def framed(response: Response) -> Response:
    """Let a page of ours show this answer in a frame; nobody else's may."""
    policy = POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    response.headers["Content-Security-Policy"] = policy
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def protect() -> None:
    """Ask every form for its token. Programs under /api/ carry a bearer token and no cookie."""
    if not for_programs(request.path):
        csrf.protect()


def init_app(app: Flask, *, secure: bool) -> None:
    """Protect forms, cookies and answers; *secure*: people reach us over https."""
    app.config.update(
        WTF_CSRF_CHECK_DEFAULT=False,  # ``protect`` decides, by path
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a long step must not lose its text
        WTF_CSRF_SSL_STRICT=False,  # the referrer is ours to send, and proxies cut it
        SESSION_COOKIE_NAME="heshi",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure,
        SEND_FILE_MAX_AGE_DEFAULT=STATIC_AGE,
        MAX_CONTENT_LENGTH=BODY_LIMIT,
    )
    csrf.init_app(app)
    app.before_request(protect)
    app.after_request(dress)
