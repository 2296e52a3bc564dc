"""A real Chromium that speaks to this machine only."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

QUIET = (  # as root, and without the errands a browser runs by itself
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


# How long a page may take on a busy machine; what must be fast is measured in benchmarks/.
PATIENCE_MS = 120_000
expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """The browser of the machine: playwright's own would have to be fetched."""
    found = shutil.which(os.environ.get("HESHI_TEST_CHROMIUM") or "chromium")
    assert found, "no Chromium: run `python3 run.py test`, or set HESHI_TEST_CHROMIUM"
    return {"executable_path": found, "args": list(QUIET)}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, object]:
    """An office PC in Beijing."""
    viewport = {"width": 1366, "height": 768}
    return {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "viewport": viewport}


@pytest.fixture(autouse=True)
def _nothing_leaves_this_machine(page: Page) -> Iterator[None]:
    page.set_default_timeout(PATIENCE_MS)
    left: list[str] = []
    ours = ("http://127.0.0.1:", "data:", "blob:", "about:")
    page.on(
        "request",
        lambda request: None if request.url.startswith(ours) else left.append(request.url),
    )
    yield
    assert not left
