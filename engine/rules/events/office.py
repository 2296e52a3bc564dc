"""What happened in the office: people, keys, published sets, the calendar."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ConflictDeclared:
    """It was put on record that a person may not handle something."""

    user_id: int
    case_id: int | None


@dataclass(frozen=True, slots=True)
class UserSignedIn:
    """A person signed in."""

    user_id: int


@dataclass(frozen=True, slots=True)
class UserSignedOut:
    """A person signed out: that one session is over."""

    user_id: int


@dataclass(frozen=True, slots=True)
class SignInFailed:
    """Somebody failed to sign in as a known user."""

    user_id: int
    failures: int


@dataclass(frozen=True, slots=True)
class PasswordChanged:
    """A password was changed or reset."""

    user_id: int
    reset: bool


@dataclass(frozen=True, slots=True)
class TokenIssued:
    """An API token was issued."""

    user_id: int
    token_id: int


@dataclass(frozen=True, slots=True)
class TokenRevoked:
    """An API token was revoked."""

    user_id: int
    token_id: int


@dataclass(frozen=True, slots=True)
class UserAdded:
    """A user was added."""

    user_id: int


@dataclass(frozen=True, slots=True)
class UserChanged:
    """What is known of a person was changed; *fields* says which."""

    user_id: int
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UserDeactivated:
    """A person was shut out; so many open steps went on or back."""

    user_id: int
    successor_id: int | None
    steps: int


@dataclass(frozen=True, slots=True)
class UserReactivated:
    """A person may sign in again."""

    user_id: int


@dataclass(frozen=True, slots=True)
class RoleGranted:
    """A person got a role in an office, perhaps for a time."""

    user_id: int
    role: str
    office_id: int
    from_on: str | None
    until_on: str | None


@dataclass(frozen=True, slots=True)
class RoleWithdrawn:
    """A role in an office was taken from a person."""

    user_id: int
    role: str
    office_id: int


@dataclass(frozen=True, slots=True)
class AbsenceSet:
    """A person is away for some days, and who stands in."""

    user_id: int
    substitute_id: int | None
    from_on: str
    to_on: str


@dataclass(frozen=True, slots=True)
class AbsenceEnded:
    """A person is back early, or the absence was taken back."""

    user_id: int


@dataclass(frozen=True, slots=True)
class OfficeAdded:
    """An office was opened."""

    office_id: int


@dataclass(frozen=True, slots=True)
class OfficeChanged:
    """What is known of an office, or what it takes, was changed; *fields* says which."""

    office_id: int
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OfficeClosed:
    """An office was closed; what was in motion there went to another one."""

    office_id: int
    to_office_id: int | None = None
    cases: int = 0
    steps: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OfficeReopened:
    """A closed office was opened again; its people act there as before."""

    office_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class BundlePublished:
    """A set of diagrams, tables and forms was published."""

    version: int
    sha: str


@dataclass(frozen=True, slots=True)
class LawPublished:
    """A law table was published."""

    name: str
    version: int


@dataclass(frozen=True, slots=True)
class CalendarLoaded:
    """A year of the calendar was loaded; *moved* clocks with it, null: they follow behind."""

    year: int
    official: bool
    moved: int | None


@dataclass(frozen=True, slots=True)
class CalendarOverridden:
    """An office's day was set apart from the national calendar."""

    office_id: int
    day: str
    works: bool
    moved: int


@dataclass(frozen=True, slots=True)
class KeyTurned:
    """A ring of keys got a new current key; *ring* is fields or audit."""

    ring: str
    key_id: str


@dataclass(frozen=True, slots=True)
class DemoClockMoved:
    """The clock of a demo database was moved."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class MessageFailed:
    """A message could not be delivered and was given up."""

    message_id: int
    channel: str
    fault: str = ""


@dataclass(frozen=True, slots=True)
class MessagesRetried:
    """Messages that had been given up were set on their way again; one of them, or all."""

    count: int
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class MessagesDiscarded:
    """Messages that had been given up were put away for good; one of them, or all there were."""

    count: int
    message_id: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class ReachSet:
    """A person said by which channels they want to be told."""

    user_id: int
    channels: list[str]


@dataclass(frozen=True, slots=True)
class RobotSet:
    """A robot of a group chat was set up or changed; *tellings* empty: every kind of message.

    Neither its address nor its secret is on record, only that they were changed.
    """

    robot_id: int
    kind: str
    office_id: int
    active: bool
    tellings: list[str]
    rewritten: bool
