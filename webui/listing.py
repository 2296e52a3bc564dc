"""What the pages of lists show around their lines: chips, what hides most, choices of filters."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from engine.queries.filters import Filters
from engine.queries.hiding import hides_most
from engine.queries.offices import OfficeName, office_tree
from engine.queries.standing import Standing
from webui.auth import actor
from webui.database import db
from webui.filtering import Asked, Chip, Named
from webui.standing_badge import rule_name

Counter = Callable[[Filters], int]


@dataclass(frozen=True, slots=True)
class Hidden:
    """The filter that hides most of an empty list, in words."""

    text: str
    count: int
    without: str


def places() -> tuple[OfficeName, ...]:
    """Return all offices, each below the one above it."""
    return office_tree(db.session(), actor())


def place_choices(offices: Iterable[OfficeName]) -> list[tuple[int, str]]:
    """Return offices for a select, indented by how deep they lie."""
    return [(office.office_id, "　" * office.depth + office.name) for office in offices]


def named(
    offices: Iterable[OfficeName],
    steps: Iterable[tuple[str, str]],
    standings: Iterable[Standing | None],
) -> Named:
    """Return the names that chips need, of what the page has read anyway."""
    return Named(
        offices={office.office_id: office.name for office in offices},
        steps=dict(steps),
        people={actor().user_id: actor().name},
        rules={each.rule: rule_name(each) for each in standings if each},
    )


def hidden(asked: Asked, set_chips: list[Chip], count: Counter) -> Hidden | None:
    """Return what hides most of a list that came out empty; None if no one filter does."""
    found = hides_most(asked.filters, count)
    chip = next((chip for chip in set_chips if found and chip.name == found.name), None)
    return Hidden(chip.text, found.count, chip.without) if chip and found else None
