"""A process that cannot go on is set aside, seen, told of; the other cases go on."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from engine.queries.lens import Lens
from engine.queries.overview import case_overview
from engine.rules.errors import Conflict, WorkflowFault
from engine.storage.models import ClockRow, ProcessRow
from engine.usecases import ledger
from engine.usecases.endings import withdraw_case
from engine.usecases.procedure import EFFECTS
from engine.usecases.steps import complete_step
from engine.usecases.sweep import MAX_TRIES, sweep

DAMAGES = {
    "cut short": lambda state: state[:-7],
    "one bit turned": lambda state: state[:40] + bytes([state[40] ^ 1]) + state[41:],
    "another version": lambda state: bytes([state[0] + 1]) + state[1:],
    "gone": lambda _: b"",
    "rubbish": lambda _: b"\x01\x00\x00\x00\x00{}",
}


def damage(county, code, how=DAMAGES["cut short"], kind="dispute"):
    with county.desk.work(None) as work:
        rows = work.session.scalars(
            select(ProcessRow).where(
                ProcessRow.case_id == county.case(code).id, ProcessRow.kind == kind
            )
        )
        row = rows.all()[-1]
        row.state = how(row.state)
        return row.id


def process(county, process_id):
    with county.desk.read() as session:
        return session.get_one(ProcessRow, process_id)


def aside(county, code):
    with county.desk.read() as session:
        desk = county.desk
        lens = Lens(desk.now(), desk.calendars, desk.runner)
        return case_overview(session, county.actor("vl"), lens, code).quarantined


@pytest.mark.parametrize("how", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_case_is_set_aside_when_somebody_acts_on_it(county, how):
    code, other = county.register(), county.register()
    broken = damage(county, code, how)
    item = county.item(code, "sign_for")
    with pytest.raises(Conflict, match=r"case\.quarantined"):
        complete_step(county.desk, county.actor("vm"), item.id, {})
    assert process(county, broken).status == "quarantined"
    assert process(county, broken).fault
    [event] = county.events(code, "ProcessQuarantined")
    assert event.facts["fault"].startswith("state.")
    assert [login for login, _ in county.told(code, "ProcessQuarantined")] == ["ts"]
    county.take("vm", other, "sign_for")
    county.pass_days(1)


def test_it_is_told_once_however_often_somebody_tries(county):
    code = county.register()
    damage(county, code)
    item = county.item(code, "sign_for")
    for login in ("vm", "vl", "vm"):
        with pytest.raises(Conflict, match=r"case\.quarantined"):
            complete_step(county.desk, county.actor(login), item.id, {})
    assert len(county.events(code, "ProcessQuarantined")) == 1
    assert len(county.told(code, "ProcessQuarantined")) == 1


def test_lists_and_the_case_page_still_show_it(county):
    code = county.register()
    assert not aside(county, code)
    damage(county, code)
    with pytest.raises(Conflict, match=r"case\.quarantined"):
        withdraw_case(county.desk, county.actor("registrar"), code, "撤回")
    assert aside(county, code)
    assert county.open_steps(code) == ["sign_for"]
    with pytest.raises(Conflict, match=r"case\.quarantined"):
        withdraw_case(county.desk, county.actor("registrar"), code, "撤回")


def test_a_sweep_sets_a_damaged_process_aside_at_once_and_goes_on(county):
    code, other = county.register(), county.register()
    broken = damage(county, code, kind="duty")
    county.pass_days(8)
    assert process(county, broken).status == "quarantined"
    assert "town_takes_over" not in county.open_steps(code)
    assert "town_takes_over" in county.open_steps(other)
    assert len(county.events(code, "ProcessQuarantined")) == 1


def test_a_damaged_side_process_does_not_keep_a_case_from_being_closed(county):
    code = county.register()
    broken = damage(county, code, kind="duty")
    county.pass_days(8)
    withdraw_case(county.desk, county.actor("registrar"), code, "双方自行协商")
    county.take("vl", code, "close_case", closing_kind="procedural", way="none", summary="撤回")
    assert process(county, broken).status == "cancelled"
    assert county.case(code).status == "closed"


def break_effect(monkeypatch, name, error):
    """Let what a diagram asks for fail, as it does in a county whose tables are wrong."""

    def fail(*_):
        raise error

    monkeypatch.setitem(EFFECTS, name, fail)


def test_a_fault_of_the_diagram_changes_nothing_and_sets_nothing_aside(county, trace, monkeypatch):
    code = county.register()
    withdraw_case(county.desk, county.actor("registrar"), code, "双方自行协商")
    item, before = county.item(code, "close_case"), trace()
    break_effect(monkeypatch, "close_case", WorkflowFault("effect.unknown", effect="x"))
    values = {"closing_kind": "procedural", "way": "none", "summary": "撤回"}
    with pytest.raises(WorkflowFault, match=r"effect\.unknown"):
        complete_step(county.desk, county.actor("vl"), item.id, values)
    assert trace() == before
    monkeypatch.undo()
    complete_step(county.desk, county.actor("vl"), item.id, values)


@pytest.mark.parametrize(
    "error", [WorkflowFault("guard.seconds", element="x"), KeyError("nobody foresaw this")]
)
def test_a_clock_that_keeps_failing_is_pushed_back_and_after_five_tries_set_aside(
    county, monkeypatch, error
):
    code, other = county.register(), county.register(by="er", office="estate")
    due = county.clocks(code)["DUTY-VILLAGE"].due_at

    def fire(clock):
        if clock.case_id == county.case(code).id:
            raise error
        return {"on_expiry": str(clock.row["on_expiry"]), "climb_cause": "expired"}

    monkeypatch.setattr(ledger, "firing", fire)
    county.clock.set(due)
    sweep(county.desk)
    waits = []
    for tries in range(1, MAX_TRIES):
        clock = county.clocks(code)["DUTY-VILLAGE"]
        assert clock.tries == tries
        assert clock.fired_at is None
        waits.append((clock.next_at - county.desk.now()).total_seconds() / 60)
        county.clock.set(clock.next_at - timedelta(seconds=1))
        assert sweep(county.desk) == 0
        county.clock.set(clock.next_at)
        sweep(county.desk)
    assert waits == [2, 4, 8, 16]
    assert county.clocks(code)["DUTY-VILLAGE"].next_at is None
    assert len(county.events(code, "ProcessQuarantined")) == 1
    county.pass_days(1)
    assert "county_takes_over" in county.open_steps(other)


def test_a_fault_that_passes_leaves_no_trace_in_the_dates(county, monkeypatch):
    code = county.register()
    due = county.clocks(code)["DUTY-VILLAGE"].due_at
    kept = ledger.firing

    def fire(clock):
        raise WorkflowFault("guard.seconds", element="x")

    monkeypatch.setattr(ledger, "firing", fire)
    county.clock.set(due)
    sweep(county.desk)
    monkeypatch.setattr(ledger, "firing", kept)
    county.clock.advance(minutes=2)
    sweep(county.desk)
    [climb] = county.events(code, "DutyClimbDue")
    assert climb.at == due
    assert county.clocks(code)["DUTY-VILLAGE"].tries == 0


def test_a_clock_whose_activity_is_gone_does_not_hold_the_sweep(county):
    code, other = county.register(), county.register()
    with county.desk.work(None) as work:
        clock = county.clocks(code)["DUTY-VILLAGE"]
        work.session.execute(
            update(ClockRow).where(ClockRow.id == clock.id).values(anchor="0" * 32)
        )
    county.clock.set(clock.due_at)
    assert sweep(county.desk) < 50
    assert "town_takes_over" in county.open_steps(other)
    with county.desk.work(None) as work:  # mended, so that the county is left in order
        work.session.execute(
            update(ClockRow).where(ClockRow.id == clock.id).values(anchor=clock.anchor)
        )
