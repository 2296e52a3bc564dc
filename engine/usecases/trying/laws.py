"""The rules a run on trial stands under: a set's own law tables and the nation's calendar."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from engine.feel import Table, read_dmn
from engine.rules.calendar import WorkCalendar
from engine.rules.colours import Thresholds
from engine.rules.deadline_rule import DeadlineRule
from engine.rules.errors import NotFound
from engine.rules.model_paths import law_path
from engine.usecases.law import rule_in, thresholds_in


@dataclass(frozen=True, slots=True)
class Laws:
    """Time limits, thresholds of colours, and the calendar days are counted by."""

    deadlines: Table
    warnings: Table | None
    calendar: WorkCalendar

    def rule(self, key: str, opened_on: date) -> DeadlineRule:
        """Return the rule *key* for clocks opened on that day.

        Raises:
            NotFound: ``rule.unknown``.

        """
        return rule_in(self.deadlines, key, opened_on)

    def thresholds(self, rule: DeadlineRule) -> Thresholds:
        """Return when clocks of *rule* turn yellow and orange."""
        return thresholds_in(self.warnings, rule) if self.warnings else Thresholds()


def laws_of(files: Mapping[str, bytes], calendar: WorkCalendar) -> Laws:
    """Return the rules of a whole set, law tables included.

    Raises:
        NotFound: ``law.unknown``: the set has no table of time limits.

    """
    deadlines = files.get(law_path("deadlines"))
    if deadlines is None:
        raise NotFound("law.unknown", name="deadlines")
    warnings = files.get(law_path("warnings"))
    return Laws(
        _read(deadlines, law_path("deadlines")),
        _read(warnings, law_path("warnings")) if warnings is not None else None,
        calendar,
    )


_read = lru_cache(maxsize=16)(read_dmn)  # by content, hence right for any set
