"""Take the pictures of the guides from the demo county: ``python3 run.py docs``.

The database is the one of the environment (HESHI_DATABASE_URL, HESHI_VAR_DIR) and must be a demo.
Its clock is first moved to the morning of a working day and then stands still. Words after the
command choose pictures by name; without any, all are taken.
"""

import logging
import os
import shutil
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path

import click
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from docs.pictures import shrink
from docs.scenes import SCENES
from docs.studio_scenes import STUDIO
from docs.walks import Scene
from engine.clock import FixedClock
from engine.demo.building import PASSWORD
from engine.desk import Desk, open_desk
from engine.scheduler import run_tick
from engine.settings import Settings
from engine.usecases.demo_clock import advance_demo
from notifications.papers import PaperPrinter
from notifications.texts import TextBook
from webui.app import create_app
from webui.main import all_ticks
from webui.message_words import TEXTS
from webui.pages.case_papers import PAPERS

IMAGES = Path(__file__).parent / "guide" / "img"
DESK, PHONE = (1366, 768), (390, 844)
MORNING = time(9, 10)
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-lcd-text",
    "--force-color-profile=srgb",
    "--hide-scrollbars",
)


def morning_after(desk: Desk) -> datetime:
    """Return 09:10 of the first working day whose morning is not past, as an aware instant."""
    with desk.read() as session:
        calendar = desk.calendar(session)
    now = desk.now()
    day = desk.local_day(now)
    while not calendar.is_workday(day) or datetime.combine(day, MORNING, desk.zone) < now:
        day += timedelta(days=1)
    return datetime.combine(day, MORNING, desk.zone)


def at_rest(settings: Settings) -> Desk:
    """Return the demo's desk with its clock standing still on a working morning."""
    desk = open_desk(settings)
    every = all_ticks(desk)
    advance_demo(desk, None, morning_after(desk), [each.run for each in every])
    still = replace(desk, clock=FixedClock(desk.now()))
    for ticking in every:  # noted as run, or the board would say that nobody sweeps
        run_tick(still, ticking)
    return still


def reaching(settings: Settings) -> Settings:
    """Return the settings with mail and SMS set up, for pages only: nothing is ever sent."""
    mail, sms = "mail.county.example", "https://sms.county.example/send"
    return replace(settings, smtp_host=mail, gateway_url=sms)


@contextmanager
def served(desk: Desk) -> Iterator[str]:
    """Serve the counter on a free port of this machine; yields its address."""
    app = create_app(replace(desk, settings=reaching(desk.settings)), wall=desk.clock)
    app.extensions.update({TEXTS: TextBook(), PAPERS: PaperPrinter()})
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()


@contextmanager
def signed_in(browser: Browser, at: str, scene: Scene) -> Iterator[Page]:
    """Open a page in which the scene's person is signed in (nobody: the sign-in page)."""
    width, height = PHONE if scene.phone else DESK
    context = browser.new_context(
        base_url=at,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        viewport={"width": width, "height": height},
        is_mobile=scene.phone,
        has_touch=scene.phone,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto("/sign-in")
    if scene.login:
        page.fill("[name=login]", scene.login)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_load_state("networkidle")
    yield page
    context.close()


def take(browser: Browser, at: str, scene: Scene) -> None:
    """Take one picture: sign in, walk there, write ``NAME.png``."""
    with signed_in(browser, at, scene) as page:
        scene.walk(page)
        page.wait_for_load_state("networkidle")
        page.evaluate("document.fonts.ready")
        picture = page.screenshot(animations="disabled", caret="hide")
        target = IMAGES / f"{scene.name}.png"
        target.write_bytes(shrink(page, picture))
        click.echo(f"{scene.name}.png {target.stat().st_size // 1024} KB  {page.url[len(at) :]}")


def in_chinese(env: Mapping[str, str]) -> dict[str, str | float | bool]:
    """Return *env* so that date fields read as at the office; needs Debian's chromium-l10n."""
    return {**env, "LC_ALL": "zh_CN.UTF-8", "LANGUAGE": "zh_CN"}


def chromium() -> str:
    """Return the browser of this machine.

    Raises:
        SystemExit: there is none.

    """
    found = shutil.which(os.environ.get("HESHI_TEST_CHROMIUM") or "chromium")
    return found or sys.exit("没有找到 Chromium：请安装，或者设 HESHI_TEST_CHROMIUM。")


def main(wanted: Sequence[str]) -> None:
    """Take the pictures named, or all."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    IMAGES.mkdir(parents=True, exist_ok=True)
    scenes = [scene for scene in (*SCENES, *STUDIO) if not wanted or scene.name in wanted]
    with served(at_rest(Settings.from_env(os.environ))) as at, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=list(ARGUMENTS), env=in_chinese(os.environ)
        )
        for scene in scenes:
            take(browser, at, scene)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
