"""The diagram editor opened in a browser by an administrator, and what a test does in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Page

from engine.usecases.drafts import Opening, open_draft
from tests.browser.serving import counter_of
from tests.journeys.world import County
from tests.webui.conftest import PASSWORD

EDITOR = "document.getElementById('studio').heshi"
READY = "#studio[data-ready]"


@dataclass
class Drawing:
    """A diagram on the editor's page, and what the browser complained of since."""

    page: Page
    address: str
    draft: int
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Open the editor of one diagram of the draft."""
        self.page.goto(f"{self.address}/studio/drafts/{self.draft}/diagram/{path}")
        self.page.wait_for_selector(READY)

    def go_to(self, element: str) -> None:
        """Choose an element and wait until the panel shows it."""
        self.page.evaluate(f"{EDITOR}.editor.goTo('{element}')")
        self.page.wait_for_timeout(100)  # the panel waits for the cursor to settle

    def act(self, script: str, given: object = None) -> object:
        """Run *script* in the page; editor, saving, find, modeling and *given* are known."""
        known = f"const {{editor, saving}} = {EDITOR};"
        known += "const find = (id) => editor.find(id); const modeling = editor.modeling;"
        return self.page.evaluate(f"async (given) => {{ {known} {script} }}", given)

    def undo_all(self) -> None:
        """Take back everything since the diagram was opened."""
        self.act("while (editor.commandStack.canUndo()) editor.commandStack.undo();")

    def wait_found(self, text: str) -> None:
        """Wait until the list of findings says *text*."""
        self.page.wait_for_selector(f"#findings >> text={text}")

    def wait_clean(self) -> None:
        """Wait until there are no findings."""
        self.page.wait_for_selector("#findings >> text=没有发现问题")

    def save(self) -> None:
        """Save as a hand would, and wait until it is."""
        self.page.keyboard.press("Control+s")
        self.page.wait_for_selector("[data-act=state] >> text=已保存")

    def missing(self) -> list[str]:
        """Return the words no dictionary had."""
        found: list[str] = self.page.evaluate(f"[...{EDITOR}.missing]")
        return found


@contextmanager
def drawing_of(county: County, page: Page, login: str = "admin") -> Iterator[Drawing]:
    """Yield a fresh draft of the shipped procedures, its editor ready for *login*."""
    draft = open_draft(county.desk, county.actor("admin"), Opening("征求意见改由主任办"))
    with counter_of(county) as address:
        drawing = Drawing(page, address, draft)
        page.on("pageerror", lambda fault: drawing.complaints.append(str(fault)))
        page.on(
            "console",
            lambda said: (
                drawing.complaints.append(said.text) if said.type in {"error", "warning"} else None
            ),
        )
        sign_in(page, address, login)
        yield drawing


def sign_in(page: Page, address: str, login: str) -> None:
    """Sign in and wait for the first page."""
    page.goto(f"{address}/sign-in")
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_load_state()
