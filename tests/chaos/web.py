"""The server people reach by HTTP: pages and ticks in one process, as ``heshi serve`` runs them.

Told so, it dies by its own hand after a request has been carried out and before it is answered:
whoever asked cannot know whether it was done.
"""

import os
import signal
import sys
from collections.abc import Callable, Iterable, Mapping
from itertools import count
from typing import Any

from jinja2 import FileSystemBytecodeCache

from engine.rules.errors import Conflict
from engine.ticking import ticks
from notifications.texts import TextBook
from notifications.ticks import mail_tick
from tests.chaos.place import REFUSED, Place
from webui import api, pages
from webui.app import create_app
from webui.message_words import TEXTS
from webui.serving import serve

Environ = dict[str, Any]
Wsgi = Callable[[Environ, Callable[..., object]], Iterable[bytes]]


class Dying:
    """An application that carries out its n-th form and dies before anybody hears of it."""

    def __init__(self, app: Wsgi, last: int) -> None:
        self._app = app
        self._last = last
        self._forms = count(1)

    def __call__(self, environ: Environ, start: Callable[..., object]) -> Iterable[bytes]:
        answer = self._app(environ, start)
        posted = environ["REQUEST_METHOD"] == "POST" and environ["PATH_INFO"] != "/sign-in"
        if posted and next(self._forms) == self._last:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer


def warm() -> None:
    """Import all pages once: what is forked afterwards has them."""
    list(pages.blueprints())
    list(api.sections())


def web(place: Place, words: Mapping[str, Any]) -> int:
    """Answer on the port named until told to stop; ``last``: the form it dies of."""
    desk = place.desk()
    app = create_app(desk)
    app.extensions[TEXTS] = TextBook()
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(place.var)
    if words.get("last"):
        app.wsgi_app = Dying(app.wsgi_app, words["last"])  # type: ignore[method-assign]
    ready = place.folder / f"ready-{words['number']}"
    try:
        at = ("127.0.0.1", words["port"])
        serve(app, at, ticks(desk, mail_tick(place.settings)), ready.touch)
    except Conflict as refused:
        sys.stderr.write(f"{refused.code}\n")
        return REFUSED
    return 0
