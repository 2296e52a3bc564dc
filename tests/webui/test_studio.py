"""流程设计: lists, a draft and its way to publication, versions, what comes in and goes out."""

from io import BytesIO

import pytest

from engine.usecases.drafts import Edit, Opening, open_draft, save_file
from engine.usecases.people_admin import shipped
from engine.usecases.proofs import PROOFS
from engine.workflow import Finding
from engine.workflow.packing import pack, unpack
from tests.journeys.conftest import county
from tests.webui.counter import Counter, open_counter

__all__ = ["county"]
VISIT = "forms/visit.json"
OWN = {path: each for path, each in shipped().items() if not path.startswith("law/")}
CHANGED = OWN[VISIT].replace("回访".encode(), "电话回访".encode())


@pytest.fixture
def counter(county) -> Counter:
    return open_counter(county)


@pytest.fixture
def draft(counter) -> int:
    county = counter.county
    return open_draft(county.desk, county.actor("admin"), Opening("回访三十日", "群众等得久"))


def save(counter: Counter, draft: int, content: bytes = CHANGED, path: str = VISIT) -> None:
    county = counter.county
    save_file(county.desk, county.actor("admin"), draft, Edit(path, content))


def send(counter: Counter, path: str, name: str, content: bytes, **more: str):
    sent = {"file": (BytesIO(content), name), **more}
    return counter.as_("admin").post(path, sent, content_type="multipart/form-data")


def test_an_administrator_opens_a_draft_and_a_second_person_publishes_it(counter):
    admin, safe = counter.as_("admin"), counter.as_("safe")
    opened = admin.post("/studio/open", {"title": "电话回访", "source": "newest", "note": "省路费"})
    assert opened.status_code == 303
    path = opened.location
    text = counter.page("admin", path)
    assert "没有改过" in text
    assert "催办" in text
    assert "没有必须改的" in text
    save(counter, 1)
    assert admin.post(f"{path}/submit").status_code == 303
    assert "等第二个人同意" in counter.page("admin", path)
    assert "同意并发布" not in counter.page("admin", path)
    assert "电话回访" in counter.page("safe", "/studio/approvals")
    assert "省路费" in counter.page("safe", path)
    assert "与在用的第 1 版相比" in counter.page("safe", path)
    assert "电话回访" in counter.page("safe", path)
    assert "同意并发布" in counter.page("safe", path)
    assert safe.post(f"{path}/consent", {"revision": "2"}).status_code == 303
    assert "第 2 版" in counter.page("admin", "/studio")
    assert "safe某" in counter.page("audit", "/studio/bundles/2")
    assert "已发布为第 2 版" in counter.page("audit", path)


def test_what_is_wrong_with_a_draft_stands_on_its_page_with_the_way_to_it(counter, draft):
    save(counter, draft, b"<nonsense", "urge.bpmn")
    text = counter.page("admin", f"/studio/drafts/{draft}")
    assert "必须改的清零后才能提交发布" in text
    assert "disabled" in text
    assert "urge.bpmn" in text
    assert "去改" in text
    refused = counter.as_("admin").post(f"/studio/drafts/{draft}/submit")
    assert refused.status_code == 422
    assert "处要改" in refused.get_data(as_text=True)


def test_the_second_person_is_told_what_was_published_meanwhile(counter, draft):
    save(counter, draft)
    county = counter.county
    other = open_draft(county.desk, county.actor("admin"), Opening("催办"))
    save(counter, other, OWN["urge.bpmn"] + b"\n", "urge.bpmn")
    for number in (draft, other):
        counter.as_("admin").post(f"/studio/drafts/{number}/submit")
    sent = {"revision": "2"}
    assert counter.as_("safe").post(f"/studio/drafts/{other}/consent", sent).status_code == 303
    assert "之后已发布第 2 版" in counter.page("safe", f"/studio/drafts/{draft}")


def test_what_a_proof_finds_wrong_stands_on_the_page_that_refuses(counter, draft, monkeypatch):
    failed = Finding("dispute.bpmn", "", "登记到受理", "trial.failed", {"reason": "没有走到受理"})
    monkeypatch.setitem(PROOFS, "test", lambda desk, whole: [failed])
    save(counter, draft)
    refused = counter.as_("admin").post(f"/studio/drafts/{draft}/submit")
    assert refused.status_code == 422
    assert "没有走到受理" in refused.get_data(as_text=True)


def test_a_refusal_comes_back_with_its_reason(counter, draft):
    save(counter, draft)
    path = f"/studio/drafts/{draft}"
    counter.as_("admin").post(f"{path}/submit")
    safe = counter.as_("safe")
    assert safe.post(f"{path}/refuse", {"reason": ""}).status_code == 422
    assert safe.post(f"{path}/refuse", {"reason": "请写依据"}).status_code == 303
    assert "请写依据" in counter.page("admin", path)
    counter.as_("admin").post(f"{path}/submit")
    assert counter.as_("admin").post(f"{path}/take-back").status_code == 303
    assert counter.as_("admin").post(f"{path}/discard", {"reason": "不要了"}).status_code == 303
    assert "回访三十日" in counter.page("admin", "/studio?drafts=ended")
    assert "不要了" in counter.page("admin", path)


def test_history_brings_any_save_back(counter, draft):
    save(counter, draft)
    path = f"/studio/drafts/{draft}"
    assert "修改 forms/visit.json" in counter.page("admin", path)
    assert counter.as_("admin").post(f"{path}/restore", {"revision": "1"}).status_code == 303
    assert counter.as_("admin").post(f"{path}/restore", {"revision": "x"}).status_code == 404
    assert unpack(counter.as_("admin").get(f"{path}.zip").data) == OWN
    assert unpack(counter.as_("admin").get(f"{path}.zip?revision=2").data)[VISIT] == CHANGED
    assert counter.as_("admin").get(f"{path}.zip?revision=99999999999").status_code == 404


def test_files_come_in_by_their_ending_or_as_one_archive(counter, draft):
    path = f"/studio/drafts/{draft}"
    assert send(counter, f"{path}/upload", "visit.json", CHANGED).status_code == 303
    assert counter.as_("audit").get(f"{path}/files/{VISIT}").data == CHANGED
    only = pack({"urge.bpmn": OWN["urge.bpmn"]})
    assert send(counter, f"{path}/upload", "一套.ZIP", only, replace="yes").status_code == 303
    assert unpack(counter.as_("admin").get(f"{path}.zip").data) == {"urge.bpmn": OWN["urge.bpmn"]}
    opened = send(counter, "/studio/open", "all.zip", pack(OWN), title="送来的", source="files")
    assert unpack(counter.as_("admin").get(f"{opened.location}.zip").data) == OWN


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("", b"", "请选择"),
        ("a.exe", b"x", "只能上传"),
        ("a.zip", b"x", "不是 .zip"),
        ("a.zip", pack({"law/deadlines.dmn": b"x"}), "期限规则"),
        ("..bpmn", b"x", "文件名"),
    ],
)
def test_what_cannot_come_in_is_said_and_nothing_is_kept(counter, draft, name, content, words):
    path = f"/studio/drafts/{draft}"
    refused = send(counter, f"{path}/upload", name, content)
    assert refused.status_code == 422
    assert words in refused.get_data(as_text=True)
    assert unpack(counter.as_("admin").get(f"{path}.zip").data) == OWN


def test_new_files_pass_as_what_they_are(counter, draft):
    path = f"/studio/drafts/{draft}"
    for kind, key in (("diagram", "hearing"), ("table", "fees"), ("form", "hearing_record")):
        sent = {"kind": kind, "key": key, "title": '听证<会>"甲"'}
        assert counter.as_("admin").post(f"{path}/new", sent).status_code == 303
    text = counter.page("admin", path)
    assert "没有必须改的" in text
    assert "hearing_record" in text
    again = counter.as_("admin").post(f"{path}/new", {"kind": "form", "key": "visit", "title": "x"})
    assert again.status_code == 409
    bad = counter.as_("admin").post(f"{path}/new", {"kind": "exe", "key": "X", "title": ""})
    assert bad.status_code == 422


def test_a_file_has_a_page_of_its_own_to_rename_and_remove_it(counter, draft):
    path = f"/studio/drafts/{draft}"
    assert "&lt;bpmn:definitions" in counter.page("audit", f"{path}/source/urge.bpmn")
    admin = counter.as_("admin")
    moved = admin.post(f"{path}/rename/urge.bpmn", {"name": "urge-2.bpmn", "revision": "1"})
    assert moved.status_code == 303
    assert admin.get(f"{path}/source/urge.bpmn").status_code == 404
    assert admin.post(f"{path}/remove/urge-2.bpmn", {"revision": "1"}).status_code == 409
    assert admin.post(f"{path}/remove/urge-2.bpmn", {"revision": "2"}).status_code == 303
    wrong = admin.post(f"{path}/rename/duty.bpmn", {"name": "../duty.bpmn", "revision": "1"})
    assert wrong.status_code == 422


def test_a_version_shows_its_diagrams_and_files_and_is_put_away_with_a_reason(counter, draft):
    text = counter.page("admin", "/studio/bundles/1")
    assert "唯一在用的一版" in text
    assert "纠纷办理" in text
    drawn = counter.as_("audit").get("/studio/bundles/1/diagrams/dispute.bpmn")
    assert drawn.data.startswith(b"<?xml")
    assert unpack(counter.as_("safe").get("/studio/bundles/1.zip").data) == OWN
    assert counter.as_("safe").get(f"/studio/bundles/1/files/{VISIT}").data == OWN[VISIT]
    for missing in ("diagrams/none.bpmn", "files/none.dmn"):
        assert counter.as_("safe").get(f"/studio/bundles/1/{missing}").status_code == 404
    save(counter, draft)
    counter.as_("admin").post(f"/studio/drafts/{draft}/submit")
    counter.as_("safe").post(f"/studio/drafts/{draft}/consent", {"revision": "2"})
    assert counter.as_("admin").post("/studio/bundles/2/retire", {"reason": ""}).status_code == 422
    assert (
        counter.as_("admin").post("/studio/bundles/2/retire", {"reason": "有误"}).status_code == 303
    )
    assert "有误" in counter.page("audit", "/studio/bundles/2")
    assert counter.as_("safe").post("/studio/bundles/2/reinstate").status_code == 303


def test_downloads_are_never_shown_as_pages(counter, draft):
    for path in (
        f"/studio/drafts/{draft}.zip",
        f"/studio/drafts/{draft}/files/urge.bpmn",
        "/studio/bundles/1.zip",
        "/studio/bundles/1/files/urge.bpmn",
    ):
        answer = counter.as_("admin").get(path)
        assert answer.mimetype == "application/octet-stream"
        assert "attachment" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("login", ["vm", "vl", "cd", "cs", "boss", "jl", "registrar"])
def test_there_is_no_studio_for_anybody_else(counter, draft, login):
    for path in ("/studio", f"/studio/drafts/{draft}", "/studio/approvals", "/studio/bundles/1"):
        assert counter.as_(login).get(path).status_code == 404
    assert "/studio" not in counter.page(login, "/offices")


def test_keepers_find_the_studio_in_their_menu_with_what_waits_for_them(counter, draft):
    save(counter, draft)
    counter.as_("admin").post(f"/studio/drafts/{draft}/submit")
    for login in ("admin", "safe", "audit"):
        assert 'href="/studio"' in counter.page(login, "/offices")
    assert "流程设计<span" in counter.page("safe", "/offices")
    assert "流程设计<span" not in counter.page("admin", "/offices")


def test_marks_no_database_can_hold_and_numbers_it_cannot_count_are_refused(counter, draft):
    admin, path = counter.as_("admin"), f"/studio/drafts/{draft}"
    for sent in (
        {"title": "a\x00b"},
        {"title": "a", "note": "a\x00b"},
        {"title": "a", "source": "bundle:99999999999"},
        {"title": "a", "source": "bundle:²"},
    ):
        assert admin.post("/studio/open", sent).status_code == 422
    assert admin.post(f"{path}/discard", {"reason": "a\x07"}).status_code == 422
    assert admin.post(f"{path}/describe", {"title": "a\nb"}).status_code == 422
    told = {"title": "回访　三十日", "note": "一、\n　　二、"}
    assert admin.post(f"{path}/describe", told).status_code == 303
    for part in ("files", "source"):
        assert admin.get(f"{path}/{part}/a%00.bpmn").status_code == 404
    assert admin.post(f"{path}/remove/a%00.bpmn", {"revision": "1"}).status_code == 404
    assert admin.get("/studio/bundles/1/files/a%00.bpmn").status_code == 404
    assert counter.as_("safe").get("/audit-log?person=a%00b").status_code == 200
