"""Refusals become answers in one place: a page, a fragment for htmx, or problem+json (RFC 9457).

One table from error type to status. A refusal says what did not happen, why, what is kept and
what to do; a fault of ours is logged with a number the reader can pass on.
"""

import secrets
from typing import Literal
from urllib.parse import quote

from flask import Flask, Response, current_app, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_wtf.csrf import CSRFError
from marshmallow import ValidationError
from werkzeug.exceptions import HTTPException

from engine.rules.errors import (
    Conflict,
    EngineError,
    Invalid,
    Locked,
    ModelRefused,
    NotAllowed,
    NotFound,
    Stale,
    WorkflowFault,
)
from engine.usecases.quarantine import setting_aside
from engine.workflow import Finding
from engine.workflow.checks import mend_of, reason_of
from webui.refusals import Refusal, refusal_of
from webui.wording import field_sentences

API = "/api/"
API_PAGE = "/api/v1/docs"  # beside the API, but read by people in a browser
STATUS: dict[type[EngineError], int] = {
    NotFound: 404,
    NotAllowed: 403,
    Invalid: 422,
    Stale: 409,
    Conflict: 409,
    Locked: 503,
    WorkflowFault: 500,
    ModelRefused: 422,
}
SIGN_IN_NEEDED = "sign_in.needed"
RETRY_SECONDS = 5
LONGEST_PATH = 120  # characters of a field's place that we repeat to whoever sent it


def status_of(error: EngineError) -> int:
    """Return the HTTP status of an engine error; an unmapped one is our fault."""
    if error.code == SIGN_IN_NEEDED:
        return 401
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)


def for_programs(path: str) -> bool:
    """Say whether *path* is of the API: bearer tokens only, no cookies, no forms."""
    return path.startswith(API) and path != API_PAGE


def wants_problem() -> bool:
    """Say whether this request is a program's, which gets problem+json."""
    return for_programs(request.path)


def answer(error: EngineError, code: int | None = None) -> Response:
    """Return *error* as the kind of answer this request can use; *code* is a status of HTTP's."""
    status = code or status_of(error)
    number = _log(error) if status == 500 else ""
    refusal = refusal_of(error, number)
    if wants_problem():
        response = _problem(error, refusal, status)
    elif "HX-Request" in request.headers:
        response = make_response(render_template("_refused.html", refusal=refusal), status)
        # app.js says it at the foot of the page where nothing is swapped in.
        response.headers["X-Heshi-Say"] = quote(f"{refusal.title}。{refusal.why}")
    else:
        response = make_response(_page(refusal), status)
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _page(refusal: Refusal) -> str:
    """Return the page of a refusal; a bare one if even the frame around it cannot be made.

    The frame reads the database, which may be what is out of order.
    """
    try:
        return render_template("refused.html", refusal=refusal)
    except Exception as error:  # whatever it is, the reader gets an answer
        _log(error)
        return current_app.jinja_env.get_template("bare.html").render(refusal=refusal)


def _problem(error: EngineError, refusal: Refusal, status: int) -> Response:
    """Return problem details; ``fields`` maps a field to its code and its sentence."""
    body: dict[str, object] = {
        "type": f"/problems/{refusal.name}",
        "title": refusal.title,
        "status": status,
        "detail": refusal.why,
        "instance": request.path,
        "code": error.code,
    }
    if isinstance(error, Invalid) and error.fields:
        said = field_sentences(error)
        body["fields"] = {
            key: {"code": code, "detail": said[key]} for key, code in error.fields.items()
        }
    if isinstance(error, ModelRefused):
        body["findings"] = [_finding(each) for each in _listed(error.facts.get("findings"))]
    if refusal.number:
        body["number"] = refusal.number
    response = jsonify(body)
    response.status_code = status
    response.mimetype = "application/problem+json"
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="heshi"'
    return response


def _listed(findings: object) -> list[object]:
    return list(findings) if isinstance(findings, (list, tuple)) else []


def _finding(found: object) -> str:
    """Return one finding as a sentence that begins with where it is."""
    if not isinstance(found, Finding):
        return str(found)
    locale = get_locale()
    language: Literal["zh", "en"] = "en" if locale and locale.language == "en" else "zh"
    place = " ".join(filter(None, (found.file, found.element, found.name)))
    return f"{place}: {reason_of(found, language)} {mend_of(found, language)}"


def _log(error: BaseException) -> str:
    """Log a fault of ours under a new number; return it."""
    number = secrets.token_hex(4)
    current_app.logger.error("fault %s at %s", number, request.path, exc_info=error)
    return number


def _http(error: HTTPException) -> ResponseReturnValue:
    """Turn what the web framework refuses into one of ours; redirects pass."""
    code = error.code or 500
    if code < 400:
        return error.get_response()
    known: dict[int, EngineError] = {
        401: NotAllowed(SIGN_IN_NEEDED),
        403: NotAllowed(),
        404: NotFound("page.unknown"),
        405: Conflict("method.refused"),
        413: Invalid("request.too_large"),
    }
    if code >= 500:
        return answer(EngineError("fault"))
    expired = isinstance(error, CSRFError)
    refused = Conflict("form.expired") if expired else known.get(code)
    response = answer(refused or Invalid("request.malformed"), code)
    if code == 405 and (allowed := getattr(error, "valid_methods", None)):
        response.headers["Allow"] = ", ".join(allowed)
    return response


def invalid_of(error: ValidationError) -> Invalid:
    """Return a schema's complaint as one of ours: the shape is wrong, whatever it means."""
    return Invalid("invalid", fields=fields_of(error.messages))


def fields_of(messages: object, path: str = "") -> dict[str, str]:
    """Return field → code of a schema's complaints; inner ones as ``parties.0.name``."""
    if not isinstance(messages, dict):
        return {path: _code(messages)}
    found: dict[str, str] = {}
    for key, inner in messages.items():
        place = path if key == "_schema" else f"{path}.{key}".lstrip(".")
        found |= fields_of(inner, place[:LONGEST_PATH])
    return found


def _malformed(error: ValidationError) -> ResponseReturnValue:
    return answer(invalid_of(error))


def _code(messages: object) -> str:
    """Return our code for a field's complaint; schemas give codes where they can."""
    first = messages[0] if isinstance(messages, list) and messages else ""
    return first if isinstance(first, str) and first.isascii() and " " not in first else "malformed"


def _set_aside(error: WorkflowFault) -> Response:
    """Set a process aside whose state turned out to be unreadable, also where one only looked."""
    try:
        with setting_aside(current_app.extensions["desk"]):
            raise error
    except EngineError as refused:
        return answer(refused)


def answer_fault(error: Exception) -> Response:
    """Answer what nobody foresaw, without a word about its inside."""
    fault = EngineError("fault")
    fault.__cause__ = error
    return answer(fault)


def init_app(app: Flask) -> None:
    """Turn refusals and faults into answers."""
    app.register_error_handler(EngineError, answer)
    app.register_error_handler(WorkflowFault, _set_aside)
    app.register_error_handler(ValidationError, _malformed)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, answer_fault)
