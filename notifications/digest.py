"""Several tellings in one mail: what is urgent first, then what is overdue, then the rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.rules.telling import URGENT
from engine.usecases.outbox import Letter, Mail
from engine.usecases.texts import Texts
from notifications.texts import said
from notifications.texts.environment import fill, language

SHORT_ITEMS = 3
GROUPS = ("urgent", "red", "orange", "yellow", "other")


@dataclass(frozen=True, slots=True)
class Item:
    """One telling in words, with the address of its case's page (empty if it has none)."""

    subject: str
    body: str
    link: str


@dataclass(frozen=True, slots=True)
class Worded:
    """A mail in words: for a mailbox, and ``short`` for the screen of a telephone."""

    subject: str
    body: str
    short: str


def digest(mail: Mail, texts: Texts, base_url: str) -> Worded:
    """Return *mail* in words; one letter keeps its own subject, several get a common one."""
    grouped: dict[str, list[Item]] = {group: [] for group in GROUPS}
    for letter in mail.letters:
        text = texts.render(letter.kind, letter.facts, mail.locale)
        item = Item(text.subject, text.body, case_link(letter.facts, base_url))
        grouped[group_of(letter)].append(item)
    groups = [(group, items) for group, items in grouped.items() if items]
    spoken = language(mail.locale)
    framed = fill("_mail", spoken, groups=groups, home=base_url)
    return Worded(framed.subject, framed.body, short(spoken, framed.subject, groups))


def short(spoken: str, subject: str, groups: Sequence[tuple[str, Sequence[Item]]]) -> str:
    """Return a mail in a line or two: what it is about, and where to read on.

    Of several tellings the first few are named; an SMS is paid for by its length.
    """
    items = [item for _, group in groups for item in group]
    return said(spoken, subject, items[:SHORT_ITEMS], len(items))


def group_of(letter: Letter) -> str:
    """Return under which heading of ``GROUPS`` a letter stands."""
    if letter.kind in URGENT:
        return "urgent"
    colour = str(letter.facts.get("colour"))
    return colour if letter.kind == "ColourChanged" and colour in GROUPS else "other"


def case_link(facts: Mapping[str, object], base_url: str) -> str:
    """Return the address of the page of the case in *facts*, or nothing."""
    code = facts.get("code")
    return f"{base_url}/cases/{code}" if code else ""
