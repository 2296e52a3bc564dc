"""Where an act of a process takes place."""

from dataclasses import dataclass

from engine.storage.models import CaseRow, ProcessRow
from engine.storage.work import Work


@dataclass(frozen=True, slots=True)
class Setting:
    """The unit of work, the case and the process something belongs to."""

    work: Work
    case: CaseRow
    process: ProcessRow
