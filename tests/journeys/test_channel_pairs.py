"""A hand-off from every channel we mediate in to every channel there is.

On acceptance the receiver holds the case, its clock starts that day and the sender's has stopped;
at no instant has the case two holders or none.
"""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from engine.rules.case import MEDIATION_CHANNELS, Channel
from engine.rules.errors import Conflict, Invalid
from engine.storage.models import ClockRow
from engine.usecases import law
from engine.usecases.handoffs import NEEDS_CONSENT, Package, receive_handoff, send_handoff
from tests.journeys.world import County

SENDERS: dict[Channel, tuple[str, str, str]] = {  # office, who registers, who signs and sends
    Channel.PEOPLE: ("village", "registrar", "vm"),
    Channel.ADMINISTRATIVE: ("labour", "lr", "lm"),
    Channel.JUDICIAL_PRE: ("court", "jr", "jm"),
    Channel.JUDICIAL_IN: ("court", "jr", "jm"),
}
RECEIVERS: dict[Channel, tuple[str, str]] = {  # office that works in the channel, who receives
    Channel.PEOPLE: ("town", "tr"),
    Channel.ADMINISTRATIVE: ("labour", "li"),
    Channel.LABOUR_ARBITRATION: ("labour", "li"),
    Channel.JUDICIAL_PRE: ("court", "jl"),
    Channel.JUDICIAL_IN: ("court", "jl"),
    Channel.LITIGATION: ("court", "jl"),
}
AT_THE_COUNTY = ("county", "cr")  # the centre takes what no office of this county works in
UNTIMED = frozenset({Channel.RULING, Channel.LITIGATION})  # nobody knows a national limit


def pairs() -> Iterator[tuple[Channel, Channel]]:
    """Yield every allowed pair; an office does not hand a case to itself in the same channel."""
    for sender, (office, *_) in SENDERS.items():
        for target in Channel:
            if sender != target or RECEIVERS.get(target, AT_THE_COUNTY)[0] != office:
                yield sender, target


PAIRS = tuple(pairs())


def mediated(county: County, channel: Channel) -> str:
    """Return a labour dispute somebody has signed for in *channel*."""
    office, registrar, mediator = SENDERS[channel]
    code = county.register(
        by=registrar, office=office, channel=channel, category="10", title="拖欠工资"
    )
    county.take(mediator, code, "sign_for")
    return code


def package(county: County, channel: Channel, **changes: object) -> Package:
    office, _ = RECEIVERS.get(channel, AT_THE_COUNTY)
    consents = ({"party": "both", "how": "written", "on": county.day()},)
    given = {"papers": ({"name": "登记表"},), "consents": consents, **changes}
    return Package(county.office_id(office), channel, "依当事人申请转办", **given)


def time_limits(county: County, code: str) -> list[ClockRow]:
    """Return the clocks of the channels themselves, not those of single steps or the ladder."""
    with county.desk.read() as session:
        limits = law.mediation_rules(session)
        query = select(ClockRow).where(ClockRow.case_id == county.case(code).id)
        found = session.scalars(query.order_by(ClockRow.id)).all()
    ours = ("C-", "DUTY-")
    return [row for row in found if row.rule in limits or not row.rule.startswith(ours)]


def one_holder_at_a_time(county: County, code: str) -> None:
    """Follow the case from hand to hand: each takes it from the one who had it."""
    dispatched, *moves = county.events(code, "CaseDispatched", "DutyClimbed", "HandoffAccepted")
    holder = dispatched.facts["office_id"]
    for move in moves:
        assert move.facts["from_office_id"] == holder
        holder = move.facts["to_office_id"]
    assert county.case(code).holder_id == holder
    assert len(moves) == 1
    assert "receive_package" not in county.open_steps(code)


@pytest.mark.parametrize(("sender", "target"), PAIRS)
def test_the_receivers_clock_starts_when_the_senders_stops(county, sender, target):
    code = mediated(county, sender)
    mediator, receiver = SENDERS[sender][2], RECEIVERS.get(target, AT_THE_COUNTY)[1]
    [running] = time_limits(county, code)
    county.pass_days(0.25)
    handoff = send_handoff(county.desk, county.actor(mediator), code, package(county, target))
    county.pass_days(0.25)
    assert county.case(code).holder_id == county.office_id(SENDERS[sender][0])
    assert [row.ended_at for row in time_limits(county, code)] == [None]  # still the sender's

    receive_handoff(county.desk, county.actor(receiver), handoff, accept=True)
    case, now = county.case(code), county.desk.now()
    office = county.office_id(RECEIVERS.get(target, AT_THE_COUNTY)[0])
    mediates = target in MEDIATION_CHANNELS
    assert (case.channel, case.holder_id) == (target, office)
    assert case.body_id == (office if mediates else None)
    stopped, *started = time_limits(county, code)
    assert (stopped.id, stopped.ended_at) == (running.id, now)
    assert [row.started_at for row in started] == ([] if target in UNTIMED else [now])
    assert all(row.ended_at is None and row.office_id == office for row in started)
    one_holder_at_a_time(county, code)
    with pytest.raises(Conflict):  # a receipt is given once
        receive_handoff(county.desk, county.actor(receiver), handoff, accept=True)


@pytest.mark.parametrize(("sender", "target"), PAIRS)
def test_only_mediation_by_other_hands_needs_the_parties_consent(county, sender, target):
    code = mediated(county, sender)
    mediator = county.actor(SENDERS[sender][2])
    bare = package(county, target, consents=())
    if target in NEEDS_CONSENT and target != sender:
        with pytest.raises(Invalid) as refused:
            send_handoff(county.desk, mediator, code, bare)
        assert refused.value.fields == {"consents": "consent_required"}
        assert "receive_package" not in county.open_steps(code)
    else:
        send_handoff(county.desk, mediator, code, bare)
        assert "receive_package" in county.open_steps(code)


@pytest.mark.parametrize("sender", SENDERS)
def test_a_case_outside_is_watched_and_not_handed_on(county, sender):
    code = mediated(county, sender)
    mediator = county.actor(SENDERS[sender][2])
    outside = package(county, Channel.LABOUR_ARBITRATION)
    handoff = send_handoff(county.desk, mediator, code, outside)
    receive_handoff(county.desk, county.actor("li"), handoff, accept=True)
    assert county.open_steps(code) == ["watch_outside"]
    with pytest.raises(Conflict, match="not_at_this_step"):
        send_handoff(county.desk, county.actor("li"), code, package(county, Channel.ADMINISTRATIVE))
