"""The words of a case: channels, levels, states, grades. Codes only; no sentences.

Source: shared vocabulary of docs/glossary.md; code sets from the people's-mediation forms.
"""

from enum import StrEnum


class Channel(StrEnum):
    """The procedure a dispute is in."""

    PEOPLE = "people"
    ADMINISTRATIVE = "administrative"
    JUDICIAL_PRE = "judicial_pre"
    JUDICIAL_IN = "judicial_in"
    LABOUR_ARBITRATION = "labour_arbitration"
    LAND_ARBITRATION = "land_arbitration"
    RULING = "ruling"
    PETITION = "petition"
    RECONSIDERATION = "reconsideration"
    LITIGATION = "litigation"
    POLICE = "police"


MEDIATION_CHANNELS = frozenset(
    {Channel.PEOPLE, Channel.ADMINISTRATIVE, Channel.JUDICIAL_PRE, Channel.JUDICIAL_IN}
)


class Level(StrEnum):
    """The rung of the ladder that answers for a case."""

    VILLAGE = "village"
    TOWN = "town"
    COUNTY = "county"


class AreaMode(StrEnum):
    """How duty climbs in an area: by every rung, or straight to the county."""

    FLAT = "FLAT"
    LEVELLED = "LEVELLED"


class OfficeKind(StrEnum):
    """What kind of body an office is."""

    COUNTY = "county"
    COUNTY_CENTRE = "county_centre"
    TOWN_CENTRE = "town_centre"
    VILLAGE_COMMITTEE = "village_committee"
    PROFESSIONAL_COMMITTEE = "professional_committee"
    AGENCY = "agency"
    DOCKING_CENTRE = "docking_centre"
    STATIONED_ROOM = "stationed_room"


LADDER_KINDS = frozenset(
    {OfficeKind.VILLAGE_COMMITTEE, OfficeKind.TOWN_CENTRE, OfficeKind.COUNTY_CENTRE}
)


class Status(StrEnum):
    """Where a case stands."""

    CLUE = "clue"
    REGISTERED = "registered"
    ACCEPTED = "accepted"
    DISPATCHED = "dispatched"
    HANDLING = "handling"
    AGREED = "agreed"
    PERFORMING = "performing"
    VISITING = "visiting"
    CLOSED = "closed"
    ARCHIVED = "archived"
    REFUSED = "refused"
    REFERRED = "referred"
    TERMINATED = "terminated"
    WITHDRAWN = "withdrawn"


ENDED = frozenset({Status.CLOSED, Status.ARCHIVED, Status.REFUSED})


class Outcome(StrEnum):
    """How mediation ended."""

    AGREED = "agreed"
    SETTLED = "settled"
    FAILED = "failed"
    REFUSED_BY_PARTY = "refused_by_party"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    REFERRED = "referred"
    NOT_ACCEPTED = "not_accepted"
    OTHER = "other"


OUTCOMES_WITHOUT_AGREEMENT = frozenset(
    {Outcome.FAILED, Outcome.REFUSED_BY_PARTY, Outcome.EXPIRED, Outcome.OTHER}
)


class Grade(StrEnum):
    """The five risk grades, worst first."""

    EXTREME = "extreme"
    MAJOR = "major"
    LARGE = "large"
    ORDINARY = "ordinary"
    SIMPLE = "simple"


GRADE_ORDER = tuple(Grade)


def worse(first: Grade, second: Grade) -> Grade:
    """Return the worse of two grades."""
    return min(first, second, key=GRADE_ORDER.index)


class Source(StrEnum):
    """How a dispute reached us."""

    APPLY = "APPLY"
    PROACTIVE = "PROACTIVE"
    GRID = "GRID"
    SWEEP = "SWEEP"
    PETITION = "PETITION"
    POLICE = "POLICE"
    COURT_PRE = "COURT_PRE"
    COURT_IN = "COURT_IN"
    PROCURATE = "PROCURATE"
    LEGALAID = "LEGALAID"
    DEPT = "DEPT"
    HOTLINE12345 = "HOTLINE12345"
    LEADER = "LEADER"
    UPPER = "UPPER"
    LOWER = "LOWER"
    ONLINE = "ONLINE"
    HOSPITAL = "HOSPITAL"
    UNION = "UNION"


CATEGORIES = (
    *(f"{number:02d}" for number in range(1, 15)),
    "99",
)


class Violence(StrEnum):
    """How far a dispute has gone towards violence."""

    NONE = "none"
    THREAT = "threat"
    HAPPENED = "happened"
    WEAPONS = "weapons"


class PartyRole(StrEnum):
    """What a person is in a dispute."""

    APPLICANT = "applicant"
    RESPONDENT = "respondent"
    THIRD = "third"
    REPRESENTATIVE = "representative"
    AGENT = "agent"
