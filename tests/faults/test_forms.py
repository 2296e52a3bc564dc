"""Whatever is sent into a step: it is taken, or refused with a code, and then nothing changed."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.resources import shipped_workflows
from engine.rules.errors import Invalid
from engine.usecases.handoffs import Package, receive_handoff, send_handoff
from engine.usecases.sweep import settle_case, sweep
from engine.workflow import read_form
from tests.faults.hostile import HOSTILE, NOBODY_ASKED
from tests.faults.walking import STARTS, Walker
from tests.journeys.acts import agree_to_mediate, follow_up, sign_agreement, sit
from webui.wording_fields import FIELDS

FOLDER = Path(shipped_workflows()) / "forms"
FORMS = {path.stem: read_form(path.read_bytes(), path.name) for path in FOLDER.glob("*.json")}
STEPS = 40  # of one case, at most
BAD = 2  # hostile attempts per step
GOOD = 8  # plain attempts, which may not fit together
MOST_SEEDS = 20

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(HOSTILE),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=4,
)


@pytest.mark.parametrize("key", sorted(FORMS))
def test_every_form_takes_an_answer_or_names_each_field_that_is_wrong(key):
    form = FORMS[key]
    keys = [field.key for field in form.fields]
    asked = [field.shown_when.names for field in form.fields if field.shown_when]
    routing = dict.fromkeys(name for names in asked for name in names)
    sent = st.dictionaries(st.sampled_from([*keys, *NOBODY_ASKED]), anything, max_size=12)

    @settings(max_examples=40, deadline=None)
    @given(sent)
    def send(values):
        wrong, answers = {}, None
        try:
            answers = form.validate(values, routing)
        except Invalid as refused:
            wrong = refused.fields
        assert bool(wrong) != bool(answers)
        assert set(wrong.values()) <= set(FIELDS)
        assert set(wrong) <= {key[:64] for key in [*keys, *NOBODY_ASKED]}
        if answers:
            assert set(answers.values) <= set(keys)
            assert set(answers.routing) <= {field.key for field in form.fields if field.routing}

    send()


# Steps only an act of supervision opens; the journeys of supervision take them.
SUPERVISED = {
    "order_signing",
    "order_reply",
    "order_check",
    "complaint_answer",
    "rectification_report",
    "recheck",
    "urge_reply",
}


def walk(walker, code, trace):
    """Walk one case; before every good answer come bad ones."""
    for _ in range(STEPS):
        waiting = walker.open(code)
        if not waiting:
            return
        item = walker.random.choice(waiting)
        attempt(walker, item, trace)
        walker.happen(code)


def attempt(walker, item, trace):
    form = walker.form(item)
    if form is None:
        walker.take(item, {})
        return
    settle_case(walker.county.desk, item.case_id)  # what is due is done whoever asks, and counts
    before = trace()
    for _ in range(BAD):
        values = walker.bad(form)
        if walker.take(item, values):
            return
        assert trace() == before, (item.element, values)
    any(walker.take(item, walker.good(form)) for _ in range(GOOD))


def climbed(county):
    code = county.register()
    county.clock.advance(days=8)
    sweep(county.desk)
    return code


def returned_twice(county):
    code = county.register(category="12", title="医疗损害", to="village")
    county.take("vm", code, "sign_for")
    consents = ({"party": "both", "how": "written", "on": county.day()},)
    package = Package(county.office_id("medical"), "people", "属医疗纠纷", consents=consents)
    handoff = send_handoff(county.desk, county.actor("vm"), code, package)
    for turn in range(3):
        receive_handoff(county.desk, county.actor("mr"), handoff, accept=False, reason="缺材料")
        if turn < 2:
            county.take("vm", code, "revise_package", decision="send_again", changes="已补齐")
    return code


def unsatisfied_twice(county):
    code = county.register()
    county.take("vm", code, "sign_for")
    for _ in range(2):
        agree_to_mediate(county, "vm", code)
        sit(county, "vm", code, "agreed_written")
        sign_agreement(county, "vm", code)
        follow_up(county, "vm", code, "unsatisfied")
    return code


def test_a_step_is_taken_or_refused_and_a_refusal_leaves_no_trace(county, trace, database):
    seen: set[str] = set()
    for seed in range(MOST_SEEDS if database.is_sqlite else 1):
        walker = Walker(county, seed)
        for start in STARTS:
            walk(walker, walker.begin(start), trace)
        for arrange in (climbed, returned_twice, unsatisfied_twice):
            walk(walker, arrange(county), trace)
        seen |= walker.seen
        if seen >= FORMS.keys() - SUPERVISED:
            break
    assert not database.is_sqlite or seen >= FORMS.keys() - SUPERVISED


def test_a_number_too_long_to_write_down_is_refused_and_no_crash():
    form = FORMS["agreement"]
    with pytest.raises(Invalid) as refused:
        form.validate({"amount": 10**5000, "copies": -(10**5000)}, {})
    assert refused.value.fields["amount"] == "not_money"
    assert refused.value.fields["copies"] == "not_integer"


HEADS = [
    ("draw_agreement", "effective_on", lambda county: county.day(1), "in_the_future"),
    ("draw_agreement", "effective_on", lambda _: "9999-12-31", "not_date"),
    ("draw_agreement", "effective_on", lambda _: "0001-01-01", "not_date"),
    ("draw_agreement", "amount", lambda _: "-1", "too_small"),
    ("draw_agreement", "amount", lambda _: "1.005", "not_money"),
    ("draw_agreement", "content", lambda _: "字" * 200_000, "too_long"),
    ("draw_agreement", "content", lambda _: "a\x00b", "bad_text"),
    ("draw_agreement", "content", lambda _: "付\u202e款", "bad_text"),
    ("draw_agreement", "perform_by", lambda _: date(2026, 1, 1).isoformat(), "before_effective"),
    ("draw_agreement", "approved", lambda _: "true", "unknown"),
    ("draw_agreement", "outcome", lambda _: "agreed", "unknown"),
    ("draw_agreement", "typename", lambda _: "Agreement", "unknown"),
]


@pytest.mark.parametrize(
    ("element", "field", "value", "code"), HEADS, ids=[f"{h[1]}-{h[3]}" for h in HEADS]
)
def test_a_wrong_answer_is_named_and_nothing_is_half_written(
    county, trace, element, field, value, code
):
    case = county.register()
    county.take("vm", case, "sign_for")
    agree_to_mediate(county, "vm", case)
    sit(county, "vm", case, "agreed_written")
    before = trace()
    with pytest.raises(Invalid) as refused:
        sign_agreement(county, "vm", case, element, **{field: value(county)})
    assert refused.value.fields[field] == code
    assert code in FIELDS
    assert trace() == before


@pytest.mark.parametrize(
    ("held_at", "code"),
    [("2026-03-02T10:00", "in_the_future"), ("9999-01-01T00:00", "not_datetime"),
     ("0001-01-01T00:00", "not_datetime"), ("yesterday", "not_datetime")],
)  # fmt: skip
def test_a_sitting_is_not_held_in_the_future_or_before_our_time(county, trace, held_at, code):
    case = county.register()
    county.take("vm", case, "sign_for")
    agree_to_mediate(county, "vm", case)
    before = trace()
    values = {"place": "调解室", "way": "face_to_face", "present": "双方", "record": "各自陈述"}
    with pytest.raises(Invalid) as refused:
        county.take("vm", case, "hold_sitting", held_at=held_at, result="go_on", **values)
    assert refused.value.fields == {"held_at": code}
    assert trace() == before


def test_nobody_who_does_not_exist_can_be_put_in_charge(county, trace):
    code = climbed(county)
    before = trace()
    for handler in ("999999999", str(2**53), "0", "-1"):
        with pytest.raises(Invalid) as refused:
            county.take("tl", code, "town_takes_over", handler=handler)
        assert refused.value.fields["handler"] in {"unknown_option", "not_an_id"}
    assert trace() == before
