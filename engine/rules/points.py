"""The points ledger: rules, doubling, the month an entry counts in.

The rows are those of ``workflows/law/points.dmn``; source: docs/law.md 「积分」.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from engine.feel import Table
from engine.rules.errors import Invalid

FOUND = "FindingMade"  # the kind of the rows for findings
BY_HAND = "ByHand"  # the kind of the rows a person enters
FREE = "P-MANUAL"  # an entry by hand without a row of its own
MOST = Decimal(100)  # what one entry by hand may amount to at most, up or down
CENT = Decimal("0.01")


class Unit(StrEnum):
    """Whom an entry counts for; a person's entry also counts for the person's office."""

    OFFICE = "office"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class PointRule:
    """What an occasion is worth. ``base`` in points; ``doubles``: each time not put right."""

    key: str
    name_zh: str
    name_en: str
    base: Decimal
    unit: Unit
    doubles: bool
    by_hand: bool
    source: str


def rule_from_row(outputs: Mapping[str, object]) -> PointRule:
    """Return the rule a row of the table gives.

    Raises:
        Invalid: ``points.row``, naming the columns that cannot be used.

    """
    base, unit, key = outputs.get("base"), outputs.get("unit"), outputs.get("rule")
    faults: dict[str, str] = {}
    if not isinstance(base, Decimal) or base != base.quantize(CENT) or not 0 < abs(base) <= MOST:
        faults["base"] = "points.bad_value"
    if unit not in set(Unit):
        faults["unit"] = "unknown_option"
    if not key:
        faults["rule"] = "required"
    if faults or not isinstance(base, Decimal):
        raise Invalid("points.row", fields=faults)
    return PointRule(
        key=str(key),
        name_zh=str(outputs.get("name_zh") or key),
        name_en=str(outputs.get("name_en") or key),
        base=base,
        unit=Unit(str(unit)),
        doubles=outputs.get("doubles") is True,
        by_hand=outputs.get("by_hand") is True,
        source=str(outputs.get("source") or ""),
    )


def multiplier(rule: PointRule, times_not_fixed: int) -> int:
    """Return what an entry's base is multiplied by, so that each failure doubles the whole.

    The first entry and the first failure count once (together twice the base), the second
    failure twice (together four times), and so on.
    """
    return 2 ** (times_not_fixed - 1) if rule.doubles and times_not_fixed > 1 else 1


def month_of(day: date) -> str:
    """Return the month a local day lies in: ``2026-11``."""
    return f"{day.year:04d}-{day.month:02d}"


def entry_key(rule: str, occasion: int) -> str:
    """Return the key under which an occasion (an event's id) is entered once."""
    return f"{rule}:{occasion}"


def finding_rules(table: Table, check_kind: str | None, on: date) -> tuple[PointRule, ...]:
    """Return the rules a finding of a check of that kind may name, as the table has them on a day.

    They are those the table really applies when it is asked for them by name.
    """
    asked = {**dict.fromkeys(table.names), "kind": FOUND, "check_kind": check_kind, "on": on}
    keys = {str(row.fixed.outputs.get("rule")): None for row in table.rules if row.fixed}
    found = []
    for key in keys:
        decision = table.decide({**asked, "point_rule": key})
        if isinstance(decision.outputs, Mapping) and decision.outputs.get("rule") == key:
            found.append(rule_from_row(decision.outputs))
    return tuple(found)
