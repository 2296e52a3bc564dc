"""Where a script, a style or the sprite of icons lies after the build.

``static/dist/manifest.json`` maps the names templates use ("app.js") to this build's files
("app-AB12CD34.js"). It is read once; a build newer than that is noticed by its time stamp.
"""

import json
from functools import lru_cache
from pathlib import Path

from flask import Flask, url_for

from webui.once import once

DIST = Path(__file__).parent / "static" / "dist"
MANIFEST = DIST / "manifest.json"


@lru_cache(maxsize=2)
def _read(stamp: int) -> dict[str, str]:
    """Return the manifest written at *stamp* (nanoseconds; 0: there is none)."""
    return json.loads(MANIFEST.read_text("utf-8")) if stamp else {}


def built() -> dict[str, str]:
    """Return name → file of the present build; empty before the first one."""
    return _read(MANIFEST.stat().st_mtime_ns if MANIFEST.is_file() else 0)


@once
def asset(name: str) -> str:
    """Return the address of the asset *name*; before a build, of the name itself (a 404)."""
    return url_for("static", filename=f"dist/{built().get(name, name)}")


def init_app(app: Flask) -> None:
    """Give templates ``asset(name)``."""
    app.jinja_env.globals["asset"] = asset
