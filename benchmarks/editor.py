"""What the diagram editor weighs and how long it takes until it can be used: our largest diagram.

``python -m benchmarks.editor``: a county served on this machine, Chromium with an empty cache and
then with a full one. «Ready» is drawn, checked on the page, every control connected. Beside the
clock on the wall stands what the page itself computed.
"""

import gzip
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks._figures import load, sqlite_county
from tests.browser.conftest import QUIET
from tests.browser.drawing import EDITOR, READY, Drawing, drawing_of
from webui.asset_manifest import DIST, built

FILES = ("studio-diagram.js", "studio-diagram.css", "studio-table.js", "studio-table.css")
LARGEST = "dispute.bpmn"
TIMES = 5
SINCE = "performance.getEntriesByType('navigation')[0]"


def weigh() -> None:
    """Print the size of the built files, plain and as a server packs them."""
    for name in FILES:
        content = (DIST / built()[name]).read_bytes()
        packed = gzip.compress(content, 6)
        print(f"{name}: {len(content) / 1024:.0f} KiB, packed {len(packed) / 1024:.0f} KiB")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Yield the browser of the machine."""
    with sync_playwright() as playwright:
        path = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()


def opened(drawing: Drawing) -> tuple[float, float]:
    """Open the diagram; return milliseconds until it is ready, and of them computing ones."""
    link = drawing.page.context.new_cdp_session(drawing.page)
    link.send("Performance.enable")
    address = f"{drawing.address}/studio/drafts/{drawing.draft}/diagram/{LARGEST}"
    drawing.page.goto(address, wait_until="commit")
    drawing.page.wait_for_selector(READY)
    wall = float(drawing.page.evaluate("performance.now()"))
    metrics = {
        each["name"]: each["value"] for each in link.send("Performance.getMetrics")["metrics"]
    }
    link.detach()
    return wall, metrics["TaskDuration"] * 1000


def report(what: str, taken: list[tuple[float, float]]) -> None:
    """Print medians."""
    wall, own = (median(each) for each in zip(*taken, strict=True))
    print(f"{what}: ready after {wall:.0f} ms, the page's own work {own:.0f} ms")


def measure(page: Page, drawing: Drawing) -> None:
    """Print the times of opening, of one change, and of writing the file."""
    link = page.context.new_cdp_session(page)
    first = []
    for _ in range(TIMES):
        link.send("Network.clearBrowserCache")
        first.append(opened(drawing))
    report(f"{LARGEST}, empty cache", first)
    report(f"{LARGEST}, files in the cache", [opened(drawing) for _ in range(TIMES)])
    timed = "const t = performance.now(); {act}; return performance.now() - t"
    change = "editor.read.setProperty(find('sign_for'), 'name_en', String(t))"
    acts = {"one change": change, "written as XML": "await saving.xml()"}
    for what, act in acts.items():
        times = [float(str(drawing.act(timed.format(act=act)))) for _ in range(TIMES)]
        print(f"{what}: {median(times):.1f} ms")
    shapes = page.evaluate(f"{EDITOR}.editor.elementRegistry.getAll().length")
    print(json.dumps({"drawn": shapes, "complaints": drawing.complaints}))


if __name__ == "__main__":
    weigh()
    with sqlite_county() as county, chromium() as browser:
        page = browser.new_page(viewport={"width": 1366, "height": 768}, locale="zh-CN")
        with drawing_of(county, page) as drawing:
            measure(page, drawing)
    print(load())
