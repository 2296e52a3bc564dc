"""Asking the law tables in force: which rule, which thresholds, which instants.

The newest published table is asked each time a clock opens; the row is then copied into the
ledger, so that a later amendment reaches new clocks and an old clock still shows its own row.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from sqlalchemy.orm import Session

from engine.feel import Table
from engine.rules.calendar import WorkCalendar
from engine.rules.colours import (
    ColourInstants,
    Thresholds,
    colour_instants,
    thresholds_from_row,
)
from engine.rules.deadline_rule import DeadlineRule, rule_from_row
from engine.rules.deadlines import Computed, Pause
from engine.rules.errors import NotFound
from engine.storage.published import LawTable, law_table, newest_bundle
from engine.usecases.decisions import table_of


def rule_in_force(session: Session, key: str, opened_on: date) -> DeadlineRule:
    """Return the rule *key* as it stands for clocks opened on that day at the office.

    Raises:
        NotFound: ``rule.unknown``: no such rule, or none in force on that day.
    """
    return _rule(law_table(session, "deadlines"), key, opened_on)


@lru_cache(maxsize=1_000)  # a table says the same of the same day
def _rule(law: LawTable, key: str, opened_on: date) -> DeadlineRule:
    return rule_in(law.table, key, opened_on)


def rule_in(table: Table, key: str, opened_on: date) -> DeadlineRule:
    """Return the rule *key* as *table* states it for clocks opened on that day.

    Raises:
        NotFound: ``rule.unknown``.
    """
    decision = table.decide({"rule": key, "opened_on": opened_on})
    if not decision.matched or not isinstance(decision.outputs, Mapping):
        raise NotFound("rule.unknown", rule=key, opened_on=opened_on.isoformat())
    return rule_from_row(decision.outputs)


def thresholds_for(session: Session, rule: DeadlineRule, *, sensitive: bool = False) -> Thresholds:
    """Return when clocks of this rule turn yellow and orange; earlier in a sensitive period."""
    return _thresholds(law_table(session, "warnings"), rule, sensitive)


@lru_cache(maxsize=1_000)
def _thresholds(law: LawTable, rule: DeadlineRule, sensitive: bool) -> Thresholds:  # noqa: FBT001  # kept by it
    return thresholds_in(law.table, rule, sensitive=sensitive)


def thresholds_in(table: Table, rule: DeadlineRule, *, sensitive: bool = False) -> Thresholds:
    """Return when clocks of this rule turn yellow and orange, as *table* states it."""
    facts = {
        "rule": rule.key,
        "channel": rule.channel,
        "unit": str(rule.unit),
        "length": rule.length,
        "origin": str(rule.origin),
        "sensitive": sensitive,
    }
    decision = table.decide(facts)
    if not isinstance(decision.outputs, Mapping):
        return Thresholds()
    return thresholds_from_row(decision.outputs)


def instants(
    rule: DeadlineRule,
    computed: Computed,
    thresholds: Mapping[str, object],
    calendar: WorkCalendar,
    pauses: tuple[Pause, ...] = (),
) -> ColourInstants | None:
    """Return when a clock turns, under the thresholds it was opened with."""
    return colour_instants(rule, computed, thresholds_from_row(thresholds), calendar, pauses)


def mediation_rules(session: Session) -> frozenset[str]:
    """Return the keys of all mediation clocks: every answer ``mediation_rule`` can give."""
    table = table_of(newest_bundle(session), "mediation_rule")
    fixed = (rule.fixed.outputs["rule"] for rule in table.rules if rule.fixed)
    return frozenset(str(key) for key in fixed)
