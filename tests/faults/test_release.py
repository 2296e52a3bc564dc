"""The way out of quarantine: trying again, and putting a process one act back."""

import pytest
from sqlalchemy import select

from engine.queries.set_aside import set_aside
from engine.rules.errors import Conflict, NotAllowed, NotFound, WorkflowFault
from engine.storage.models import HandoffRow, ProcessRow
from engine.usecases import ledger
from engine.usecases.endings import withdraw_case
from engine.usecases.handoffs import Package, send_handoff
from engine.usecases.release import restore_previous, retry_quarantined
from engine.usecases.steps import complete_step
from engine.usecases.sweep import sweep
from tests.faults.test_quarantine import damage, process
from tests.journeys.acts import agree_to_mediate, sign_agreement, sit


def put_back(county, process_id, state):
    """Mend a damaged state by hand, as an operator would from a backup."""
    with county.desk.work(None) as work:
        work.get(ProcessRow, process_id).state = state


def damaged(county, code, kind="dispute"):
    """Damage a process; return its id and its sound state."""
    with county.desk.read() as session:
        of_case = ProcessRow.case_id == county.case(code).id
        rows = session.scalars(select(ProcessRow).where(of_case, ProcessRow.kind == kind))
        whole = rows.all()[-1].state
    return damage(county, code, kind=kind), whole


def set_aside_by(county, code, login="vm", element="sign_for"):
    """Let somebody meet the damage; the process is set aside."""
    item = county.item(code, element)
    with pytest.raises(Conflict, match=r"case\.quarantined"):
        complete_step(county.desk, county.actor(login), item.id, {})


def lines(county, login):
    with county.desk.read() as session:
        return set_aside(session, county.actor(login)).rows


@pytest.mark.parametrize("login", ["cs", "ts", "admin"])
def test_a_mended_case_goes_on_and_it_is_on_record_who_released_it(county, login):
    code = county.register()
    broken, whole = damaged(county, code)
    set_aside_by(county, code)
    [line] = lines(county, login)
    assert (line.case_code, line.kind, line.fault) == (code, "dispute", "state.damaged")
    assert (line.process_id, line.has_previous) == (broken, False)
    put_back(county, broken, whole)
    assert retry_quarantined(county.desk, county.actor(login), line.process_id) == code
    assert not lines(county, login)
    [event] = county.events(code, "ProcessReleased")
    assert (event.actor_id, event.at) == (county.actor(login).user_id, county.desk.now())
    county.take("vm", code, "sign_for")
    assert county.case(code).status == "handling"


def test_what_still_cannot_be_read_stays_set_aside_and_says_why(county):
    code = county.register()
    broken, _ = damaged(county, code)
    set_aside_by(county, code)
    put_back(county, broken, b"")
    with pytest.raises(Conflict, match=r"quarantine\.still_broken"):
        retry_quarantined(county.desk, county.actor("cs"), broken)
    assert process(county, broken).status == "quarantined"
    [line] = lines(county, "cs")
    assert line.fault == "state.version"
    assert not county.events(code, "ProcessReleased")


def test_clocks_go_on_after_the_release_and_no_warning_is_repeated(county):
    code = county.register()
    county.pass_days(4)
    told = county.told(code, "ColourChanged")
    turned = [event.facts["after"] for event in county.events(code, "ColourChanged")]
    assert told
    due = county.clocks(code)["DUTY-VILLAGE"].due_at
    broken, whole = damaged(county, code, kind="duty")
    county.clock.set(due)
    sweep(county.desk)
    assert process(county, broken).status == "quarantined"
    before = county.told(code, "ColourChanged")
    county.pass_days(1)
    put_back(county, broken, whole)
    retry_quarantined(county.desk, county.actor("cs"), broken)
    sweep(county.desk)
    assert county.told(code, "ColourChanged")[: len(before)] == before
    after = [
        (event.facts["clock_id"], event.facts["after"])
        for event in county.events(code, "ColourChanged")
    ]
    assert len(after) == len(set(after)) >= len(turned)
    assert county.clocks(code)["DUTY-VILLAGE"].fired_at == due
    assert "town_takes_over" in county.open_steps(code)


def test_a_process_given_up_after_five_tries_can_be_tried_again(county, monkeypatch):
    code = county.register()
    clock = county.clocks(code)["DUTY-VILLAGE"]

    def fire(_):
        raise WorkflowFault("guard.seconds", element="x")

    monkeypatch.setattr(ledger, "firing", fire)
    county.clock.set(clock.due_at)
    county.pass_days(2)
    monkeypatch.undo()
    assert process(county, clock.process_id).status == "quarantined"
    assert county.clocks(code)["DUTY-VILLAGE"].next_at is None
    retry_quarantined(county.desk, county.actor("ts"), clock.process_id)
    sweep(county.desk)
    assert county.clocks(code)["DUTY-VILLAGE"].tries == 0
    assert "town_takes_over" in county.open_steps(code)


def test_one_act_back_asks_the_last_step_again(county):
    code = county.register()
    county.sleep(hours=1)
    county.take("vm", code, "sign_for")
    county.sleep(hours=1)
    broken = damage(county, code)
    set_aside_by(county, code, element="get_consent")
    [line] = lines(county, "cs")
    assert line.has_previous
    restore_previous(county.desk, county.actor("cs"), broken)
    assert county.open_steps(code)[:1] == ["sign_for"]
    assert "get_consent" not in county.open_steps(code)
    [event] = county.events(code, "ProcessRestored")
    assert event.actor_id == county.actor("cs").user_id
    assert len(county.events(code, "StepRecalled")) == 1
    county.take("vm", code, "sign_for")
    agree_to_mediate(county, "vm", code)
    sit(county, "vm", code, "agreed_written")
    sign_agreement(county, "vm", code)
    assert len(county.events(code, "ProcessRestored")) == 1


def test_what_stands_in_the_file_is_never_written_twice(county):
    code = county.register()
    county.take("vm", code, "sign_for")
    agree_to_mediate(county, "vm", code)
    county.sleep(hours=1)
    sit(county, "vm", code, "agreed_written")
    broken = damage(county, code)
    set_aside_by(county, code, element="draw_agreement")
    with pytest.raises(Conflict, match=r"quarantine\.lasting"):
        restore_previous(county.desk, county.actor("cs"), broken)
    assert process(county, broken).status == "quarantined"
    assert county.open_steps(code) == ["draw_agreement"]


def test_without_a_previous_state_there_is_no_way_back(county):
    code = county.register()
    broken = damage(county, code)
    set_aside_by(county, code)
    with pytest.raises(Conflict, match=r"quarantine\.no_previous"):
        restore_previous(county.desk, county.actor("cs"), broken)


def test_only_who_may_mend_takes_it_up_and_only_once(county):
    code = county.register()
    broken, whole = damaged(county, code)
    set_aside_by(county, code)
    put_back(county, broken, whole)
    with pytest.raises(NotAllowed, match=r"quarantine\.not_allowed"):
        retry_quarantined(county.desk, county.actor("vl"), broken)
    for login, process_id in (("ss", broken), ("cs", 10**6)):
        with pytest.raises(NotFound, match=r"quarantine\.unknown"):
            retry_quarantined(county.desk, county.actor(login), process_id)
    assert not lines(county, "ss")
    retry_quarantined(county.desk, county.actor("cs"), broken)
    with pytest.raises(Conflict, match=r"quarantine\.over"):
        retry_quarantined(county.desk, county.actor("cs"), broken)
    assert len(county.events(code, "ProcessReleased")) == 1


def test_a_hand_off_set_aside_leaves_every_desk_when_the_case_is_closed(county):
    code = county.register(category="12", title="医疗损害", to="village")
    county.take("vm", code, "sign_for")
    consents = ({"party": "both", "how": "written", "on": county.day()},)
    package = Package(county.office_id("medical"), "people", "属医疗纠纷", consents=consents)
    handoff_id = send_handoff(county.desk, county.actor("vm"), code, package)
    broken = damage(county, code, kind="referral")
    set_aside_by(county, code, "mr", "receive_package")
    withdraw_case(county.desk, county.actor("registrar"), code, "双方自行协商")
    county.take("vl", code, "close_case", closing_kind="procedural", way="none", summary="撤回")
    assert process(county, broken).status == "cancelled"
    with county.desk.read() as session:
        handoff = session.get_one(HandoffRow, handoff_id)
    assert (handoff.state, handoff.decided_at) == ("withdrawn", county.desk.now())
    assert len(county.events(code, "HandoffGivenUp")) == 1


def test_a_closed_case_is_not_put_back(county):
    code = county.register()
    withdraw_case(county.desk, county.actor("registrar"), code, "双方自行协商")
    county.take("vl", code, "close_case", closing_kind="procedural", way="none", summary="撤回")
    broken = damage(county, code)
    set_aside_by(county, code, "registrar", "archive_case")
    with pytest.raises(Conflict, match=r"quarantine\.case_ended"):
        restore_previous(county.desk, county.actor("cs"), broken)
