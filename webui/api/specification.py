"""What the specification says beside the operations themselves, and refusals by the framework."""

from typing import Any

from apiflask import APIFlask
from apiflask.exceptions import HTTPError
from flask import Response

from engine.rules.errors import Invalid
from webui.api.limits import LARGEST_ID
from webui.errors import answer, fields_of

ABOUT = """\
Cases of dispute mediation (矛盾纠纷调解) from registration to the archive, under their time limits.

* **Signing in.** `POST /tokens` answers an opaque bearer token for twelve hours; send it as
  `Authorization: Bearer …`. Cookies of a browser are not looked at.
* **Finding work.** `GET /tasks?queue=mine` lists steps, `GET /tasks/{task_id}` gives a step with
  its form: every field with label, kind, options, bounds and the value it begins with. Send the
  answers as `values` to `POST /tasks/{task_id}/complete`.
* **Time.** Days are days at the office (`2026-04-07`), instants UTC (`…Z`). `*_fen` is money in 分.
* **Lists** go on with `cursor`: pass what the last page gave as `next`; null ends the list.
* **Refusals** are problem details (RFC 9457). `code` is stable; `title` and `detail` are sentences
  in the language of `Accept-Language` (zh-CN, en). Another person's case is `404`, as if it did
  not exist; a step somebody else has taken is `409` and says who.
"""
BEARER = {"type": "http", "scheme": "bearer", "description": "From `POST /tokens`; twelve hours."}


def init_app(app: APIFlask) -> None:
    """Describe the API as a whole."""
    app.config.update(
        DESCRIPTION=ABOUT,
        SECURITY_SCHEMES={"bearer": BEARER},
        AUTO_SERVERS=False,
        AUTO_404_RESPONSE=False,
        AUTO_VALIDATION_ERROR_RESPONSE=False,
        AUTO_AUTH_ERROR_RESPONSE=False,
    )
    app.register_error_handler(HTTPError, _misshapen)
    app.spec_processor(_finish)


def _misshapen(error: HTTPError) -> Response:
    """Answer a shape that was refused before the view began."""
    by_place = error.detail if isinstance(error.detail, dict) else {}
    fields: dict[str, str] = {}
    for messages in by_place.values():
        fields |= fields_of(messages)
    return answer(Invalid("invalid", fields=fields))


def _finish(spec: dict[str, Any] | str) -> dict[str, Any] | str:
    """Say what the operations cannot: bounds of the numbers in addresses."""
    if isinstance(spec, str):
        return spec
    for path in spec["paths"].values():
        for operation in path.values():
            for each in operation.get("parameters", ()):
                if each.get("in") == "path" and each["schema"].get("type") == "integer":
                    each["schema"] |= {"minimum": 1, "maximum": LARGEST_ID}
    return spec
