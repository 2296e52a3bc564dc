"""The scripts of the pages, each on a page of its own, under a policy like the real one."""

import functools
import http.server
import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.architecture.tree import DIST, ROOT

POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'"
DRAWING = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"
  xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
  xmlns:di="http://www.omg.org/spec/DD/20100524/DI" id="d" targetNamespace="t">
  <bpmn:process id="p"><bpmn:startEvent id="begin"/><bpmn:userTask id="sign_for" name="签收"/>
  <bpmn:userTask id="mediate" name="组织调解"/>
  <bpmn:sequenceFlow id="one" sourceRef="begin" targetRef="sign_for"/>
  <bpmn:sequenceFlow id="two" sourceRef="sign_for" targetRef="mediate"/></bpmn:process>
  <bpmndi:BPMNDiagram id="b"><bpmndi:BPMNPlane id="pl" bpmnElement="p">
  <bpmndi:BPMNShape id="s1" bpmnElement="begin"><dc:Bounds x="100" y="122" width="36" height="36"/></bpmndi:BPMNShape>
  <bpmndi:BPMNShape id="s2" bpmnElement="sign_for"><dc:Bounds x="200" y="100" width="100" height="80"/></bpmndi:BPMNShape>
  <bpmndi:BPMNShape id="s3" bpmnElement="mediate"><dc:Bounds x="380" y="100" width="100" height="80"/></bpmndi:BPMNShape>
  <bpmndi:BPMNEdge id="e1" bpmnElement="one"><di:waypoint x="136" y="140"/><di:waypoint x="200" y="140"/></bpmndi:BPMNEdge>
  <bpmndi:BPMNEdge id="e2" bpmnElement="two"><di:waypoint x="300" y="140"/><di:waypoint x="380" y="140"/></bpmndi:BPMNEdge>
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram></bpmn:definitions>"""  # noqa: E501
MARKS = {
    "walked": ["begin", "sign_for"],
    "flows": ["one", "two"],
    "done": [{"id": "sign_for", "text": "02-24 邱琳"}],
    "now": [{"id": "mediate", "text": "现在：沈秋月"}],
}


class _Site(http.server.SimpleHTTPRequestHandler):
    """Serves a folder under our content policy; counts what is posted."""

    posted: int = 0

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def do_POST(self) -> None:
        type(self).posted += 1
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Pages:
    """A folder served on this machine, into which a test writes pages."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder = folder
        self.address = address
        self.built: dict[str, str] = json.loads((DIST / "manifest.json").read_text("utf-8"))

    def write(self, body: str, *scripts: str, styles: tuple[str, ...] = ("heshi.css",)) -> str:
        """Write a page with these assets; return its address."""
        links = "".join(f'<link rel="stylesheet" href="dist/{self.built[s]}">' for s in styles)
        tags = "".join(
            f'<script type="module" src="dist/{self.built[s]}"></script>' for s in scripts
        )
        head = f'<meta charset="utf-8"><meta name="csrf-token" content="t0">{links}{tags}'
        page = f"<!doctype html><html lang=zh-CN><head>{head}</head><body>{body}</body></html>"
        (self.folder / "page.html").write_text(page, "utf-8")
        return f"{self.address}/page.html"


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[Pages]:
    (tmp_path / "dist").symlink_to(DIST)
    _Site.posted = 0
    site = functools.partial(_Site, directory=str(tmp_path))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), site)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Pages(tmp_path, f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser complained of: refused styles, broken scripts."""
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda fault: said.append(str(fault)))
    return said


def draw(pages: Pages, xml: str) -> str:
    (pages.folder / "case.bpmn").write_text(xml, "utf-8")
    marks = json.dumps(MARKS).replace("'", "&#39;")
    graph = f"<div class='graph' data-bpmn='case.bpmn' data-marks='{marks}'></div>"
    return pages.write(graph, "viewer.js", styles=("heshi.css", "viewer.css"))


def test_a_drawing_shows_the_walked_path_and_the_current_step(
    page: Page, pages: Pages, complaints: list[str]
) -> None:
    page.goto(draw(pages, DRAWING))
    expect(page.locator(".graph[data-ready]")).to_be_visible()
    expect(page.locator(".hs-done")).to_have_count(2)
    expect(page.locator(".hs-edge")).to_have_count(2)
    expect(page.locator(".hs-now")).to_have_count(1)
    expect(page.get_by_text("✓ 02-24 邱琳")).to_be_visible()
    expect(page.get_by_text("现在：沈秋月")).to_be_visible()
    expect(page.locator(".bjs-powered-by")).to_be_visible()  # the licence asks for it
    assert not [said for said in complaints if "favicon" not in said and "404" not in said]


def test_a_broken_drawing_says_so_and_points_to_the_table(page: Page, pages: Pages) -> None:
    page.goto(draw(pages, "<not-a-drawing"))
    expect(page.get_by_text("图没有画出来。下面的表内容相同。")).to_be_visible()


def test_every_procedure_we_ship_can_be_drawn(page: Page, pages: Pages) -> None:
    for model in sorted((ROOT / "workflows").glob("*.bpmn")):
        page.goto(draw(pages, model.read_text("utf-8")))
        expect(page.locator(".graph[data-ready]"), model.name).to_be_visible()


QUEUE = """<input id="q"><ul>
<li data-row id="r1"><a data-open href="#one">甲</a><button data-key="c">认领</button></li>
<li data-row id="r2"><a data-open href="#two">乙</a><button data-key="c">认领</button></li></ul>
<a data-go="t" href="#today">今日</a><form method="post" action="send"><textarea id="t"></textarea>
<button>送出</button></form>"""


def test_a_list_is_walked_and_opened_by_keys(page: Page, pages: Pages) -> None:
    page.goto(pages.write(QUEUE, "keys.js"))
    page.keyboard.press("j")
    expect(page.locator("#r1.cur")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("#r2.cur")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#two$"))
    page.keyboard.press("k")
    expect(page.locator("#r1.cur")).to_be_visible()


def test_a_key_acts_on_the_row_under_it(page: Page, pages: Pages) -> None:
    page.goto(pages.write(QUEUE, "keys.js"))
    page.evaluate(
        "document.addEventListener('click', e => document.title = e.target.closest('li').id)"
    )
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("c")
    expect(page).to_have_title("r2")


def test_keys_are_letters_while_somebody_types(page: Page, pages: Pages) -> None:
    page.goto(pages.write(QUEUE, "keys.js"))
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("jgtc")
    expect(page.locator("#q")).to_have_value("jgtc")
    expect(page.locator(".cur")).to_have_count(0)
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("t")
    expect(page).to_have_url(re.compile("#today$"))


def test_a_form_is_sent_once(page: Page, pages: Pages, complaints: list[str]) -> None:
    page.goto(pages.write(QUEUE, "app.js", "keys.js"))
    page.locator("#t").fill("谈妥")
    for _ in range(3):
        page.keyboard.press("Control+Enter")
    page.wait_for_timeout(300)
    assert _Site.posted == 1


def test_pages_leave_no_copy_of_themselves_behind(page: Page, pages: Pages) -> None:
    page.goto(pages.write("<p>林春梅</p>", "app.js", "live.js"))
    assert page.evaluate("htmx.config.historyCacheSize") == 0
    assert page.evaluate("htmx.config.allowEval") is False
    assert page.evaluate("localStorage.length") == 0


DIALOG = """<button data-toggle="keys" data-key="?" aria-expanded="false">快捷键</button>
<section id="keys" role="dialog" tabindex="-1" hidden>
<button data-toggle="keys">关闭</button></section>"""


def test_a_dialog_takes_the_focus_and_gives_it_back(page: Page, pages: Pages) -> None:
    page.goto(pages.write(DIALOG, "app.js", "keys.js"))
    opener = page.get_by_role("button", name="快捷键")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_focused()
    expect(opener).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(opener).to_be_focused()
