"""Rules for the tests: one plain rule, and what differs from it said in words."""

from dataclasses import replace
from datetime import date

from engine.rules.deadline_rule import (
    DayEnd,
    DeadlineRule,
    Extendable,
    OnExpiry,
    Origin,
    Roll,
    Unit,
)

PLAIN = DeadlineRule(
    key="T-01",
    name_zh="测试期限",
    name_en="A limit for tests",
    channel=None,
    instrument="测试规则",
    article="第一条",
    checked_on=date(2026, 11, 22),
    verified=True,
    unit=Unit.DAY,
    length=30,
    start_event="accepted",
    roll=Roll.WORKDAY,
    day_end=DayEnd.MIDNIGHT,
    extendable=Extendable.PARTIES,
    extension_cap=None,
    extension_count=None,
    pausable=True,
    on_expiry=OnExpiry.ASK,
    origin=Origin.LAW,
)


def rule(length: int, unit: str = "DAY", **differs: object) -> DeadlineRule:
    """Return the plain rule with another length and unit, and whatever else differs."""
    changes: dict[str, object] = {"length": length, "unit": Unit(unit), **differs}
    if unit == "HOUR":
        changes.setdefault("roll", Roll.NONE)
    return replace(PLAIN, **changes)  # type: ignore[arg-type]
