"""Cases through the API: put on record, found, looked at, refused."""


def test_a_program_registers_a_dispute_and_sees_it(program, dispute):
    registrar = program("registrar")
    answer = registrar.post("/cases", dispute)
    assert answer.status_code == 201, answer.get_data(as_text=True)
    code = answer.json["code"]
    assert answer.headers["Location"] == f"/api/v1/cases/{code}"
    case = registrar.read(f"/cases/{code}")
    assert case == answer.json
    assert case["dispute"]["title"] == dispute["title"]
    assert case["status"] == "dispatched"
    assert case["clock"]["colour"] == "green"
    assert case["milestones"]["registered_at"] == "2026-03-02T01:00:00Z"


def test_numbers_of_people_leave_masked(program, dispute):
    registrar = program("registrar")
    code = registrar.do("/cases", dispute)["code"]
    applicant = registrar.read(f"/cases/{code}")["dispute"]["parties"][0]
    assert applicant["phone"] == "138****1234"


def test_a_number_no_identity_card_can_have_is_refused_by_its_field(program, dispute):
    dispute["parties"][1]["id_number"] = "331022197001081235"
    answer = program("registrar").post("/cases", dispute)
    assert answer.status_code == 422
    assert answer.json["fields"]["parties.1.id_number"]["code"] == "identity.check"
    assert "1081235" not in answer.get_data(as_text=True)


def test_a_dispute_sent_twice_under_one_key_is_one_case(program, dispute):
    registrar, keyed = program("registrar"), {**dispute, "request_key": "counter-3/0017"}
    first, second = registrar.do("/cases", keyed), registrar.do("/cases", keyed)
    assert first == second
    assert len(registrar.read("/cases")["items"]) == 1


def test_an_administrator_sees_codes_and_dates_but_no_names(program, dispute):
    code = program("registrar").do("/cases", dispute)["code"]
    administrator = program("admin")
    (line,) = administrator.read("/cases")["items"]
    assert (line["code"], line["parties"], line["title"]) == (code, None, None)
    assert administrator.read(f"/cases/{code}")["dispute"] is None
    assert "甲某" not in administrator.get(f"/cases/{code}/events").get_data(as_text=True)


def test_cases_are_found_by_name_and_number(program, dispute):
    registrar = program("registrar")
    codes = [registrar.do("/cases", dispute)["code"] for _ in range(2)]
    assert len(registrar.read("/cases", text="甲某")["items"]) == 2
    (line,) = registrar.read("/cases", text=codes[0])["items"]
    assert line["code"] == codes[0]
    assert line["parties"]["applicant"] == {"name": "甲某", "count": 1}
    assert registrar.read("/cases", text="丙某")["items"] == []
