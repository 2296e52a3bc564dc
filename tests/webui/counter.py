"""The county of the journeys with a counter in front of it, and its people signed in."""

from dataclasses import dataclass, field, replace

from flask import Flask
from sqlalchemy import select

from engine.desk import Desk
from engine.storage.models import UserRow
from tests.journeys.world import County
from tests.webui.compiled import app_of
from tests.webui.conftest import CHEAP, Browser


@dataclass
class Counter:
    """A county at its counter."""

    county: County
    app: Flask
    _people: dict[str, Browser] = field(default_factory=dict)

    def as_(self, login: str) -> Browser:
        """Return a browser in which that person is signed in."""
        if login not in self._people:
            browser = Browser(self.app, f"10.0.1.{len(self._people) + 1}")
            assert browser.sign_in(login).status_code == 303
            self._people[login] = browser
        return self._people[login]

    def page(self, login: str, path: str, status: int = 200) -> str:
        """Return a page as that person sees it."""
        answer = self.as_(login).get(path)
        assert answer.status_code == status, f"{path}: {answer.status_code}"
        return answer.get_data(as_text=True)


def open_counter(county: County) -> Counter:
    """Return a counter in front of the county; everybody has the same password."""
    secret = replace(county.desk, settings=replace(county.desk.settings, secret_key="s" * 32))
    give_passwords(county.desk)
    return Counter(county, app_of(secret, wall=county.clock))


def give_passwords(desk: Desk) -> None:
    """Give everybody the password of the tests."""
    with desk.work(None) as work:
        for user in work.session.scalars(select(UserRow)):
            user.password_hash = CHEAP
