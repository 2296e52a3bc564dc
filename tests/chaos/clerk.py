"""A person at a browser who reads forms, sends them, and sends them again when no answer comes."""

import http.client
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

from tests.chaos.place import Notes, Place
from tests.webui.conftest import PASSWORD

PATIENCE = 180.0
Typed = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and whether an answer to the same request had been lost before."""

    status: int
    text: str
    to: str
    lost: bool


@dataclass
class _Form:
    action: str
    fields: Typed = field(default_factory=list)


class _Forms(HTMLParser):
    """The forms of a page by their ids, with what stands in their fields."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, _Form] = {}
        self._open: _Form | None = None
        self._choice = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {key: value or "" for key, value in attrs}
        if tag == "form":
            self._open = self.found[has.get("id", has["action"])] = _Form(has["action"])
        elif self._open is not None and tag == "select":
            self._choice = has["name"]
        elif self._open is not None and tag == "option" and "selected" in has:
            self._open.fields.append((self._choice, has["value"]))
        elif self._open is not None and tag == "input" and "name" in has:
            ticked = has.get("type") not in {"radio", "checkbox"} or "checked" in has
            self._open.fields += [(has["name"], has.get("value", ""))] * ticked

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None


@dataclass
class Browser:
    """One browser at the counter on *port*; it does not give up while the server is away."""

    port: int
    cookies: SimpleCookie = field(default_factory=SimpleCookie)
    line: http.client.HTTPConnection | None = None

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, "")

    def form(self, path: str, name: str) -> _Form | None:
        """Return a form of a page with what stands in it; None if it is not there (any more)."""
        reader = _Forms()
        reader.feed(self.get(path).text)
        return reader.found.get(name)

    def send(self, form: _Form, **typed: str) -> Answer:
        """Send a form filled in; until somebody answers, the very same one again."""
        values = [pair for pair in form.fields if pair[0] not in typed] + list(typed.items())
        return self._ask("POST", form.action, urlencode(values))

    def sign_in(self, login: str) -> None:
        form = self.form("/sign-in", "/sign-in")
        assert form is not None
        answer = self.send(form, login=login, password=PASSWORD)
        assert answer.status == 303, answer.text

    def _ask(self, verb: str, path: str, body: str) -> Answer:
        ends, lost = time.monotonic() + PATIENCE, False
        while time.monotonic() < ends:
            try:
                answer = self._once(verb, path, body, lost=lost)
            except (OSError, http.client.HTTPException) as error:
                # Where nobody listened nothing was lost.
                lost = lost or not isinstance(error, ConnectionRefusedError)
                self.line = None
            else:
                if answer.status != http.client.SERVICE_UNAVAILABLE:
                    return answer
            time.sleep(0.05)  # noqa: TID251  # another process, which tells us nothing
        raise TimeoutError(f"nobody answers {verb} {path}")

    def _once(self, verb: str, path: str, body: str, *, lost: bool) -> Answer:
        if self.line is None:
            self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        kept = "; ".join(f"{key}={each.coded_value}" for key, each in self.cookies.items())
        headers = {"Cookie": kept, "Content-Type": "application/x-www-form-urlencoded"}
        self.line.request(verb, path, body, headers)
        answer = self.line.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies.load(line)
        return Answer(answer.status, text, answer.headers.get("Location", ""), lost)


def sign(browser: Browser, item: Any) -> str:
    """Take one step by its page: S answered as ours, M it may have been, E somebody else's."""
    form = browser.form(f"/steps/{item}", "step")
    if form is None:
        return f"E {item}"
    answer = browser.send(form)
    if answer.status == 303:
        return f"S {item}"
    return f"M {item}" if answer.lost else f"E {item}"


def register(browser: Browser, number: Any) -> str:
    """Put one dispute on record by its form: R and its code."""
    form = browser.form("/cases/new", "register")
    assert form is not None
    office = dict(form.fields)["office_id"]
    typed = {
        "title": f"第 {number} 件", "summary": "双方因通道宽度发生争执", "category": "02",
        "p0-name": "甲某", "p1-name": "乙某", "decision": "accept", "channel": "people",
        "route_office": office, "_act": "register",
    }  # fmt: skip
    answer = browser.send(form, **typed)
    assert answer.status == 303, (answer.status, answer.text)
    return f"{'L' if answer.lost else 'R'} {answer.to.rsplit('/', 1)[-1]}"


def remark(browser: Browser, code: Any) -> str:
    """Put one remark on a case: N and its code."""
    path = f"/cases/{code}/notes"
    form = browser.form(path, path)
    assert form is not None
    answer = browser.send(form, text="对方愿意再谈")
    assert answer.status == 303, (answer.status, answer.text)
    return f"{'L' if answer.lost else 'N'} {code}"


ACTS: Mapping[str, Callable[[Browser, Any], str]] = {
    "sign": sign,
    "register": register,
    "remark": remark,
}


def clerk(place: Place, words: Mapping[str, Any]) -> int:
    """Do one kind of act for each of ``items``, signed in as ``login``; note what was answered."""
    notes, browser = Notes(place, words), Browser(words["port"])
    browser.sign_in(words["login"])
    (place.folder / f"ready-{words['number']}").touch()
    act, items = ACTS[words["act"]], words["items"]
    assert isinstance(items, Iterable)
    while not (place.folder / "go").exists():
        time.sleep(0.005)  # noqa: TID251
    for item in items:
        notes.add(act(browser, item))
    return 0
