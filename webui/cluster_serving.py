"""Serving pages from several processes: gunicorn, with no ticks inside (``heshi web``).

Each process opens the database for itself after the fork and keeps its own place among the
cluster's programs, so that an embedded server beside them is refused.
"""

import logging
from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
from gunicorn.glogging import Logger  # type: ignore[import-untyped]

from engine.cluster import CaseQueue
from engine.desk import Desk
from engine.presence import RENEW_SECONDS, Part, Presence
from engine.rules.errors import EngineError
from engine.settings import Settings
from webui.pages.health import PLACE_LOST
from webui.serving import behind_proxies, spare_collections

log = logging.getLogger(__name__)


Build = Callable[[], Flask]


def presence_of(app: Flask, renew: float = RENEW_SECONDS) -> Presence:
    """Return the place of a process among the cluster's; ``/readyz`` tells while it is lost.

    A database brought back to the tables of this release is served again without a restart.
    """
    desk: Desk = app.extensions["desk"]

    def lost(error: EngineError) -> None:
        if app.extensions.get(PLACE_LOST) != error.code:
            log.error("this process is out of place: %s", error.code)
        app.extensions[PLACE_LOST] = error.code

    def back() -> None:
        log.warning("this process is in place again")
        app.extensions.pop(PLACE_LOST, None)

    presence = Presence(desk, Part.WEB, lost, renew)
    presence.back = back
    return presence


class _SameLog(Logger):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's words in our log: nothing of its own on standard error."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True


class WebProcesses(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """The counter in several processes; *build* makes the application in each of them."""

    def __init__(self, build: Build, settings: Settings, at: str) -> None:
        self._build = build
        self._settings = settings
        self._at = at
        self._presence: Presence | None = None
        super().__init__()

    def load_config(self) -> None:
        """Tell gunicorn how to run."""
        for name, value in {
            "bind": self._at,
            "workers": self._settings.web_processes,
            "threads": self._settings.threads,
            "worker_class": "gthread",
            "graceful_timeout": 20,
            "keepalive": 2,  # short, so that no process keeps most connections (stack, §3)
            "max_requests": 20_000,  # a process that has grown is replaced in good order
            "max_requests_jitter": 2_000,
            "control_socket_disable": True,
            "logger_class": _SameLog,
            "loglevel": "warning",
            "worker_exit": self._left,
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Build the application of one process; its jobs go in with what they are about."""
        app = self._build()
        self._presence = presence_of(app)
        self._presence.enter()
        CaseQueue(app.extensions["desk"]).attach()
        behind_proxies(app)
        spare_collections()
        return app

    def _left(self, _: object, __: object) -> None:
        if self._presence is not None:
            self._presence.leave()
