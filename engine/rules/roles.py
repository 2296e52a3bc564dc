"""The words permissions are told in: roles, actions, grants, and who acts where.

An office's *path* is the chain of ids from the root ("/1/4/17/"). Who may do what with these
words stands in one table: ``engine.rules.permissions``, which hands them on.
"""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person is, in one office."""

    REGISTRAR = "registrar"
    MEDIATOR = "mediator"
    OFFICE_LEADER = "office_leader"
    DISPATCHER = "dispatcher"
    SUPERVISOR = "supervisor"
    LEADER = "leader"
    LIAISON = "liaison"
    ADMINISTRATOR = "administrator"
    SECURITY_ADMINISTRATOR = "security_administrator"  # consents to what administrators publish
    AUDITOR = "auditor"  # reads the log, changes nothing


class Action(StrEnum):
    """What a person may try to do."""

    REGISTER = "register"
    READ_CASE = "read_case"
    READ_PARTIES = "read_parties"  # names and texts, not only codes, steps and dates
    READ_PRINTS = "read_prints"
    REVEAL = "reveal"  # numbers and addresses in full, with a reason that is put on record
    ERASE = "erase"  # what is known of a party, for good
    WORK_ON_STEP = "work_on_step"
    ASSIGN = "assign"
    PAUSE_CLOCK = "pause_clock"
    ASK_EXTENSION = "ask_extension"
    APPROVE_EXTENSION = "approve_extension"
    HAND_OFF = "hand_off"
    RECEIVE_HAND_OFF = "receive_hand_off"
    WITHDRAW = "withdraw"
    TERMINATE = "terminate"
    REPORT_RISK = "report_risk"
    REOPEN = "reopen"
    NOTE = "note"
    CORRECT = "correct"  # facts of a dispute, with all that follows
    SEE_BOARD = "see_board"
    SEE_ALL_OFFICES = "see_all_offices"
    SEE_USERS = "see_users"
    DECLARE_CONFLICT = "declare_conflict"
    MEND_PROCESS = "mend_process"  # take a process that was set aside up again
    URGE = "urge"
    SUPERVISE = "supervise"  # orders, spot checks
    TAKE_COMPLAINT = "take_complaint"
    SEE_SUPERVISION = "see_supervision"
    SILENCE_WARNINGS = "silence_warnings"  # everybody's, with a reason and an end
    SWITCH_SENSITIVE = "switch_sensitive"  # a sensitive period of an office and those below it
    FILE_DAILY_REPORT = "file_daily_report"
    SEE_POINTS = "see_points"  # the points ledger, and sanctions
    ENTER_POINTS = "enter_points"  # by hand, and reversing
    APPEAL_POINTS = "appeal_points"
    DECIDE_POINTS = "decide_points"
    SIGN_SANCTION = "sign_sanction"
    ADMINISTER = "administer"
    SEE_MODELS = "see_models"  # published procedures, tables, forms, and drafts of them
    EDIT_MODELS = "edit_models"  # drafts, trials, submitting
    CONSENT_MODELS = "consent_models"  # the second person of a publication
    MOVE_PROCESSES = "move_processes"  # running cases to another version
    SEE_HEAT = "see_heat"  # counts and times on the diagrams
    CARE_FOR_TABLES = "care_for_tables"  # calendars, code tables, texts of messages
    SEE_AUDIT = "see_audit"  # what administrators did, and whether the log is whole
    MOVE_DEMO_CLOCK = "move_demo_clock"


@dataclass(frozen=True, slots=True)
class Grant:
    """A role in an office."""

    role: Role
    office_id: int
    path: str


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person; ``stands_for``: the absent people whose substitute they are today."""

    user_id: int
    name: str
    grants: tuple[Grant, ...]
    stands_for: frozenset[int] = frozenset()

    @property
    def roles(self) -> frozenset[Role]:
        """All roles this person holds anywhere."""
        return frozenset(grant.role for grant in self.grants)

    @property
    def office_ids(self) -> frozenset[int]:
        """The offices this person works in."""
        return frozenset(grant.office_id for grant in self.grants)


@dataclass(frozen=True, slots=True)
class Place:
    """The little a permission may depend on: offices and people concerned.

    ``offices`` are paths of the offices involved (holder, body, registering office, receiver);
    ``people`` are ids of the users concerned (assignee, leader). ``role`` and ``office`` are what
    a step asks for, when a step is concerned.
    """

    offices: tuple[str, ...] = ()
    people: tuple[int, ...] = ()
    role: frozenset[Role] = frozenset()
    step_office: str | None = None
