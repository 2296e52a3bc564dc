"""When a clock starts: the event its rule names, found among the facts of the case."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select

from engine.rules.deadline_rule import DeadlineRule, Unit
from engine.rules.errors import Conflict
from engine.storage.models import AgreementRow, CaseRow
from engine.storage.work import QUIET, Work

AGREEMENTS = (
    select(AgreementRow)
    .where(AgreementRow.case_id == bindparam("case_id"))
    .order_by(AgreementRow.id.desc())
    .execution_options(**QUIET)
)


@dataclass(frozen=True, slots=True)
class Start:
    """An occurrence of a start event.

    ``key`` tells this occurrence from the next of the same kind; ``due_on`` is given where the
    case itself names the day.
    """

    event: str
    at: datetime
    key: str
    due_on: date | None = None


def start_of(work: Work, case: CaseRow, rule: DeadlineRule, anchor: str | None) -> Start:
    """Return when a clock of *rule* starts for *case*.

    A rule whose event the case's facts do not know starts when the activity does; *anchor*
    then tells one occurrence from another.

    Raises:
        Conflict: ``clock.no_agreement``: the clock starts with an agreement, and there is none.
    """
    if rule.unit is Unit.DATE:
        return _agreed_day(work, case)
    find = EVENTS.get(rule.start_event)
    at = find(work, case) if find else None
    if at is None:
        return Start(rule.start_event, work.now, f"{rule.start_event}:{anchor or work.now}")
    return Start(rule.start_event, at, f"{rule.start_event}@{at.isoformat()}")


def agreement_of(work: Work, case: CaseRow) -> AgreementRow:
    """Return the agreement in force.

    Raises:
        Conflict: ``clock.no_agreement``.
    """
    made = work.session.scalars(AGREEMENTS, {"case_id": case.id})
    # one that this very work voids may not be written yet
    found = next((each for each in made if each.voided_at is None), None)
    if found is None:
        raise Conflict("clock.no_agreement")
    return found


def _agreed_day(work: Work, case: CaseRow) -> Start:
    agreement = agreement_of(work, case)
    due_on = agreement.perform_by or agreement.effective_on
    return Start("agreement", work.now, f"agreement:{agreement.id}", due_on)


EVENTS: dict[str, Callable[[Work, CaseRow], datetime | None]] = {
    "registered": lambda _, case: case.registered_at,
    "application_received": lambda _, case: case.accepted_at,
    "accepted": lambda _, case: case.accepted_at,
    "material_signed_for": lambda _, case: case.signed_at,
    "agreement_in_force": lambda work, case: agreement_of(work, case).effective_at,
}
