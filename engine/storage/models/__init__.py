"""The tables. Rows hold facts; rules live in ``engine.rules``."""

from engine.storage.models.base import Base, UtcDateTime
from engine.storage.models.cases import (
    AgreementRow,
    CaseRow,
    CounterRow,
    DocketRow,
    HandoffRow,
    NoteRow,
    PartyRow,
    SittingRow,
)
from engine.storage.models.clocks import ClockRow, ExtensionRow, PauseRow
from engine.storage.models.people import ConflictRow, GrantRow, OfficeRow, TokenRow, UserRow
from engine.storage.models.process import (
    BundleFileRow,
    BundleRow,
    LawTableRow,
    ProcessRow,
    WorkItemRow,
)
from engine.storage.models.records import (
    CalendarDayRow,
    CalendarOverrideRow,
    CalendarYearRow,
    EventRow,
    LeaseRow,
    MessageRow,
    NoticeRow,
    TickRow,
)

__all__ = [
    "AgreementRow",
    "Base",
    "BundleFileRow",
    "BundleRow",
    "CalendarDayRow",
    "CalendarOverrideRow",
    "CalendarYearRow",
    "CaseRow",
    "ClockRow",
    "ConflictRow",
    "CounterRow",
    "DocketRow",
    "EventRow",
    "ExtensionRow",
    "GrantRow",
    "HandoffRow",
    "LawTableRow",
    "LeaseRow",
    "MessageRow",
    "NoteRow",
    "NoticeRow",
    "OfficeRow",
    "PartyRow",
    "PauseRow",
    "ProcessRow",
    "SittingRow",
    "TickRow",
    "TokenRow",
    "UserRow",
    "UtcDateTime",
    "WorkItemRow",
]
