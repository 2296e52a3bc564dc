"""For whatever watches the server: is it alive, is it ready, and the numbers."""

from ipaddress import ip_address, ip_network

from flask import Blueprint, Response, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from engine.queries.health import health
from engine.rules.errors import EngineError, NotFound
from engine.storage.migrations import require_current
from webui.alarm import periods
from webui.auth import desk
from webui.metrics import CONTENT_TYPE, exposition

bp = Blueprint("health", __name__)

PLACE_LOST = "presence"  # app.extensions: why this process of a cluster is out of place


@bp.get("/health")
def show() -> ResponseReturnValue:
    """Say that we are here; 503 if the database is not."""
    desk().is_demo()
    return jsonify(state="ok")


@bp.get("/healthz")
def alive() -> ResponseReturnValue:
    """Say that this process answers; asks nobody else."""
    return jsonify(state="alive")


@bp.get("/readyz")
def ready() -> ResponseReturnValue:
    """Say whether work can be done here: database reached, tables current, ticks on time.

    503 with the codes of what is wrong.
    """
    reasons = _reasons()
    state = "not_ready" if reasons else "ready"
    return jsonify(state=state, because=reasons), 503 if reasons else 200


def _reasons() -> list[str]:
    lost = current_app.extensions.get(PLACE_LOST)
    if lost is not None:
        return [str(lost)]
    try:
        require_current(desk().database)
        with desk().read() as session:
            found = health(session, desk().now(), periods())
    except EngineError as error:
        return [error.code]
    return [each.code for each in found.troubles]


@bp.get("/metrics")
def metrics() -> ResponseReturnValue:
    """Return the numbers for Prometheus, to those networks only that the settings name."""
    if not _may_measure():
        raise NotFound("page.unknown")
    with desk().read() as session:
        found = health(session, desk().now(), periods())
    return Response(exposition(found), content_type=CONTENT_TYPE)


def _may_measure() -> bool:
    """Judge by the address that asks; one handed on by a proxy nobody counted is not known."""
    settings = desk().settings
    if settings.proxy_count == 0 and "X-Forwarded-For" in request.headers:
        return False
    address = ip_address(request.remote_addr or "0.0.0.0")  # noqa: S104  # nobody's address
    networks = settings.metrics_networks.split(",")
    return any(address in ip_network(each.strip()) for each in networks)
