"""More time that is granted after the mediation has ended changes nothing."""

import pytest

from engine.rules.errors import Conflict
from engine.usecases.endings import withdraw_case
from engine.usecases.extensions import MoreTime, approve_extension, ask_extension, refuse_extension


def test_a_clock_that_has_ended_is_not_started_again_by_an_approval(county):
    code = county.register()
    county.take("vm", code, "sign_for")
    clock = county.clocks(code)["PM-01"]
    more = MoreTime(1, "还需核实", "双方书面同意")
    request = ask_extension(county.desk, county.actor("vm"), code, clock.id, more)
    withdraw_case(county.desk, county.actor("vl"), code, "双方已和好")
    with pytest.raises(Conflict, match=r"clock\.ended"):
        approve_extension(county.desk, county.actor("vl"), request)
    ended = county.clocks(code)["PM-01"]
    assert (ended.next_at, ended.ended_at is not None) == (None, True)
    refuse_extension(county.desk, county.actor("vl"), request, "案件已撤回")
