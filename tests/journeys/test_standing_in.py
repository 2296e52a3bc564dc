"""A substitute does the steps of somebody absent: those days, in that office, nobody else."""

from datetime import timedelta

import pytest

from engine.queries.accounts import account
from engine.rules.errors import Conflict, EngineError, NotFound, Stale
from engine.usecases.absences import Away, end_absence, set_absence
from engine.usecases.recusals import Ground, declare_conflict
from engine.usecases.steps import assign_step, claim_step, complete_step, release_step
from tests.journeys.test_staffing import user_id
from tests.journeys.world import STAFF, County

CONSENT = {
    "rights_told": "yes", "asked_how": "in_person", "result": "both_agree",
}  # fmt: skip


@pytest.fixture
def code(county) -> str:
    """A case with a step that is the village mediator's."""
    found = county.register()
    county.take("vm", found, "sign_for")
    if county.item(found, "get_consent").assignee_id is None:
        assign_step(county.desk, county.actor("vl"), step(county, found), user_id(county, "vm"))
    return found


def step(county: County, code: str) -> int:
    return county.item(code, "get_consent").id


def away(county: County, days: int = 3, by: str = "registrar", start: int = 0) -> int:
    """Let the mediator be away from today on, the registrar of the village standing in."""
    begins = county.today + timedelta(days=start)
    ends = begins + timedelta(days=days)
    left = Away(begins, ends, "年休假", user_id(county, by))
    return set_absence(county.desk, county.actor("vm"), user_id(county, "vm"), left)


def now(county: County, login: str):
    """Return a person as the counter would know them at this moment."""
    with county.desk.read() as session:
        return account(session, user_id(county, login), county.today).actor


def test_a_substitute_does_the_step_and_both_are_on_record(county, code):
    away(county)
    answers = {**CONSENT, "asked_on": county.day()}
    complete_step(county.desk, now(county, "registrar"), step(county, code), answers)
    done = county.events(code, "StepCompleted")[-1]
    assert done.actor_id == user_id(county, "registrar")
    assert done.facts["for_id"] == user_id(county, "vm")


def test_a_substitute_takes_the_step_and_may_give_it_back(county, code):
    away(county)
    claim_step(county.desk, now(county, "registrar"), step(county, code))
    claimed = county.events(code, "StepClaimed")[-1].facts
    assert (claimed["assignee_id"], claimed["for_id"]) == (
        user_id(county, "registrar"), user_id(county, "vm"),
    )  # fmt: skip
    release_step(county.desk, now(county, "registrar"), step(county, code), "已联系本人")
    assert county.item(code, "get_consent").assignee_id is None


def test_before_and_after_the_absence_nobody_stands_in(county, code):
    number = away(county, start=1)
    with pytest.raises(Stale):
        claim_step(county.desk, now(county, "registrar"), step(county, code))
    county.sleep(days=1)
    assert now(county, "registrar").stands_for == {user_id(county, "vm")}
    end_absence(county.desk, county.actor("vm"), number)
    with pytest.raises(Stale):
        claim_step(county.desk, now(county, "registrar"), step(county, code))


def test_an_absence_that_is_over_ends_by_the_day_alone(county, code):
    away(county, days=0)
    assert now(county, "registrar").stands_for
    county.sleep(days=1)
    assert not now(county, "registrar").stands_for


def test_a_recused_substitute_does_not_stand_in(county, code):
    away(county)
    registrar = now(county, "registrar")
    ground = Ground("当事人是近亲属", case_code=code)
    declare_conflict(county.desk, registrar, registrar.user_id, ground)
    for act in (claim_step, lambda *given: complete_step(*given, {})):
        with pytest.raises(Conflict, match="of_interest"):
            act(county.desk, registrar, step(county, code))


def test_a_substitute_from_another_office_has_the_messages_but_not_the_step(county, code):
    away(county, by="tr")
    stranger = now(county, "tr")
    assert stranger.stands_for
    with pytest.raises(NotFound):
        claim_step(county.desk, stranger, step(county, code))


@pytest.mark.parametrize("login", [login for login, _, _ in STAFF if login not in {"vm", "vl"}])
def test_nobody_but_the_substitute_may_do_the_step(county, code, login):
    away(county, by="vl")
    with pytest.raises(EngineError):
        complete_step(county.desk, now(county, login), step(county, code), {})
    with pytest.raises(EngineError):
        claim_step(county.desk, now(county, login), step(county, code))
    assert county.item(code, "get_consent").assignee_id == user_id(county, "vm")
