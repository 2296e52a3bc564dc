"""What happened in supervision: urging, orders, complaints, spot checks and findings."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UrgeSent:
    """Somebody above urged an office to get on with a case."""

    urge_id: int
    office_id: int
    reply_on: str


@dataclass(frozen=True, slots=True)
class UrgeAnswered:
    """The office answered an urge."""

    urge_id: int
    late: bool


@dataclass(frozen=True, slots=True)
class OrderBatchIssued:
    """Supervision orders went out together under one number."""

    batch_id: int
    number: str
    orders: int


@dataclass(frozen=True, slots=True)
class OrderIssued:
    """A supervision order was sent to an office."""

    order_id: int
    number: str
    card: str
    office_id: int
    origin: str


@dataclass(frozen=True, slots=True)
class OrderSigned:
    """The office signed for a supervision order."""

    order_id: int
    number: str


@dataclass(frozen=True, slots=True)
class OrderReplied:
    """The office replied to a supervision order."""

    order_id: int
    number: str
    late: bool


@dataclass(frozen=True, slots=True)
class OrderReturned:
    """The reply to a supervision order did not pass its check."""

    order_id: int
    number: str


@dataclass(frozen=True, slots=True)
class OrderLifted:
    """A supervision order was lifted after its check."""

    order_id: int
    number: str
    card: str


@dataclass(frozen=True, slots=True)
class OrderCancelled:
    """A supervision order was taken back by its issuer."""

    order_id: int
    number: str
    reason: str


@dataclass(frozen=True, slots=True)
class ComplaintReceived:
    """Somebody complained about how a case is handled."""

    complaint_id: int
    number: str
    office_id: int
    about_office_id: int


@dataclass(frozen=True, slots=True)
class ComplaintAnswered:
    """A complaint was answered."""

    complaint_id: int
    number: str
    complaint_result: str
    late: bool


@dataclass(frozen=True, slots=True)
class ComplaintRated:
    """It was noted whether the complainant is satisfied with the answer."""

    complaint_id: int
    number: str
    satisfied: bool


@dataclass(frozen=True, slots=True)
class SpotCheckDrawn:
    """A sample was drawn; seed and digest let anybody draw it again."""

    spot_check_id: int
    number: str
    seed: str
    population: int
    population_sha: str
    drawn: int


@dataclass(frozen=True, slots=True)
class SpotCheckCaseChecked:
    """One case of a sample was checked."""

    spot_check_id: int
    check_result: str


@dataclass(frozen=True, slots=True)
class FindingMade:
    """A spot check found something that must be put right by a day."""

    finding_id: int
    number: str
    office_id: int
    fix_on: str


@dataclass(frozen=True, slots=True)
class FindingReported:
    """The office reported that a finding was put right."""

    finding_id: int
    number: str


@dataclass(frozen=True, slots=True)
class FindingRechecked:
    """A finding was checked again."""

    finding_id: int
    number: str
    is_fixed: bool
    times_not_fixed: int
