"""What is true of every database at every moment, whatever happened before.

``violations`` looks at all cases; an empty list means the house is in order. It reads only, and
works on a database somebody else is still using.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from engine.desk import Desk
from engine.rules.case import ENDED, Status
from engine.rules.supervision import ONLY_WHILE_OPEN, OUTLIVING
from engine.storage.models import (
    CaseRow,
    ClockRow,
    CounterRow,
    DocketRow,
    EventRow,
    MessageRow,
    OfficeRow,
    ProcessRow,
    WorkItemRow,
)
from engine.storage.published import bundle_of
from engine.storage.tallies import amiss
from engine.workflow import Position
from tests.chaos.replay import replay

HOLDERS = {"CaseDispatched": "office_id", "DutyClimbed": "to_office_id",
           "HandoffAccepted": "to_office_id", "CaseRegistered": "office_id",
           "CaseHandedOver": "to_office_id"}  # fmt: skip
AFTER_END = frozenset({"archive_case"})


def violations(desk: Desk) -> list[str]:
    """Return what is wrong, one sentence each."""
    with desk.read() as session:
        return [f"{rule.__name__}: {what}" for rule in RULES for what in rule(desk, session)]


def assert_sound(desk: Desk) -> None:
    """Fail if anything is wrong."""
    found = violations(desk)
    assert not found, "\n".join(found)


def _items(session: Session) -> dict[int, list[WorkItemRow]]:
    open_items = defaultdict(list)
    for item in session.scalars(select(WorkItemRow).where(WorkItemRow.status == "open")):
        open_items[item.process_id].append(item)
    return open_items


def _positions(desk: Desk, session: Session) -> Iterator[tuple[ProcessRow, Position]]:
    for row in session.scalars(select(ProcessRow).where(ProcessRow.status == "running")):
        bundle = bundle_of(session, row.bundle_version)
        yield row, desk.runner.resume(bundle, row.kind, row.state).position()


def every_case_waits_or_has_ended(desk: Desk, session: Session) -> Iterator[str]:
    """A case has one main process: running and waiting for something, or set aside, or ended."""
    mains = defaultdict(list)
    for row in session.scalars(select(ProcessRow).where(ProcessRow.kind == "dispute")):
        mains[row.case_id].append(row)
    waiting = dict[int, bool]()
    items = _items(session)
    for row, position in _positions(desk, session):
        waiting[row.id] = bool(items[row.id] or position.clocks or position.waits)
    for case in session.scalars(select(CaseRow)):
        alive = [row for row in mains[case.id] if row.status in {"running", "quarantined"}]
        if not mains[case.id]:
            yield f"{case.code} has no main process"
        elif len(alive) > 1:
            yield f"{case.code} has {len(alive)} main processes"
        elif alive and alive[0].status == "running" and not waiting[alive[0].id]:
            yield f"{case.code} waits for nothing"
        elif not alive and case.status not in {Status.ARCHIVED, Status.REFUSED}:
            yield f"{case.code} is {case.status} and its process has ended"


def one_office_answers(_: Desk, session: Session) -> Iterator[str]:
    """The holder is the office the log names last."""
    held = dict[int, int]()
    for event in session.scalars(
        select(EventRow).where(EventRow.kind.in_(HOLDERS)).order_by(EventRow.id)
    ):
        if event.kind != "CaseHandedOver" or "holder" in event.facts["parts"]:
            held[event.case_id or 0] = event.facts[HOLDERS[event.kind]]
    for case in session.scalars(select(CaseRow)):
        if held.get(case.id) != case.holder_id:
            yield f"{case.code} is held by {case.holder_id}, the log says {held.get(case.id)}"


def steps_and_processes_agree(desk: Desk, session: Session) -> Iterator[str]:
    """What a person can take is what the process waits for, and the other way round."""
    items = _items(session)
    seen = set[int]()
    for row, position in _positions(desk, session):
        seen.add(row.id)
        rows = sorted(item.task_id for item in items[row.id])
        tasks = sorted(task.task_id for task in position.tasks)
        if rows != tasks:
            yield f"process {row.id} ({row.kind}): rows {rows}, tasks {tasks}"
        if position.finished:
            yield f"process {row.id} ({row.kind}) runs and has finished"
    aside = set(session.scalars(select(ProcessRow.id).where(ProcessRow.status == "quarantined")))
    for process_id in items.keys() - seen - aside:
        if items[process_id]:
            yield f"process {process_id} has ended and still asks for a step"


def clocks_press_on_something(desk: Desk, session: Session) -> Iterator[str]:
    """A running clock with an anchor presses on an activity that is under way."""
    live = select(ClockRow).where(ClockRow.ended_at.is_(None), ClockRow.anchor.is_not(None))
    anchored = defaultdict(list)
    for clock in session.scalars(live):
        anchored[clock.process_id].append(clock)
    for row, position in _positions(desk, session):
        active = {clock.anchor for clock in position.clocks}
        for clock in anchored.pop(row.id, []):
            if clock.anchor not in active:
                yield f"clock {clock.id} ({clock.rule}) presses on nothing"
    aside = set(session.scalars(select(ProcessRow.id).where(ProcessRow.status == "quarantined")))
    for process_id in anchored.keys() - aside:
        rules = [clock.rule for clock in anchored[process_id]]
        yield f"process {process_id} has ended, its clocks have not: {rules}"


def numbers_have_no_gaps(_: Desk, session: Session) -> Iterator[str]:
    """Codes and 案号 run from 1 without a gap, and the counter stands at the last.

    Offices that print the same word count together.
    """
    words = {row.id: row.docket_word or row.name for row in session.scalars(select(OfficeRow))}
    given = defaultdict[tuple[str, str, int], list[int]](list)
    for row in session.scalars(select(DocketRow)):
        given[f"docket:{row.kind}", words[row.office_id], row.year].append(row.serial)
    for code in session.scalars(select(CaseRow.code)):
        year, _, serial = code.partition("-")
        given["case", "", int(year)].append(int(serial))
    counters = {
        (row.kind, words.get(row.office_id, ""), row.year): row.last
        for row in session.scalars(select(CounterRow))
        if row.kind == "case" or row.kind.startswith("docket:")
    }
    for key in given.keys() | counters.keys():
        serials = sorted(given[key])
        if serials != list(range(1, counters.get(key, 0) + 1)):
            yield f"{key}: counter {counters.get(key)}, given {serials[-3:]} ({len(serials)})"


def nobody_is_told_twice(_: Desk, session: Session) -> Iterator[str]:
    """A message's key is its own, and no event tells one person by one channel twice."""
    per_key = select(MessageRow.key).group_by(MessageRow.key).having(func.count() > 1)
    yield from session.scalars(per_key)
    columns = select(MessageRow.event_id, MessageRow.recipient_id, MessageRow.channel)
    about = session.execute(columns.where(MessageRow.event_id.is_not(None)))
    told = Counter(tuple(row) for row in about)
    yield from (f"{key} told {count} times" for key, count in told.items() if count > 1)


def what_has_ended_is_quiet(_: Desk, session: Session) -> Iterator[str]:
    """A case that has ended asks for its archiving and for supervision, and nothing else."""
    beside = select(ProcessRow.id).where(ProcessRow.kind.in_(OUTLIVING - ONLY_WHILE_OPEN))
    ended = select(CaseRow).where(CaseRow.status.in_(ENDED))
    for case in session.scalars(ended):
        steps = session.scalars(
            select(WorkItemRow.element).where(
                WorkItemRow.case_id == case.id,
                WorkItemRow.status == "open",
                WorkItemRow.process_id.not_in(beside),
            )
        )
        clocks = session.scalars(
            select(ClockRow.rule).where(
                ClockRow.case_id == case.id,
                ClockRow.ended_at.is_(None),
                ClockRow.next_at.is_not(None),
                or_(ClockRow.process_id.is_(None), ClockRow.process_id.not_in(beside)),
            )
        )
        if left := set(steps) - AFTER_END:
            yield f"{case.code} is {case.status} and asks for {left}"
        if running := set(clocks) - {"C-ARCHIVE"}:
            yield f"{case.code} is {case.status} and runs under {running}"


def no_step_is_done_twice(_: Desk, session: Session) -> Iterator[str]:
    """A step that is done is on record as done, once more than it was taken back."""
    counts = {"StepCompleted": 1, "StepRecalled": -1}
    done = Counter[int]()
    for event in session.scalars(select(EventRow).where(EventRow.kind.in_(counts))):
        done[event.facts["work_item_id"]] += counts[event.kind]
    done = +done
    rows = set(session.scalars(select(WorkItemRow.id).where(WorkItemRow.status == "done")))
    yield from (f"step {item} done {count} times" for item, count in done.items() if count > 1)
    if rows != set(done):
        yield f"steps done by row and by log differ: {rows ^ set(done)}"


def history_leads_to_the_state(desk: Desk, session: Session) -> Iterator[str]:
    """Run again from the log alone, every process ends where its stored state stands."""
    left = set(
        session.scalars(select(ProcessRow.id).where(ProcessRow.status.in_(("running", "finished"))))
    )
    for process, wrong, _ in replay(session, desk.runner):
        left.discard(process.id)
        if wrong is not None:
            yield f"process {process.id} ({process.kind}, case {process.case_id}): {wrong}"
    yield from (f"process {key}: its log does not say what it was given" for key in sorted(left))


def boards_count_what_there_is(_: Desk, session: Session) -> Iterator[str]:
    """The numbers kept for boards are those of the rows, and a case shows its worst clock."""
    for kind in amiss(session.connection()):
        yield f"the kept number of {kind[:-1]} is off by {kind[-1]}"
    pressing = (
        select(CaseRow.code, CaseRow.rule, CaseRow.shown, ClockRow.rule, ClockRow.status)
        .add_columns(ClockRow.colour)
        .outerjoin(ClockRow, ClockRow.id == CaseRow.clock_id)
    )
    for code, rule, shown, true_rule, status, colour in session.execute(pressing):
        if (rule, shown) != (true_rule, status if status == "paused" else colour):
            yield f"{code} shows {rule} {shown}, its clock {true_rule} {status} {colour}"


RULES: tuple[Callable[[Desk, Session], Iterator[str]], ...] = (
    every_case_waits_or_has_ended,
    one_office_answers,
    steps_and_processes_agree,
    clocks_press_on_something,
    numbers_have_no_gaps,
    nobody_is_told_twice,
    what_has_ended_is_quiet,
    no_step_is_done_twice,
    history_leads_to_the_state,
    boards_count_what_there_is,
)
