"""试运行: procedures run without a case, on a clock of their own, under the real rules."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from engine.queries.trial_runs import RunView, run_lines, run_view
from engine.rules.errors import Conflict, Invalid, ModelRefused, NotAllowed, NotFound, Stale
from engine.storage.models import Base, EventRow, TrialRunRow
from engine.storage.trial_sets import Subject
from engine.usecases.drafts import Edit, Opening, open_draft, open_law_draft, save_file
from engine.usecases.people_admin import shipped
from engine.usecases.trial_runs import Beginning, act_on_run, restart_run, start_run, step_back
from engine.usecases.trying.acts import Act
from tests.journeys.world import County

MONDAY = datetime(2026, 3, 2, 1, tzinfo=UTC)
ONE = Subject(version=1)
SIGN = Act("complete", "sign_for")

DUE = Act("move")
URGE = "urge.bpmn"


def begin(county: County, subject: Subject = ONE, **more: object) -> int:
    return start_run(county.desk, county.actor("admin"), Beginning(subject, at=MONDAY, **more))


def act(county: County, run: int, *acts: Act) -> RunView:
    for each in acts:
        act_on_run(county.desk, county.actor("admin"), run, each)
    return view(county, run)


def view(county: County, run: int, login: str = "admin") -> RunView:
    with county.desk.read() as session:
        return run_view(session, county.actor(login), run)


def steps(seen: RunView) -> list[str]:
    return [step.element for step in seen.steps]


def clocks(seen: RunView) -> dict[str, date | None]:
    return {clock.rule: clock.due_on for clock in seen.clocks if clock.ended_at is None}


def happened(seen: RunView, what: str, key: str, number: int = -1) -> list[object]:
    return [each.facts[key] for each in seen.log[number].happened if each.what == what]


def test_a_run_opens_the_steps_and_clocks_a_case_would_have(county):
    code = county.register()
    with county.desk.read() as session:
        routing = session.scalars(
            select(EventRow.facts).where(EventRow.kind == "ProcessMoved").order_by(EventRow.id)
        ).first()["routing"]
    seen = view(county, begin(county, given=routing))
    assert steps(seen) == county.open_steps(code) == ["sign_for"]
    ledger = county.clocks(code)
    assert clocks(seen) == {"C-SIGN": ledger["C-SIGN"].due_on}
    assert seen.case_status == county.case(code).status == "dispatched"
    county.take("vm", code, "sign_for")
    run = begin(county, given=routing)
    seen = act(county, run, SIGN)
    assert steps(seen) == county.open_steps(code)
    assert clocks(seen)["PM-01"] == county.clocks(code)["PM-01"].due_on


def test_what_the_office_would_do_and_which_rows_hit_is_listed_and_nothing_is_done(county):
    def counts() -> dict[str, int]:
        with county.desk.read() as session:
            return {
                name: session.scalar(select(func.count()).select_from(table))
                for name, table in Base.metadata.tables.items()
                if name != "trial_run"
            }

    before = counts()
    run = begin(county)
    seen = view(county, run)
    assert happened(seen, "effect", "effect") == ["accept_case", "dispatch_case", "start_duty"]
    assert happened(seen, "table", "table") == ["score", "grade"]
    assert all(rows for rows in happened(seen, "table", "rows"))
    assert "accept_case" in seen.walked
    act(county, run, SIGN, DUE, Act("send", message="withdraw", routing={"reason": "和好"}))
    restart_run(county.desk, county.actor("admin"), run)
    assert counts() == before


def test_moving_the_clock_fires_what_is_due_in_order_and_shows_colours(county):
    run = begin(county)
    seen = act(county, run, SIGN, Act("move", to=MONDAY + timedelta(days=40)))
    expired = happened(seen, "expired", "rule")
    assert expired == ["C-CONSENT", "PM-01"]
    colours = [
        (each.facts["rule"], each.facts["colour"])
        for each in seen.log[-1].happened
        if each.what == "colour" and each.facts["rule"] == "PM-01"
    ]
    assert colours == [("PM-01", "yellow"), ("PM-01", "orange"), ("PM-01", "red")]
    instants = [each.at for each in seen.log[-1].happened]
    assert instants == sorted(instants)
    assert "decide_expiry" in steps(seen)
    assert seen.line.at == MONDAY + timedelta(days=40)


def test_a_step_is_taken_with_its_form_as_in_life(county):
    run = begin(county, given=None)
    with pytest.raises(Invalid, match=r"form\.invalid") as refused:
        act(county, run, SIGN, Act("complete", "get_consent"))
    assert refused.value.facts["fields"]
    with pytest.raises(Stale, match=r"trial\.not_open") as missing:
        act(county, run, SIGN)
    assert missing.value.facts["open"] == ["get_consent"]
    assert len(view(county, run).log) == 2


def test_a_message_nobody_waits_for_and_a_clock_that_goes_back_are_refused(county):
    run = begin(county)
    with pytest.raises(Stale, match=r"trial\.not_awaited"):
        act(county, run, Act("send", message="agreement_amended"))
    with pytest.raises(Invalid, match=r"trial\.backwards"):
        act(county, run, Act("move", to=MONDAY - timedelta(days=1)))
    seen = act(county, run, Act("send", message="withdraw", routing={"reason": "和好"}))
    assert "record_withdrawal" in happened(seen, "effect", "effect")


def test_stepping_back_leaves_the_run_as_it_was_before_the_last_act(county):
    run = begin(county)
    before = act(county, run, SIGN)
    act(county, run, Act("move", to=MONDAY + timedelta(days=40)))
    step_back(county.desk, county.actor("admin"), run)
    after = view(county, run)
    assert (after.line.at, steps(after), clocks(after)) == (
        before.line.at,
        steps(before),
        clocks(before),
    )
    assert [entry.walked for entry in after.log] == [entry.walked for entry in before.log]
    restart_run(county.desk, county.actor("admin"), run)
    assert steps(view(county, run)) == ["sign_for"]
    with pytest.raises(Conflict, match=r"trial\.at_start"):
        step_back(county.desk, county.actor("admin"), run)


def test_a_draft_runs_at_the_revision_it_had_and_only_without_errors(county):
    admin = county.actor("admin")
    draft = open_draft(county.desk, admin, Opening("试一试"))
    run = begin(county, Subject(draft), process_id="urge", given={})
    assert view(county, run).line.subject == Subject(draft, 1, None)
    save_file(county.desk, admin, draft, Edit(URGE, b"<nonsense"))
    with pytest.raises(ModelRefused):
        begin(county, Subject(draft))
    seen = act(county, run, DUE)
    assert seen.line.subject.revision == 1
    assert [line.run_id for line in lines(county, Subject(draft))] == [run]
    assert lines(county, ONE) == ()


def lines(county: County, subject: Subject):
    with county.desk.read() as session:
        return run_lines(session, county.actor("safe"), subject)


def test_a_law_draft_is_tried_with_the_procedures_in_use(county):
    admin = county.actor("admin")
    draft = open_law_draft(county.desk, admin, "deadlines")
    run = act(county, begin(county), SIGN)
    path = "law/deadlines.dmn"
    old = shipped()[path]
    row = old[old.index(b'"PM-01"') :]
    length = row.index(b"<text>1</text>")
    start = old.index(b'"PM-01"') + length
    changed = old[:start] + old[start:].replace(b"<text>1</text>", b"<text>2</text>", 1)
    save_file(county.desk, admin, draft, Edit(path, changed))
    longer = act(county, begin(county, Subject(draft)), SIGN)
    assert clocks(run)["PM-01"] == date(2026, 4, 2)
    assert clocks(longer)["PM-01"] == date(2026, 5, 6)


def test_a_diagram_that_cannot_go_on_is_told_in_words_and_the_run_stays(county):
    with pytest.raises(Conflict, match=r"trial\.fault") as told:
        begin(county, given={})
    assert told.value.facts["element"]
    assert told.value.facts["reason"]
    run = begin(county)
    with pytest.raises(Conflict, match=r"trial\.rule"):
        act(county, run, Act("complete", "sign_for", routing={"mediation_rule": "NO-SUCH"}))
    assert steps(view(county, run)) == ["sign_for"]


def test_a_run_is_its_own_persons_and_strangers_do_not_find_it(county):
    run = begin(county)
    with pytest.raises(NotAllowed, match=r"trial\.others"):
        act_on_run(county.desk, county.actor("safe"), run, SIGN)
    assert not view(county, run, "audit").line.mine
    for stranger in ("registrar", "boss"):
        with pytest.raises(NotFound, match=r"page\.unknown"):
            view(county, run, stranger)
        with pytest.raises(NotFound, match=r"page\.unknown"):
            start_run(county.desk, county.actor(stranger), Beginning(ONE))


def test_two_windows_on_one_run_do_not_overwrite_each_other(county):
    run = begin(county)
    seen = view(county, run)
    act(county, run, SIGN)
    with pytest.raises(Stale, match=r"trial\.changed"):
        act_on_run(county.desk, county.actor("admin"), run, DUE, seen.version)
    with county.desk.read() as session:
        assert len(session.get(TrialRunRow, run).log) == 2
