"""What a person could do to a case now, and why not: the buttons of the case page.

Reasons are codes; where a person may not, the button is not drawn, where the case does not
stand so, it is drawn grey with the reason. The use case judges again when the button is used.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.queries.standing import running_clocks
from engine.rules.case import ENDED, Status
from engine.rules.deadline_rule import Extendable, OnExpiry, rule_from_row
from engine.rules.permissions import Action, Actor, Place, may
from engine.storage.models import CaseRow, ClockRow, ExtensionRow, HandoffRow

UNDER_WAY = ("sent", "returned", "with_supervisor")
MAY_WITHDRAW = frozenset({Status.REGISTERED, Status.ACCEPTED, Status.DISPATCHED, Status.HANDLING})
MAY_HAND_OFF = frozenset({Status.DISPATCHED, Status.HANDLING, Status.AGREED})
MAY_TERMINATE = frozenset({Status.DISPATCHED, Status.HANDLING})
NOT_ALLOWED = "not_allowed"


@dataclass(frozen=True, slots=True)
class Act:
    """One act: ``allowed``, else ``reason``: ``not_allowed`` or a code of how the case stands."""

    name: str
    allowed: bool
    reason: str | None = None

    @property
    def shown(self) -> bool:
        """Whether the person may do this at all, now or later."""
        return self.reason != NOT_ALLOWED


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the acts depend on: the case, its open clocks, requests and hand-offs under way."""

    case: CaseRow
    clocks: tuple[ClockRow, ...]
    asked: frozenset[int]  # clocks for which more time has been asked already
    handing_over: bool


@dataclass(frozen=True, slots=True)
class ClockActs:
    """What may be done to one clock."""

    pause: Act
    resume: Act
    extend: Act


def case_acts(session: Session, actor: Actor, case: CaseRow, place: Place) -> tuple[Act, ...]:
    """Return every act on a case, in the order they are offered."""
    found = circumstances(session, case)
    return tuple(_judge(actor, place, found, name) for name in _ACTS)


def clock_acts(actor: Actor, place: Place, found: Circumstances, clock: ClockRow) -> ClockActs:
    """Return what may be done to one of the case's clocks."""
    one = Circumstances(
        found.case, () if clock.ended_at else (clock,), found.asked, found.handing_over
    )
    return ClockActs(*(_judge(actor, place, one, name) for name in ("pause", "resume", "extend")))


def circumstances(session: Session, case: CaseRow) -> Circumstances:
    """Read what the acts depend on."""
    clocks = (clock for clock, _ in running_clocks(session, case.id))
    asked = session.scalars(
        select(ExtensionRow.clock_id).where(
            ExtensionRow.case_id == case.id, ExtensionRow.state == "asked"
        )
    )
    sent = session.scalars(
        select(HandoffRow.id).where(HandoffRow.case_id == case.id, HandoffRow.state.in_(UNDER_WAY))
    )
    return Circumstances(case, tuple(clocks), frozenset(asked), sent.first() is not None)


def _judge(actor: Actor, place: Place, found: Circumstances, name: str) -> Act:
    action, hindrance = _ACTS[name]
    if not may(actor, action, place):
        return Act(name, allowed=False, reason=NOT_ALLOWED)
    reason = hindrance(found)
    return Act(name, allowed=reason is None, reason=reason)


def _own(found: Circumstances) -> Iterable[ClockRow]:
    """The clocks that are ours: not those we only watch for somebody else."""
    return (each for each in found.clocks if each.row.get("on_expiry") != OnExpiry.WATCH)


def _pause(found: Circumstances) -> str | None:
    if found.case.status in ENDED:
        return "case_ended"
    clocks = list(_own(found))
    if not clocks:
        return "no_clock"
    pausable = [each for each in clocks if each.row.get("pausable")]
    if not pausable:
        return "not_pausable"
    return None if any(each.status == "running" for each in pausable) else "paused_already"


def _resume(found: Circumstances) -> str | None:
    return None if any(each.status == "paused" for each in found.clocks) else "not_paused"


def _extend(found: Circumstances) -> str | None:
    if found.case.status in ENDED:
        return "case_ended"
    running = [each for each in _own(found) if each.status == "running"]
    if not running:
        return "no_clock"
    open_ended = [
        each for each in running if rule_from_row(each.row).extendable is not Extendable.NO
    ]
    if not open_ended:
        return "not_extendable"
    in_time = [each for each in open_ended if each.fired_at is None]
    if not in_time:
        return "too_late"
    return None if any(each.id not in found.asked for each in in_time) else "asked_already"


def _hand_off(found: Circumstances) -> str | None:
    if found.case.status in ENDED:
        return "case_ended"
    if found.case.accepted_at is None:
        return "not_accepted_yet"
    if found.handing_over:
        return "handoff_under_way"
    return None if found.case.status in MAY_HAND_OFF else "not_at_this_stage"


def _status(allowed: frozenset[Status]) -> Callable[[Circumstances], str | None]:
    def hindrance(found: Circumstances) -> str | None:
        if found.case.status in ENDED:
            return "case_ended"
        return None if found.case.status in allowed else "not_at_this_stage"

    return hindrance


def _running(found: Circumstances) -> str | None:
    return "case_ended" if found.case.status in ENDED else None


def _reopen(found: Circumstances) -> str | None:
    if found.case.status not in {Status.CLOSED, Status.ARCHIVED}:
        return "not_closed"
    return None if found.case.channel is not None else "never_accepted"


def _correct(found: Circumstances) -> str | None:
    return "archived" if found.case.status == Status.ARCHIVED else None


def _never(_: Circumstances) -> str | None:
    return None


_ACTS: dict[str, tuple[Action, Callable[[Circumstances], str | None]]] = {
    "extend": (Action.ASK_EXTENSION, _extend),
    "pause": (Action.PAUSE_CLOCK, _pause),
    "resume": (Action.PAUSE_CLOCK, _resume),
    "hand_off": (Action.HAND_OFF, _hand_off),
    "assign": (Action.ASSIGN, _running),
    "withdraw": (Action.WITHDRAW, _status(MAY_WITHDRAW)),
    "terminate": (Action.TERMINATE, _status(MAY_TERMINATE)),
    "risk": (Action.REPORT_RISK, _running),
    "reopen": (Action.REOPEN, _reopen),
    "correct": (Action.CORRECT, _correct),
    "note": (Action.NOTE, _never),
}
