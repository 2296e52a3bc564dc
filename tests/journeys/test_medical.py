"""Journey 3: medical. 30 working days, an appraisal, an extension, and the court's confirmation."""

from datetime import date

from engine.usecases.clocks import Standstill, pause_clock, resume_clock
from engine.usecases.extensions import MoreTime, approve_extension, ask_extension
from tests.journeys.acts import agree_to_mediate, close, follow_up, sign_agreement, sit
from tests.journeys.world import County


def start(county: County) -> str:
    county.clock.advance(days=-41)  # 20 January: the count runs over the Spring Festival
    code = county.register(
        by="mr", office="medical", category="12", title="术后感染", source="HOSPITAL"
    )
    county.take("mm", code, "sign_for")
    return code


def test_thirty_working_days_count_the_weekends_that_were_worked(county):
    code = start(county)
    assert county.today == date(2026, 1, 20)
    assert county.clocks(code)["MED-01"].due_on == date(2026, 3, 9)  # 02-14 and 02-28 count


def test_an_appraisal_stops_the_clock_and_both_sides_may_extend(county):
    code = start(county)
    agree_to_mediate(county, "mm", code)
    clock = county.clocks(code)["MED-01"]
    why = Standstill(county.today, "委托医疗损害鉴定", "鉴定委托书")
    pause_clock(county.desk, county.actor("mm"), code, clock.id, why)
    assert county.clocks(code)["MED-01"].due_on is None
    county.pass_days(10)
    resume_clock(county.desk, county.actor("mm"), code, clock.id, county.today)
    moved = county.clocks(code)["MED-01"].due_on
    assert moved > date(2026, 3, 9)
    more = MoreTime(10, "双方同意延长", "双方书面同意")
    asked = ask_extension(county.desk, county.actor("mm"), code, clock.id, more)
    approve_extension(county.desk, county.actor("ml"), asked)
    assert county.clocks(code)["MED-01"].due_on > moved
    kinds = [event.kind for event in county.events(code)]
    assert kinds.index("ClockPaused") < kinds.index("ClockResumed")
    assert kinds.index("ExtensionAsked") < kinds.index("ExtensionApproved")


def test_an_agreement_is_confirmed_by_the_court(county):
    code = start(county)
    agree_to_mediate(county, "mm", code)
    sit(county, "mm", code, "agreed_written")
    sign_agreement(county, "mm", code, want_confirmation="yes")
    clock = county.clocks(code)["PM-10"]
    assert clock.raw_end_on == date(2026, 2, 19)  # 30 days, inside the Spring Festival
    assert clock.due_on == date(2026, 2, 24)
    county.take("mm", code, "apply_confirmation", result="applied", applied_on=county.day(),
                court_name="枫溪县人民法院", no_fraud="yes")  # fmt: skip
    assert county.clocks(code)["PM-10"].status == "met"
    county.take("jl", code, "court_acceptance", result="accepted", decided_on=county.day())
    county.take("jl", code, "court_decision", result="confirmed", ruled_on=county.day(),
                ruling_no="（2026）枫民特1号")  # fmt: skip
    states = [e.facts["state"] for e in county.events(code, "ConfirmationNoted")]
    assert states[-1] == "confirmed"


def test_time_that_runs_out_counts_as_failure(county):
    code = start(county)
    agree_to_mediate(county, "mm", code)
    county.pass_days(50)
    assert county.case(code).outcome == "expired"
    assert "tell_routes" in county.open_steps(code)


def test_one_case_goes_all_the_way(county):
    code = start(county)
    agree_to_mediate(county, "mm", code)
    clock = county.clocks(code)["MED-01"]
    why = Standstill(county.today, "委托医疗损害鉴定", "鉴定委托书")
    pause_clock(county.desk, county.actor("mm"), code, clock.id, why)
    county.pass_days(8)  # 20 to 27 January: the 21st to the 27th hold five working days
    resume_clock(county.desk, county.actor("mm"), code, clock.id, county.today)
    assert county.clocks(code)["MED-01"].due_on == date(2026, 3, 16)
    more = MoreTime(10, "双方同意延长", "双方书面同意")
    asked = ask_extension(county.desk, county.actor("mm"), code, clock.id, more)
    approve_extension(county.desk, county.actor("ml"), asked)
    assert county.clocks(code)["MED-01"].due_on == date(2026, 3, 30)
    sit(county, "mm", code, "agreed_written")
    sign_agreement(county, "mm", code, want_confirmation="yes")
    county.pass_days(1)
    county.take("mm", code, "apply_confirmation", result="applied", applied_on=county.day(),
                court_name="枫溪县人民法院", no_fraud="yes")  # fmt: skip
    county.take("jl", code, "court_acceptance", result="accepted", decided_on=county.day())
    county.take("jl", code, "court_decision", result="confirmed", ruled_on=county.day(),
                ruling_no="（2026）枫民特1号")  # fmt: skip
    follow_up(county, "mm", code)
    close(county, "ml", "mr", code)
    case = county.case(code)
    assert (case.status, case.outcome, case.holder_id) == (
        "archived", "agreed", county.office_id("medical"),
    )  # fmt: skip
    assert county.events(code, "ColourChanged") == []
