"""The tables. Rows hold facts; rules live in ``engine.rules``."""

from engine.storage.models.base import Base, UtcDateTime
from engine.storage.models.care import CareChangeRow, CodeRow, TellingTextRow
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
from engine.storage.models.corrections import CorrectionRow
from engine.storage.models.errands import ErrandRow, MoveLineRow, MoveRow, ReplayLineRow
from engine.storage.models.people import (
    ConflictRow,
    EndedSessionRow,
    GrantRow,
    OfficeRow,
    TokenRow,
    UserRow,
)
from engine.storage.models.points import PointAppealRow, PointEntryRow, SanctionRow
from engine.storage.models.process import (
    BundleFileRow,
    BundleRow,
    LawTableRow,
    ProcessRow,
    WorkItemRow,
)
from engine.storage.models.proof import SealRow
from engine.storage.models.reaching import AbsenceRow, ReachRow
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
from engine.storage.models.recounts import RecountLineRow
from engine.storage.models.robots import RobotRow
from engine.storage.models.studio import DraftFileRow, DraftRow, TrialRow, TrialRunRow
from engine.storage.models.supervision import (
    ComplaintRow,
    FindingRow,
    OrderBatchRow,
    OrderRow,
    SpotCheckCaseRow,
    SpotCheckRow,
    UrgeRow,
)
from engine.storage.models.tallies import TallyRow
from engine.storage.models.warnings import (
    DailyReportRow,
    SensitivePeriodRow,
    SilenceRow,
    WarningRow,
)

SEALED_TABLES: tuple[type[PartyRow] | type[ComplaintRow] | type[RobotRow], ...] = (
    PartyRow,
    ComplaintRow,
    RobotRow,
)

__all__ = [
    "SEALED_TABLES",
    "AbsenceRow",
    "AgreementRow",
    "Base",
    "BundleFileRow",
    "BundleRow",
    "CalendarDayRow",
    "CalendarOverrideRow",
    "CalendarYearRow",
    "CareChangeRow",
    "CaseRow",
    "ClockRow",
    "CodeRow",
    "ComplaintRow",
    "ConflictRow",
    "CorrectionRow",
    "CounterRow",
    "DailyReportRow",
    "DocketRow",
    "DraftFileRow",
    "DraftRow",
    "EndedSessionRow",
    "ErrandRow",
    "EventRow",
    "ExtensionRow",
    "FindingRow",
    "GrantRow",
    "HandoffRow",
    "LawTableRow",
    "LeaseRow",
    "MessageRow",
    "MoveLineRow",
    "MoveRow",
    "NoteRow",
    "NoticeRow",
    "OfficeRow",
    "OrderBatchRow",
    "OrderRow",
    "PartyRow",
    "PauseRow",
    "PointAppealRow",
    "PointEntryRow",
    "ProcessRow",
    "ReachRow",
    "RecountLineRow",
    "ReplayLineRow",
    "RobotRow",
    "SanctionRow",
    "SealRow",
    "SensitivePeriodRow",
    "SilenceRow",
    "SittingRow",
    "SpotCheckCaseRow",
    "SpotCheckRow",
    "TallyRow",
    "TellingTextRow",
    "TickRow",
    "TokenRow",
    "TrialRow",
    "TrialRunRow",
    "UrgeRow",
    "UserRow",
    "UtcDateTime",
    "WarningRow",
    "WorkItemRow",
]
