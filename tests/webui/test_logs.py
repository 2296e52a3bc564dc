"""The log says what happened and to which row, never to whom."""

import io
import json
import logging
from dataclasses import replace

import pytest

from engine.logs import JsonLines, TextLines, hush
from engine.rules.errors import Conflict
from engine.rules.party import Party
from engine.usecases.sweep import sweep
from tests.journeys.conftest import county  # noqa: F401
from tests.webui.conftest import hang

NAMES = ("欧阳金丝雀", "13912340000", "331022197001081234", "后岭村金丝雀路九号")
NAME, PHONE, IDENTITY, ADDRESS = NAMES


@pytest.fixture(params=[JsonLines, TextLines])
def written(request):
    """Everything the program logs at INFO, by anybody, as it would be written."""
    stream = io.StringIO()
    spoken = logging.StreamHandler(stream)
    spoken.setFormatter(request.param())
    root = logging.getLogger()
    before, kept = root.level, root.handlers[:]
    root.handlers[:] = [spoken]
    root.setLevel(logging.INFO)
    hush()
    yield stream
    root.handlers[:] = kept
    root.setLevel(before)


def personal(stream):
    return [word for word in NAMES if word in stream.getvalue()]


def test_a_whole_walk_of_a_case_leaves_no_person_in_the_log(written, county):  # noqa: F811
    party = Party("applicant", "person", NAME, id_number=IDENTITY, phone=PHONE, address=ADDRESS)
    other = replace(party, role="respondent", id_number=None)
    code = county.register(parties=(party, other), summary=f"{NAME}住在{ADDRESS}")
    county.take("vm", code, "sign_for")
    county.clock.advance(days=9)
    sweep(county.desk)
    logging.getLogger("spiff.task").info("as loud as SpiffWorkflow can be")
    assert personal(written) == []


def test_a_request_is_logged_by_its_route_and_never_with_what_was_asked(written, signed_in, shen):
    signed_in.get(f"/cases?q={NAME}&phone={PHONE}")
    signed_in.post("/sign-in", {"login": NAME, "password": ADDRESS})
    text = written.getvalue()
    assert personal(written) == []
    assert "/cases" in text
    assert "status" in text
    assert str(shen) in text


def test_an_exception_is_told_by_kind_and_place_only(written, app, database):
    def quote():
        try:
            with database.write() as session:
                words = {"name": NAME, "value": PHONE}
                session.connection().exec_driver_sql("SELECT nothing FROM nowhere", ())
                raise KeyError(words)
        except Exception as error:
            raise ValueError(f"{NAME} {IDENTITY}") from error

    hang(app, "/broken", "broken", quote)
    app.test_client().get("/broken")
    logging.getLogger("engine").error("refused at /x?name=%s", NAME)
    try:
        raise Conflict("case.closed", name=NAME)
    except Conflict:
        logging.getLogger("engine").exception("refused")
    assert personal(written) == []
    assert "test_logs.py" in written.getvalue()
    assert "Conflict: case.closed" in written.getvalue()


def test_a_line_of_json_is_one_object_with_instant_level_and_place():
    record = logging.LogRecord("engine", logging.INFO, __file__, 1, "two\nlines %s", ("x",), None)
    record.secret = NAME
    record.route = "/case/<code>"
    line = JsonLines().format(record)
    assert "\n" not in line
    said = json.loads(line)
    assert said.pop("at").endswith("+00:00")
    assert said == {
        "level": "INFO",
        "logger": "engine",
        "message": "two lines x",
        "route": "/case/<code>",
    }
