"""The web application: rooms in the order in which a request walks through them."""

from apiflask import APIFlask
from flask import Flask

from engine.clock import Clock, SystemClock
from engine.desk import Desk
from engine.settings import Settings, demo_secret
from webui import (
    addresses,
    api,
    asset_manifest,
    auth,
    errors,
    frame,
    i18n,
    lines,
    once,
    pages,
    request_log,
    row_addresses,
    security,
    step_words,
)
from webui.database import db
from webui.throttle import Throttle


def create_app(desk: Desk, wall: Clock | None = None) -> Flask:
    """Return the counter in front of *desk*.

    Args:
        desk: what every use case and query works with.
        wall: the machine's clock, by which sessions grow old; a demo's own clock jumps.

    Raises:
        Invalid: ``settings.secret_missing`` for a real database without a secret.

    """
    app = APIFlask(
        __name__,
        title="Heshi 和事",
        version="v1",
        json_errors=False,
        docs_path=None,
        spec_path="/api/v1/openapi.json",
    )
    demo = desk.is_demo()
    app.secret_key = demo_secret(desk.settings) if demo else desk.settings.require_secret()
    app.extensions.update(desk=desk, wall=wall or SystemClock(), demo=demo, throttle=Throttle())
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    addresses.init_app(app)
    _furnish(app, desk.settings)
    for blueprint in pages.blueprints():
        app.register_blueprint(blueprint)
    api.init_app(app)
    return app


def _furnish(app: Flask, settings: Settings) -> None:
    """Set up what every page needs. The gate stands before the check of forms."""
    request_log.init_app(app)
    db.init_app(app)
    auth.init_app(app)
    security.init_app(app, secure=settings.base_url.startswith("https:"))
    i18n.init_app(app)
    asset_manifest.init_app(app)
    once.init_app(app)
    frame.init_app(app)
    row_addresses.init_app(app)
    lines.init_app(app)
    step_words.init_app(app)
    errors.init_app(app)
