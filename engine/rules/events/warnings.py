"""What happened to warnings, silences, sensitive periods and daily reports."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WarningAcknowledged:
    """A person said that they know of a warning."""

    warning_id: int
    clock_id: int
    rule: str
    colour: str
    note: str | None


@dataclass(frozen=True, slots=True)
class WarningRepeated:
    """A warning was told again: nobody had acknowledged it, or a silence about it was over."""

    clock_id: int
    rule: str
    colour: str
    cause: str
    number: int


@dataclass(frozen=True, slots=True)
class WarningsSnoozed:
    """A person put off their own warnings of a time limit until an instant."""

    silence_id: int
    clock_id: int
    rule: str
    until: str
    reason: str


@dataclass(frozen=True, slots=True)
class WarningsSilenced:
    """Warnings of a case, or of one time limit of it, were held back for all till an instant."""

    silence_id: int
    clock_id: int | None
    rule: str | None
    until: str
    reason: str


@dataclass(frozen=True, slots=True)
class SilenceLifted:
    """A silence was ended before its time."""

    silence_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class SensitivePeriodBegun:
    """A sensitive period was switched on for an office and those below it."""

    period_id: int
    office_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class SensitivePeriodEnded:
    """A sensitive period was switched off, or its last planned day was over."""

    period_id: int
    office_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class ThresholdsMoved:
    """Running time limits were given other thresholds: how many, in which cases."""

    sensitive: bool
    clocks: int
    moved: int
    case_ids: list[int]


@dataclass(frozen=True, slots=True)
class DailyReportFiled:
    """An office reported on one day of a sensitive period."""

    report_id: int
    office_id: int
    day: str
    zero: bool
    late: bool


@dataclass(frozen=True, slots=True)
class DailyReportsMissing:
    """Offices had not reported by the hour; the supervisor was told."""

    period_id: int
    day: str
    office_ids: list[int]
