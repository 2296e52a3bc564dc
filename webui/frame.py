"""What stands around every page: menu, clock, who is in. Worked out before a template runs.

A template can trigger no query; the numbers beside the menu come from ``COUNTS``, read in one
statement for a whole page and never for a fragment.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from flask import Flask, current_app, g, request
from markupsafe import Markup

from engine.queries.accounts import Account
from engine.queries.counting import Number, numbers, together
from engine.queries.paging import Query
from engine.queries.same_again import same_again
from engine.rules.permissions import Actor
from webui import alarm, badges, formatting, menu
from webui.auth import desk
from webui.database import db
from webui.forms import EMPTY
from webui.menu import Item
from webui.naming import reader_name
from webui.terms import all_choices, choices, term

# name → what counts it for a person, None: not for them; pages add theirs (see ``count``)
Count = Callable[[Actor], Number | None]
COUNTS: dict[str, Count] = {}


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame of one page.

    ``account`` is None before signing in; ``alarm`` says to those who must know that the
    installation does not keep its time, else it is empty; ``uncovered`` are years whose holiday
    notice they should look after; ``here`` is this page's address, to
    come back to; ``registers``: the person may put disputes on record.
    """

    account: Account | None
    menu: tuple[Item, ...]
    more: tuple[Item, ...]
    phone: tuple[Item, ...]
    unread: int
    demo: bool
    alarm: str
    uncovered: tuple[int, ...]
    now: str
    today: date
    home: str
    here: str
    registers: bool


def count(name: str) -> Callable[[Count], Count]:
    """Register what counts *name*: queue, handoffs, approvals, unread.

    It must be cheap, and be told by the person alone: the queries are made once for each person
    and asked for every whole page.
    """

    def register(function: Count) -> Count:
        COUNTS[name] = function
        return function

    return register


def today() -> date:
    """Return the office's day."""
    if "today" not in g:
        g.today = desk().local_day(desk().now())
    day: date = g.today
    return day


@same_again
def _asked(person: Actor) -> Query | None:
    made = {name: function(person) for name, function in COUNTS.items()}
    return together({name: query for name, query in made.items() if query is not None})


def _counts(account: Account | None) -> Mapping[str, int]:
    if account is None or "HX-Request" in request.headers or request.endpoint is None:
        return {}
    return numbers(db.session(), _asked(account.actor))


def build() -> Frame:
    """Return the frame of the page now asked for."""
    account: Account | None = g.get("account")
    counts = _counts(account)
    actor = account.actor if account and not account.must_change_password else None
    now = desk().now()
    return Frame(
        account=account,
        menu=menu.offered(actor, menu.MAIN, counts) if actor else (),
        more=menu.offered(actor, menu.MORE, counts) if actor else (),
        phone=menu.for_phone(actor, counts) if actor else (),
        unread=counts.get("unread", 0),
        demo=bool(current_app.extensions["demo"]),
        alarm=alarm.for_person(actor),
        uncovered=alarm.uncovered(actor),
        now=formatting.full_instant(now, desk().zone),
        today=desk().local_day(now),
        home=menu.home_url(actor) if actor else "/",
        here=request.full_path.rstrip("?") if request.method == "GET" else "",
        registers=bool(actor and menu.REGISTRARS & actor.roles),
    )


def init_app(app: Flask) -> None:
    """Give templates the frame, the badges, the words and the formats."""
    app.context_processor(lambda: {"frame": build()})
    app.jinja_env.globals.update(
        term=term,
        choices=choices,
        all_choices=all_choices,
        clock_badge=lambda time: badges.clock_badge(time, today()),
        risk_badge=badges.risk_badge,
        TimeLeft=badges.TimeLeft,
        unfilled=EMPTY,
        bilingual=_bilingual,
    )
    zone = app.extensions["desk"].zone
    app.jinja_env.filters.update(
        day=lambda value: formatting.day(value, today()),
        table_day=lambda value: formatting.table_day(value, today()),
        full_day=formatting.full_day,
        instant=lambda value: formatting.instant(value, today(), zone),
        table_instant=lambda value: formatting.table_instant(value, today(), zone),
        due=lambda value: formatting.due(value, today(), zone),
        workdays_left=formatting.workdays_left,
        duration=formatting.duration,
        money=formatting.money,
        yuan=formatting.yuan,
        mask_id=formatting.mask_id_number,
        mask_phone=formatting.mask_phone,
        paragraphs=_paragraphs,
    )


class _Label(Protocol):
    """A text of a form or model in both languages."""

    @property
    def zh(self) -> str: ...
    @property
    def en(self) -> str: ...


def _bilingual(label: _Label | None) -> str:
    """Return a label in the reader's language; Chinese where there is no English."""
    return "" if label is None else reader_name(label.zh, label.en)


def _paragraphs(text: str) -> Markup:
    """Return what a person typed with its line breaks, safely."""
    lines = [Markup.escape(line) for line in text.strip().splitlines()]
    return Markup("<br>").join(lines)
