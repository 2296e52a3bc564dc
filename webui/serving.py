"""Serving pages from one process: waitress, stopped in good order.

``waitress-serve`` drops the requests in hand on SIGTERM (tried: design/stack, §3); here a signal
ends the loop, then the requests in hand are finished, then the ticks.
"""

import gc
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

import waitress  # type: ignore[import-untyped]
from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from engine.desk import Desk
from engine.scheduler import Scheduler, Ticking

LAST_REQUESTS = 10  # seconds for the requests in hand


class _Server(Protocol):
    """What of waitress's servers we use."""

    task_dispatcher: "_Dispatcher"

    def run(self) -> None: ...
    def close(self) -> None: ...


class _Dispatcher(Protocol):
    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> bool: ...  # noqa: FBT001, FBT002


def serve(
    app: Flask, at: tuple[str, int], ticking: tuple[Ticking, ...], ready: Callable[[], None]
) -> None:
    """Serve *app* at (host, port) until SIGTERM or SIGINT, with the ticks beside it.

    *ready* is called once requests are answered and the ticks run.

    Raises:
        OSError: the address is taken, or is none.
        Conflict: ``server.second``, ``server.cluster``: this database is served already.

    """
    desk: Desk = app.extensions["desk"]
    behind_proxies(app)
    spare_collections()
    server = _server(app, at)
    with _beside(desk, ticking), _stopped_by_signals():
        try:
            ready()
            server.run()
        finally:
            server.task_dispatcher.shutdown(cancel_pending=False, timeout=LAST_REQUESTS)
            server.close()


def _server(app: Flask, at: tuple[str, int]) -> _Server:
    desk: Desk = app.extensions["desk"]
    try:
        made: _Server = waitress.create_server(
            app,
            host=at[0],
            port=at[1],
            threads=desk.settings.threads,
            ident=None,
            clear_untrusted_proxy_headers=False,  # whom to believe is said in ``behind_proxies``
        )
    except ValueError as error:  # its word for a host nobody knows
        raise OSError(str(error)) from error
    return made


def behind_proxies(app: Flask) -> None:
    """Believe as many proxies in front of *app* as the settings count, and no more."""
    desk: Desk = app.extensions["desk"]
    if count := desk.settings.proxy_count:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]


def spare_collections() -> None:
    """Leave what start-up has loaded out of every later collection of garbage.

    There are a quarter of a million objects, and looking at all of them holds up whichever page
    is being drawn by a sixth of a second.
    """
    gc.collect()
    gc.freeze()


@contextmanager
def _beside(desk: Desk, ticking: tuple[Ticking, ...]) -> Iterator[None]:
    scheduler = Scheduler(desk, ticking)
    scheduler.start()
    try:
        yield
    finally:
        scheduler.stop()


@contextmanager
def _stopped_by_signals() -> Iterator[None]:
    """Turn SIGTERM into the end of the loop; the one before is put back afterwards."""

    def stop(*_: object) -> None:
        raise SystemExit(0)

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
