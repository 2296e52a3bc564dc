"""Journey 1: neighbours in a village, a written agreement, performed, visited, archived."""


def settle_in_the_village(county, code):
    """Take a village case from sign-for to the archive, everything in good time."""
    county.take("vm", code, "sign_for")
    county.take("vm", code, "get_consent", rights_told="yes", asked_on=county.day(),
                asked_how="in_person", result="both_agree")  # fmt: skip
    county.pass_days(1)
    county.take("vm", code, "investigate", investigated_on=county.day(), findings="通道宽一米二")
    county.take("vm", code, "hold_sitting", held_at=f"{county.day()}T09:00",
                place="村调解室", way="face_to_face", present="甲某、乙某",
                record="双方各让半米，恢复通行", result="agreed_written")  # fmt: skip
    county.take("vm", code, "draw_agreement", facts="通道争执", disputes="通道宽度",
                content="乙方三日内拆除围挡", how="自行拆除", performance="pending",
                perform_by=county.day(3), effective_on=county.day(),
                want_confirmation="no")  # fmt: skip
    county.pass_days(1)
    county.take("vm", code, "watch_performance", performance="performed",
                checked_on=county.day())  # fmt: skip
    county.take("vm", code, "return_visit", visited_on=county.day(), way="in_person",
                visited="甲某、乙某", satisfaction="satisfied", new_signs="no")  # fmt: skip
    county.take("vl", code, "close_case", closing_kind="substantive", way="people",
                summary="围挡已拆，通行恢复")  # fmt: skip
    county.take("registrar", code, "archive_case", retention="long")


def test_a_settled_case_never_warns(county):
    code = county.register()
    settle_in_the_village(county, code)
    case = county.case(code)
    assert (case.status, case.outcome) == ("archived", "agreed")
    assert county.open_steps(code) == []
    assert all(clock.ended_at for clock in county.clocks(code).values())
    assert county.events(code, "ColourChanged") == []
    assert county.told(code, "ColourChanged") == []


def test_the_number_is_given_at_acceptance_and_kept(county):
    first, second = county.register(), county.register()
    assert county.case(first).docket_no == "（2026）枫城人调字第1号"
    assert county.case(second).docket_no == "（2026）枫城人调字第2号"
