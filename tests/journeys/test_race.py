"""Journey 10: two people finish the same task at once. One wins; nothing happens twice."""

import threading

import pytest

from engine.rules.errors import EngineError, Stale
from engine.usecases.steps import claim_step, complete_step


def test_one_of_two_wins_and_the_other_is_told_who(county):
    code = county.register()
    item = county.item(code, "sign_for")
    won: list[str] = []
    lost: list[EngineError] = []
    line = threading.Barrier(2)

    def sign(login: str) -> None:
        actor = county.actor(login)
        line.wait()
        try:
            complete_step(county.desk, actor, item.id, {})
            won.append(login)
        except EngineError as error:
            lost.append(error)

    hands = [threading.Thread(target=sign, args=(login,)) for login in ("vm", "vl")]
    for each in ("vm", "vl"):
        county.actor(each)
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert len(won) == 1
    [error] = lost
    assert isinstance(error, Stale)
    assert error.facts["by"] == f"{won[0]}某"
    assert len(county.events(code, "StepCompleted")) == 1
    assert county.open_steps(code) == ["get_consent"]


def test_a_claimed_step_tells_the_second_who_has_it(county):
    code = county.register()
    item = county.item(code, "sign_for")
    claim_step(county.desk, county.actor("vm"), item.id)
    with pytest.raises(Stale) as refused:
        claim_step(county.desk, county.actor("vl"), item.id)
    assert refused.value.facts["by"] == "vm某"


def test_a_stale_page_changes_nothing(county):
    code = county.register()
    item = county.item(code, "sign_for")
    claim_step(county.desk, county.actor("vm"), item.id)
    with pytest.raises(Stale):
        complete_step(county.desk, county.actor("vm"), item.id, {}, version=item.version)
    assert county.open_steps(code) == ["sign_for"]
