"""Journey 1 by a client that knows nothing but the API: register, ask what to do, fill it in."""

from tests.api.filling import fill

STAFF = ("vm", "vl", "registrar")
ENOUGH = 20


def next_task(people, code):
    """Return the first step of the case that one of the people may complete, with that person."""
    for person in people:
        for line in person.read("/tasks", queue="all", text=code)["items"]:
            task = person.read(f"/tasks/{line['id']}")
            if task["hindrance"] is None:
                return person, task
    return None


def test_neighbours_from_registration_to_the_archive(program, county, dispute):
    people = [program(login) for login in STAFF]
    code = people[-1].do("/cases", dispute)["code"]
    walked = []
    while found := next_task(people, code):
        person, task = found
        body = {"version": task["version"], "values": fill(task, county.today)}
        assert person.do(f"/tasks/{task['id']}/complete", body)["case_code"] == code
        walked.append(task["element"])
        assert len(walked) < ENOUGH, walked
        county.pass_days(1)
    case = people[0].read(f"/cases/{code}")
    assert (case["status"], case["outcome"]) == ("archived", "agreed"), walked
    assert walked[0] == "sign_for"
    assert walked[-1] == "archive_case"
    assert case["tasks"] == case["clocks"] == []
    assert all(clock["ended_at"] for clock in people[0].read(f"/cases/{code}/deadlines")["items"])


def test_what_happened_is_told_page_by_page(program, county, dispute):
    person = program("registrar")
    code = person.do("/cases", dispute)["code"]
    whole = person.read(f"/cases/{code}/events", limit=200)["items"]
    pages, cursor = [], None
    while True:
        query = {"limit": 3} | ({"cursor": cursor} if cursor else {})
        page = person.read(f"/cases/{code}/events", **query)
        pages += page["items"]
        cursor = page["next"]
        if cursor is None:
            break
    assert pages == whole
    assert whole[-1]["kind"] == "CaseRegistered"
    assert [event["id"] for event in whole] == sorted((e["id"] for e in whole), reverse=True)


def test_the_drawing_shows_where_the_case_waits(program, dispute):
    person = program("registrar")
    code = person.do("/cases", dispute)["code"]
    main = person.read(f"/cases/{code}/diagram")["processes"][0]
    assert main["kind"] == "dispute"
    assert any("sign_for" in drawing["current"] for drawing in main["drawings"])
    assert all("<bpmn:definitions" in drawing["bpmn"] for drawing in main["drawings"])
    assert [step["element"] for step in main["steps"]] == ["sign_for"]
