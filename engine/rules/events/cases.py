"""What happened to a dispute itself."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CaseRegistered:
    """A dispute was put on record."""

    code: str
    office_id: int
    source: str
    category: str
    grade: str
    points: int


@dataclass(frozen=True, slots=True)
class CaseAccepted:
    """A dispute was accepted for mediation, and by which channel."""

    channel: str
    office_id: int
    proposed: str | None
    differs: bool


@dataclass(frozen=True, slots=True)
class CaseRefused:
    """A dispute was not accepted, for a stated reason."""

    reason: str


@dataclass(frozen=True, slots=True)
class DocketAllotted:
    """A case number (案号) was given."""

    text: str
    office_id: int


@dataclass(frozen=True, slots=True)
class CaseDispatched:
    """A case was sent to the office that is to sign for it."""

    office_id: int


@dataclass(frozen=True, slots=True)
class CaseSignedFor:
    """An office signed for the case; mediation begins there."""

    office_id: int


@dataclass(frozen=True, slots=True)
class SittingHeld:
    """A mediation sitting was recorded."""

    sitting_id: int
    number: int
    result: str


@dataclass(frozen=True, slots=True)
class AgreementMade:
    """The parties agreed."""

    agreement_id: int
    number: str
    form: str
    effective_on: str


@dataclass(frozen=True, slots=True)
class PerformanceNoted:
    """It was noted how far an agreement has been performed."""

    agreement_id: int
    performance: str


@dataclass(frozen=True, slots=True)
class ConfirmationNoted:
    """Judicial confirmation of an agreement went one step on."""

    agreement_id: int
    state: str


@dataclass(frozen=True, slots=True)
class VisitMade:
    """The parties were visited after the case, and rated it."""

    satisfaction: str


@dataclass(frozen=True, slots=True)
class RedoOpened:
    """An unsatisfied rating sent the case back once."""

    count: int


@dataclass(frozen=True, slots=True)
class RiskReported:
    """A possible escalation was reported at once; *note_id* is the remark that says what was seen.

    Older ones kept no account.
    """

    violence: str
    process_id: int
    note_id: int | None = None


@dataclass(frozen=True, slots=True)
class GradeChanged:
    """The risk grade of a case changed."""

    before: str
    after: str
    points: int
    reason: str


@dataclass(frozen=True, slots=True)
class FactsCorrected:
    """Facts of a dispute were put right; *fields* says which, the correction what stood there."""

    correction_id: int
    fields: tuple[str, ...]
    clocks: int
    reason: str


@dataclass(frozen=True, slots=True)
class CaseWithdrawn:
    """The applicant withdrew."""

    reason: str


@dataclass(frozen=True, slots=True)
class MediationTerminated:
    """Mediation ended without agreement; the parties were told the other routes."""

    outcome: str


@dataclass(frozen=True, slots=True)
class CaseClosed:
    """A case was closed."""

    outcome: str


@dataclass(frozen=True, slots=True)
class CaseArchived:
    """The file of a case was put into the archive."""

    docket_no: str | None


@dataclass(frozen=True, slots=True)
class CaseReopened:
    """A closed case was taken up again."""

    reason: str


@dataclass(frozen=True, slots=True)
class PartyRevealed:
    """A person had a party's numbers shown in full; *fields* says which, *reason* what for."""

    party_id: int
    fields: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class PersonalFactsErased:
    """What was known of a party was erased for good; the party's row stays, without a name."""

    party_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class NoteAdded:
    """A remark was put on a case."""

    note_id: int
