"""请假: by oneself, by the leader for their staff, and for nobody else's."""

from datetime import timedelta

from tests.journeys.conftest import county
from tests.journeys.test_staffing import user_id
from tests.webui.counter import Counter

__all__ = ["county"]
PATH = "/account/absence/"


def days(counter: Counter, **more: str) -> dict[str, str]:
    today = counter.county.today
    until = (today + timedelta(days=2)).isoformat()
    return {"from_on": today.isoformat(), "to_on": until, "reason": "年休假", **more}


def test_a_person_is_away_with_a_substitute_and_back_early(counter):
    assert "没有人请假" in counter.page("vm", PATH)
    leader = str(user_id(counter.county, "vl"))
    assert counter.as_("vm").post(PATH, days(counter, substitute_id=leader)).status_code == 303
    mine, theirs = counter.page("vm", PATH), counter.page("vl", PATH)
    assert "年休假" in mine
    assert "我代办" in theirs
    again = counter.as_("vm").post(PATH, days(counter))
    assert again.status_code == 409
    number = mine.split(f"{PATH}")[1:]
    ending = next(part.split("/")[0] for part in number if part.split('"')[0].endswith("/end"))
    assert counter.as_("em").post(f"{PATH}{ending}/end").status_code == 403
    assert counter.as_("vm").post(f"{PATH}{ending}/end").status_code == 303
    assert "没有人请假" in counter.page("vl", PATH)


def test_a_leader_speaks_for_the_staff_of_the_office_alone(counter):
    person, stranger = user_id(counter.county, "vm"), user_id(counter.county, "em")
    assert counter.page("vl", f"{PATH}?person={person}")
    counter.page("vl", f"{PATH}?person={stranger}", 404)
    counter.page("vm", f"{PATH}?person={user_id(counter.county, 'vl')}", 404)
    leader = counter.as_("vl")
    assert leader.post(PATH, days(counter, person=str(person))).status_code == 303
    assert leader.post(PATH, days(counter, person=str(stranger))).status_code == 403


def test_days_that_are_missing_or_over_are_said_field_by_field(counter):
    wrong = counter.as_("vm").post(PATH, {"from_on": "", "to_on": "", "reason": ""})
    assert wrong.status_code == 422
    assert wrong.get_data(as_text=True).count('class="err"') == 2
    over = counter.as_("vm").post(PATH, days(counter, to_on="2020-01-01"))
    assert over.status_code == 422
