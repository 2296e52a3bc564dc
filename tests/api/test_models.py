"""Drafts of procedures through the API: opened, saved, checked, published by two programs."""

from base64 import b64decode, b64encode

import pytest

from engine.usecases.people_admin import shipped
from engine.workflow.packing import pack, unpack
from tests.api.test_refusals import problem

OWN = {path: each for path, each in shipped().items() if not path.startswith("law/")}
VISIT = "forms/visit.json"
CHANGED = OWN[VISIT].replace("回访".encode(), "电话回访".encode())


def text(content: bytes) -> str:
    return b64encode(content).decode()


@pytest.fixture
def draft(program) -> int:
    return program("admin").do("/bundles", {"title": "回访三十日", "note": "群众等得久"})["id"]


def test_a_draft_is_opened_saved_checked_and_published_by_two(program, draft):
    admin, safe = program("admin"), program("safe")
    assert admin.read(f"/bundles/{draft}/findings") == {"errors": 0, "items": []}
    saved = admin.do(f"/bundles/{draft}/files", {"files": {VISIT: text(CHANGED)}})
    assert saved == {"revision": 2, "changed": True}
    asked = {"revision": 2}
    sent = admin.do(f"/bundles/{draft}/publish", asked)
    assert sent == {"status": "trial", "version": None}
    problem(admin.post(f"/bundles/{draft}/publish", asked), 403, "draft.consent")
    done = safe.do(f"/bundles/{draft}/publish", asked)
    assert done == {"status": "published", "version": 2}
    newest, first = program("audit").read("/versions")["items"]
    assert (newest["version"], newest["newest"], newest["based_on"]) == (2, True, 1)
    assert (newest["published_by"], newest["consented_by"]) == ("admin某", "safe某")
    assert not first["newest"]
    assert safe.read("/bundles", status="published")["items"][0]["id"] == draft
    assert safe.read("/bundles", status="draft")["items"] == []


def test_a_draft_comes_in_and_goes_out_as_one_archive(program):
    admin = program("admin")
    opened = admin.do("/bundles", {"title": "送来的", "zip": text(pack(OWN))})
    assert opened["status"] == "draft"
    shown = admin.read(f"/bundles/{opened['id']}")
    assert {each["path"] for each in shown["files"]} == set(OWN)
    given = admin.read(f"/bundles/{opened['id']}/archive")
    assert unpack(b64decode(given["zip"])) == OWN
    only = {"zip": text(pack({VISIT: CHANGED})), "replace": True}
    admin.do(f"/bundles/{opened['id']}/files", only)
    (left,) = admin.read(f"/bundles/{opened['id']}")["files"]
    assert left["path"] == VISIT
    assert left["title"]["keys"] == ["visit"]


def test_what_does_not_pass_is_refused_with_its_findings(program, draft):
    admin = program("admin", language="en")
    admin.do(f"/bundles/{draft}/files", {"files": {"urge.bpmn": text(b"<x")}})
    found = admin.read(f"/bundles/{draft}/findings")
    assert found["errors"] >= 1
    assert found["items"][0]["level"] == "error"
    told = problem(admin.post(f"/bundles/{draft}/publish", {"revision": 2}), 422, "model.refused")
    assert any(each.startswith("urge.bpmn: ") for each in told["findings"])


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"files": {"../x.bpmn": ""}}, "draft.path"),
        ({"files": {"law/deadlines.dmn": ""}}, "draft.path"),
        ({"zip": text(b"no zip")}, "zip.unreadable"),
        ({"zip": "%%%"}, "invalid"),
        ({}, "invalid"),
        ({"zip": text(pack(OWN)), "files": {}}, "invalid"),
        ({"files": []}, "invalid"),
    ],
)
def test_files_that_cannot_come_in_are_refused_whole(program, draft, body, code):
    problem(program("admin").post(f"/bundles/{draft}/files", body), 422, code)
    assert program("admin").read(f"/bundles/{draft}")["draft"]["revision"] == 1


def test_a_publication_of_what_somebody_has_not_seen_is_refused(program, draft):
    admin = program("admin")
    admin.do(f"/bundles/{draft}/files", {"files": {VISIT: text(CHANGED)}})
    problem(admin.post(f"/bundles/{draft}/publish", {"revision": 1}), 409, "draft.changed")


@pytest.mark.parametrize("login", ["vm", "vl", "cs", "boss"])
def test_for_other_programs_there_are_no_drafts(program, draft, login):
    other = program(login)
    for path in ("/bundles", f"/bundles/{draft}", "/versions", f"/bundles/{draft}/findings"):
        assert other.get(path).status_code == 404
    problem(other.post("/bundles", {"title": "x"}), 404, "page.unknown")
    problem(program("audit").post("/bundles", {"title": "x"}), 403, "draft.edit")
