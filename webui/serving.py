"""Serving pages from one process: waitress, stopped in good order.

``waitress-serve`` drops the requests in hand on SIGTERM (tried: design/stack, §3); here a signal
ends the loop, then the requests in hand are finished, then the ticks.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import waitress  # type: ignore[import-untyped]
from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from engine.desk import Desk
from engine.scheduler import Scheduler, Ticking, ticks

LAST_REQUESTS = 10  # seconds for the requests in hand


class _Server(Protocol):
    """What of waitress's servers we use."""

    task_dispatcher: "_Dispatcher"

    def run(self) -> None: ...
    def close(self) -> None: ...


class _Dispatcher(Protocol):
    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> bool: ...  # noqa: FBT001, FBT002


def serve(app: Flask, host: str, port: int, *others: Ticking) -> None:
    """Serve *app* until SIGTERM or SIGINT, with the ticks running beside it.

    *others* are ticks of rooms above the engine.

    Raises:
        OSError: the address is taken.
        Conflict: ``server.second``, another server ticks on this database.

    """
    desk: Desk = app.extensions["desk"]
    if desk.settings.proxy_count:
        count = desk.settings.proxy_count
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    server: _Server = waitress.create_server(
        app, host=host, port=port, threads=desk.settings.threads, ident=None
    )
    with _ticking(desk, others), _stopped_by_signals():
        try:
            server.run()
        finally:
            server.task_dispatcher.shutdown(cancel_pending=False, timeout=LAST_REQUESTS)
            server.close()


@contextmanager
def _ticking(desk: Desk, others: tuple[Ticking, ...]) -> Iterator[None]:
    scheduler = Scheduler(desk, ticks(desk, *others))
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
