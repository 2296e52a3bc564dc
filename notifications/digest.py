"""Several tellings in one mail: overdue first, then what is urgent, then the rest."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.rules.telling import URGENT
from engine.usecases.outbox import Letter, Mail
from engine.usecases.texts import Text, Texts
from notifications.texts.environment import language, mail_template

GROUPS = ("urgent", "red", "orange", "yellow", "other")


@dataclass(frozen=True, slots=True)
class Item:
    """One telling in words, with the address of its case's page (empty if it has none)."""

    subject: str
    body: str
    link: str


def digest(mail: Mail, texts: Texts, base_url: str) -> Text:
    """Return *mail* in words; one letter keeps its own subject, several get a common one."""
    grouped: dict[str, list[Item]] = {group: [] for group in GROUPS}
    for letter in mail.letters:
        text = texts.render(letter.kind, letter.facts, mail.locale)
        item = Item(text.subject, text.body, case_link(letter.facts, base_url))
        grouped[group_of(letter)].append(item)
    groups = [(group, items) for group, items in grouped.items() if items]
    return mail_template(language(mail.locale), groups, base_url)


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
