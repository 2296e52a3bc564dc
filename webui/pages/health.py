"""For whatever watches the server: it answers, and the database does too."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from webui.auth import desk

bp = Blueprint("health", __name__)


@bp.get("/health")
def show() -> ResponseReturnValue:
    """Say that we are here; 503 if the database is not."""
    desk().is_demo()
    return jsonify(state="ok")
