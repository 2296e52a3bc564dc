"""What does not go by the book: pauses, more time, hand-offs, withdrawals, risks, reopenings."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select

from engine.demo.casefile import CaseFile
from engine.demo.fates import Incident
from engine.demo.simulation import Simulation
from engine.rules.case import Outcome
from engine.rules.permissions import Actor, Role
from engine.storage.models import CaseRow, ClockRow, WorkItemRow
from engine.usecases.clocks import Standstill, pause_clock, resume_clock
from engine.usecases.endings import reopen_case, terminate_case, withdraw_case
from engine.usecases.extensions import (
    MoreTime,
    approve_extension,
    ask_extension,
    refuse_extension,
)
from engine.usecases.handoffs import Package, send_handoff
from engine.usecases.notes import add_note
from engine.usecases.risks import Risk, report_risk
from engine.usecases.steps import assign_step, claim_step, release_step

Happen = Callable[[Simulation, CaseFile, WorkItemRow, Incident], None]
PAUSED_HOURS = 90.0
APPROVAL_HOURS = 7.0


def happen(simulation: Simulation, file: CaseFile, item: WorkItemRow, what: Incident) -> None:
    """Let an incident happen now."""
    INCIDENTS[what.kind](simulation, file, item, what)


def held_hours(what: Incident) -> float:
    """Return for how many office hours a step waits because of an incident."""
    waiting = {"pause": PAUSED_HOURS, "extend": APPROVAL_HOURS + 0.5}
    return what.after_hours + waiting.get(what.kind, 0.0)


def _case(simulation: Simulation, file: CaseFile) -> CaseRow:
    with simulation.desk.read() as session:
        return session.get_one(CaseRow, file.case_id)


def _leader(simulation: Simulation, file: CaseFile) -> Actor:
    holder = _case(simulation, file).holder_id
    return simulation.directory.people(holder, (Role.OFFICE_LEADER,))[0]


def _mediator(simulation: Simulation, file: CaseFile) -> Actor:
    """Return a mediator of the holder, not the leader where there is another."""
    holder = _case(simulation, file).holder_id
    leader = _leader(simulation, file)
    others = simulation.directory.people(holder, (Role.MEDIATOR, Role.LIAISON))
    return next((each for each in others if each.user_id != leader.user_id), leader)


def _clock(simulation: Simulation, file: CaseFile, able: str) -> ClockRow | None:
    """Return the case's running clock of the law that is *able*: extendable or pausable."""
    query = select(ClockRow).where(
        ClockRow.case_id == file.case_id,
        ClockRow.status == "running",
        ClockRow.fired_at.is_(None),
        ClockRow.ended_at.is_(None),
    )
    with simulation.desk.read() as session:
        clocks = list(session.scalars(query.order_by(ClockRow.id)))
    able_ones = (clock for clock in clocks if clock.row.get(able) not in {None, "NO", False, ""})
    return next(able_ones, None)


def _still(simulation: Simulation, clock_id: int, status: str) -> bool:
    """Return whether the clock has that status, and has not ended by now."""
    with simulation.desk.read() as session:
        clock = session.get_one(ClockRow, clock_id)
        return clock.status == status and clock.ended_at is None


def _pause(simulation: Simulation, file: CaseFile, _: WorkItemRow, what: Incident) -> None:
    clock = _clock(simulation, file, "pausable")
    if clock is None:
        return
    actor = _leader(simulation, file)
    today = simulation.desk.local_day(simulation.clock.now())
    why = Standstill(today, "双方共同委托鉴定，鉴定期间不计入", "鉴定委托书")
    pause_clock(simulation.desk, actor, file.code, clock.id, why)
    if what.choice == "open":
        return

    def resume() -> None:
        if not _still(simulation, clock.id, "paused"):
            return
        day = simulation.desk.local_day(simulation.clock.now())
        resume_clock(simulation.desk, actor, file.code, clock.id, day)

    simulation.plan(simulation.hours.later(simulation.clock.now(), PAUSED_HOURS), resume)


def _extend(simulation: Simulation, file: CaseFile, __: WorkItemRow, what: Incident) -> None:
    clock = _clock(simulation, file, "extendable")
    if clock is None:
        return
    length = 1 if clock.row.get("unit") in {"MONTH", "YEAR"} else 10
    asked = MoreTime(length, "双方仍有调解意愿，需要补充核实数额", "双方书面同意延长")
    mediator = _mediator(simulation, file)
    request = ask_extension(simulation.desk, mediator, file.code, clock.id, asked)
    if what.choice == "pending":
        return

    def decide() -> None:
        if not _still(simulation, clock.id, "running"):
            return  # the case went on without waiting for the answer
        leader = _leader(simulation, file)
        if what.choice == "refused":
            refuse_extension(simulation.desk, leader, request, "分歧过大，请在原期限内办结。")
        else:
            approve_extension(simulation.desk, leader, request, "双方同意，准予延长。")

    simulation.plan(simulation.hours.later(simulation.clock.now(), APPROVAL_HOURS), decide)


def _handoff(simulation: Simulation, file: CaseFile, _: WorkItemRow, what: Incident) -> None:
    """Hand the case off; *choice* is ``channel/office:times returned``."""
    channel, _slash, office = what.choice.partition(":")[0].partition("/")
    now = simulation.desk.local_day(simulation.clock.now())
    consents = [
        {"party": party, "how": "书面", "on": now.isoformat()}
        for party in (file.applicant, file.respondent)
    ]
    package = Package(
        to_office_id=simulation.directory.id_of(office),
        to_channel=channel,
        reason="当事人愿意由贵单位处理，现将案件和材料移送。",
        papers=({"name": "登记表", "pages": 2, "original": True},
                {"name": "调查笔录", "pages": 4, "original": False}),
        consents=consents,
        reply_by=now + timedelta(days=15),
    )  # fmt: skip
    send_handoff(simulation.desk, _leader(simulation, file), file.code, package)


def _withdraw(simulation: Simulation, file: CaseFile, _: WorkItemRow, __: Incident) -> None:
    reason = file.hand.choice(("双方已自行商量好，申请撤回。", "申请人决定不再追究，申请撤回。"))
    withdraw_case(simulation.desk, _leader(simulation, file), file.code, reason)


def _refuse(simulation: Simulation, file: CaseFile, _: WorkItemRow, __: Incident) -> None:
    reason = file.told("{b}明确表示不接受调解。")
    outcome = Outcome.REFUSED_BY_PARTY
    terminate_case(simulation.desk, _leader(simulation, file), file.code, outcome, reason)


def _risk(simulation: Simulation, file: CaseFile, _: WorkItemRow, __: Incident) -> None:
    account = file.told("{b}在现场情绪失控，扬言动手，已劝离并看护。")
    mediator = _mediator(simulation, file)
    report_risk(simulation.desk, mediator, file.code, Risk("threat", account))


def _note(simulation: Simulation, file: CaseFile, _: WorkItemRow, __: Incident) -> None:
    text = file.hand.choice(NOTES)
    add_note(simulation.desk, _mediator(simulation, file), file.code, file.told(text))


def _reopen(simulation: Simulation, file: CaseFile, _: WorkItemRow, __: Incident) -> None:
    reason = file.told("{a}反映协议内容又起争议，重新办理。")
    reopen_case(simulation.desk, _leader(simulation, file), file.code, reason)


def _unclaimed(simulation: Simulation, item: WorkItemRow) -> bool:
    """Return whether the step still waits for anybody, whatever it did when it opened."""
    with simulation.desk.read() as session:
        now = session.get_one(WorkItemRow, item.id)
        return now.status == "open" and now.assignee_id is None


def _assign(simulation: Simulation, file: CaseFile, item: WorkItemRow, __: Incident) -> None:
    leaders = simulation.directory.people(item.office_id, (Role.OFFICE_LEADER,))
    able = simulation.directory.people(item.office_id, item.roles)
    chosen = file.hand.choice(list(able))
    if not _unclaimed(simulation, item):
        return
    assign_step(simulation.desk, leaders[0], item.id, chosen.user_id)


def _release(simulation: Simulation, file: CaseFile, item: WorkItemRow, __: Incident) -> None:
    able = simulation.directory.people(item.office_id, item.roles)
    actor = file.hand.choice(list(able))
    if not _unclaimed(simulation, item):
        return
    claim_step(simulation.desk, actor, item.id)
    release_step(simulation.desk, actor, item.id, "近期外出，请同事办理")


NOTES = (
    "电话联系{a}，约定周末到调解室。",
    "{b}表示愿意让步，正与家人商量。",
    "已请村里老书记帮忙做工作。",
    "提醒双方保留票据原件。",
    "网格员走访，双方近日未再争吵。",
)
INCIDENTS: dict[str, Happen] = {
    "pause": _pause,
    "extend": _extend,
    "handoff": _handoff,
    "withdraw": _withdraw,
    "refuse": _refuse,
    "risk": _risk,
    "note": _note,
    "reopen": _reopen,
    "assign": _assign,
    "release": _release,
}
