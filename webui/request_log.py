"""One line for a request: which route, how it ended, how long it took, who asked.

The route is its template, so that no code of a case, no name and no query ever stands there.
"""

import logging
import time

from flask import Flask, Response, g, request

log = logging.getLogger("heshi.request")

UNSAID = frozenset({"static", "health"})  # built files; whoever asks every few seconds


def init_app(app: Flask) -> None:
    """Write the log of requests."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.begun = time.perf_counter()


def _end(response: Response) -> Response:
    room = (request.endpoint or "").partition(".")[0]
    if room not in UNSAID and "begun" in g:
        person = g.get("account")
        said = {
            "method": request.method,
            "route": request.url_rule.rule if request.url_rule else "-",
            "status": response.status_code,
            "ms": round((time.perf_counter() - g.begun) * 1000),
            "user": person.actor.user_id if person else None,
        }
        log.info("request", extra=said)
    return response
