"""Cases through the API: put on record, found, looked at, refused."""


def test_a_program_registers_a_dispute_and_sees_it(program, dispute):
    registrar = program("registrar")
    answer = registrar.post("/cases", dispute)
    assert answer.status_code == 201, answer.get_data(as_text=True)
    code = answer.json["case_code"]
    assert answer.headers["Location"] == f"/api/v1/cases/{code}"
    case = registrar.read(f"/cases/{code}")
    assert case["dispute"]["title"] == dispute["title"]
    assert case["status"] == "dispatched"
    assert case["clock"]["colour"] == "green"
    assert case["milestones"]["registered_at"] == "2026-03-02T01:00:00Z"


def test_numbers_of_people_leave_masked(program, dispute):
    registrar = program("registrar")
    code = registrar.do("/cases", dispute)["case_code"]
    applicant = registrar.read(f"/cases/{code}")["dispute"]["parties"][0]
    assert applicant["phone"] == "138****1234"
