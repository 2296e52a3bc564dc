"""The pages of one case: what they show to whom."""

from datetime import date, timedelta

import orjson
import pytest

from engine.queries import (
    case_records,
    clock_trials,
    clocks_view,
    graph,
    overview,
    step_form,
    timeline,
)
from engine.queries.clock_trials import WhatIf
from engine.queries.paging import Turn
from engine.rules.counting import Mark
from engine.rules.errors import Invalid, NotFound
from engine.storage.models import (
    AgreementRow,
    BundleRow,
    DocketRow,
    ExtensionRow,
    NoteRow,
    PauseRow,
    SittingRow,
)
from engine.storage.published import publish_bundle
from engine.workflow import read_folder
from tests.queries import build
from tests.queries.build import CANARY, NOW, actor, counted, keep
from tests.rules.law_tables import LAW

CODE = "2026-000001"
FORM = orjson.dumps({
    "key": "mediation_record",
    "title": {"zh": "调解记录", "en": "Record"},
    "record": None,
    "fields": [
        {"key": "record", "label": {"zh": "记录", "en": "Record"}, "type": "long_text",
         "required": True},
        {"key": "result", "label": {"zh": "结果", "en": "Result"}, "type": "choice",
         "routing": True, "default": "continue",
         "options": [{"value": "continue", "label": {"zh": "继续", "en": "Go on"}}]},
        {"key": "colleague", "label": {"zh": "同事", "en": "Colleague"}, "type": "user"},
    ],
})  # fmt: skip


@pytest.fixture
def case(county):
    """A case with everything in it, on the real drawings."""
    with county.work(None) as work:
        files = {
            path: content
            for path, content in read_folder(LAW.parent).items()
            if path.endswith(".bpmn")
        }
        bundle = publish_bundle(work, {**files, "forms/mediation_record.json": FORM})
    with county.database.write() as session:
        row = build.case(session, summary=f"{CANARY}，电话13812341234", assignee_id=10)
        build.clock(session, row, date(2026, 3, 12), colour="green")
        main = build.process(session, row, bundle_version=bundle.version)
        done = build.item(session, row, process_id=main.id, task_id="t1", element="get_consent",
                          name="征求意见", status="done", ended_at=NOW, done_by=10,
                          answers={"result": "agree", "note": CANARY})  # fmt: skip
        build.item(session, row, process_id=main.id, task_id="t2", assignee_id=10)
        earlier = build.item(session, row, process_id=main.id, task_id="t0", status="done",
                             ended_at=NOW, done_by=10,
                             answers={"record": f"{CANARY} 13812341234"})  # fmt: skip
        build.happened(session, row, "ProcessMoved", process="dispute", cause="started", bundle=1,
                       walked=["registered", "handling_opened__signed_already"])  # fmt: skip
        build.happened(session, row, "CaseRefused", reason=CANARY, by=10)
        build.happened(session, row, "StepCompleted", work_item_id=done.id, element="get_consent",
                       routing={"reason": CANARY}, bundle=1, by=10, process="dispute",
                       walked=["get_consent__consented", "get_consent"])  # fmt: skip
        build.happened(session, row, "DutyClimbed", from_office_id=17, to_office_id=4, rule="x",
                       cause="expired", level="town")  # fmt: skip
        keep(session, NoteRow(case_id=row.id, author_id=10, written_at=NOW, text=CANARY))
        keep(session, SittingRow(case_id=row.id, number=1, held_at=NOW, record=CANARY,
                                 present=CANARY, place=CANARY, result="continue",
                                 recorded_by=10, recorded_at=NOW))  # fmt: skip
        keep(session, AgreementRow(case_id=row.id, number="协1", form="written", content=CANARY,
                                   terms={"how": CANARY}, effective_on=date(2026, 3, 1),
                                   effective_at=NOW, performance="pending"))  # fmt: skip
        keep(session, DocketRow(case_id=row.id, kind="people", office_id=17, year=2026, serial=1,
                                text="（2026）枫城人调字第1号", allotted_at=NOW))  # fmt: skip
        build.handoff(session, row, basis=CANARY, return_reason=CANARY)
        assert earlier.id
    return county


READS = {
    "overview": lambda s, who, lens: overview.case_overview(s, who, lens, CODE),
    "agreements": lambda s, who, _: case_records.agreements_of(s, who, CODE),
    "sittings": lambda s, who, _: case_records.sittings_of(s, who, CODE),
    "notes": lambda s, who, _: case_records.notes_of(s, who, CODE),
    "dockets": lambda s, who, _: case_records.dockets_of(s, who, CODE),
    "handoffs": lambda s, who, _: case_records.handoffs_of(s, who, CODE),
    "timeline": lambda s, who, _: timeline.timeline(s, who, CODE),
    "log": lambda s, who, _: timeline.case_log(s, who, CODE),
    "clocks": lambda s, who, lens: clocks_view.case_clocks(s, who, lens, CODE),
    "graph": lambda s, who, lens: graph.case_graph(s, who, lens, CODE),
}


@pytest.mark.parametrize("name", READS)
def test_a_stranger_is_told_there_is_no_such_case(case, lens, name):
    with case.read() as session, pytest.raises(NotFound):
        READS[name](session, actor("other_mediator"), lens)


@pytest.mark.parametrize("name", READS)
def test_an_administrator_never_reads_names_or_texts(case, lens, name):
    with case.read() as session:
        assert CANARY not in repr(READS[name](session, actor("administrator"), lens))


@pytest.mark.parametrize("name", READS)
def test_no_whole_number_leaves_the_house(case, lens, name):
    with case.read() as session:
        shown = repr(READS[name](session, actor("mediator"), lens))
    assert "13812341234" not in shown
    assert "331002198001011234" not in shown


@pytest.mark.parametrize("name", READS)
def test_every_page_costs_a_fixed_number_of_statements(case, lens, name):
    with case.read() as session, counted(case.database) as sent:
        READS[name](session, actor("mediator"), lens)
    assert len(sent) <= 26


def test_the_overview_says_where_the_case_stands_and_what_comes_next(case, lens):
    with case.read() as session:
        page = overview.case_overview(session, actor("mediator"), lens, CODE)
    assert page.standing.rule == "PM-01"
    assert page.bodies.holder == "单位17"
    assert page.next_step.element == "hold_sitting"
    assert page.next_step.mine
    assert (page.counts.clocks, page.counts.notes, page.counts.events) == (1, 1, 4)
    applicant = page.dispute.parties[0]
    assert (applicant.phone, applicant.id_number) == ("138****1234", "3310**********1234")
    assert "138****1234" in page.dispute.summary


def test_acts_say_why_not(case, lens):
    with case.read() as session:
        mine = overview.case_overview(session, actor("mediator"), lens, CODE).acts
        theirs = overview.case_overview(session, actor("leader"), lens, CODE).acts
    assert mine["extend"].allowed
    assert mine["pause"].allowed
    assert (mine["resume"].reason, mine["hand_off"].reason) == ("not_paused", "handoff_under_way")
    assert mine["terminate"].allowed
    assert mine["reopen"].reason == "not_allowed"
    assert not mine["reopen"].shown
    assert theirs["note"].allowed
    assert not theirs["extend"].shown


def test_a_closed_case_can_only_be_corrected_noted_or_reopened(case, lens):
    with case.database.write() as session:
        row = session.query(build.CaseRow).one()
        row.status, row.ended_at = "closed", NOW
    with case.read() as session:
        acts = overview.case_overview(session, actor("village_leader"), lens, CODE).acts
    assert {name for name, act in acts.items() if act.allowed} == {"correct", "reopen", "note"}


def test_the_timeline_leaves_the_routine_to_the_log(case, lens):
    with case.read() as session:
        told = timeline.timeline(session, actor("mediator"), CODE)
        logged = timeline.case_log(session, actor("mediator"), CODE)
    assert [line.kind for line in told.rows] == ["DutyClimbed", "StepCompleted", "CaseRefused"]
    assert [line.kind for line in logged.rows][-1] == "ProcessMoved"
    climbed, completed, refused = told.rows
    assert climbed.names == {"from_office_id": "单位17", "to_office_id": "单位4"}
    assert climbed.actor is None
    assert completed.names["element"] == "征求意见"
    assert refused.facts["reason"] == CANARY
    assert refused.actor == "mediator"


def test_the_timeline_is_cut_by_group_and_paged(case, lens):
    who = actor("mediator")
    with case.read() as session:
        clocks = timeline.timeline(session, who, CODE, ["clocks"])
        first = timeline.case_log(session, who, CODE, turn=Turn(None, 3))
        rest = timeline.case_log(session, who, CODE, turn=Turn(first.next_cursor, 3))
        with pytest.raises(Invalid):
            timeline.timeline(session, who, CODE, ["gossip"])
    assert [line.kind for line in clocks.rows] == ["DutyClimbed"]
    assert (len(first.rows), len(rest.rows), rest.next_cursor) == (3, 1, None)


def test_the_graph_shows_the_walked_path_and_who_holds_the_case(case, lens):
    with case.read() as session:
        (process,) = graph.case_graph(session, actor("mediator"), lens, CODE)
    assert process.kind == "dispute"
    assert process.name == "纠纷办理"
    main, mediation = process.drawings
    assert (main.diagram.process_id, mediation.diagram.process_id) == (
        "dispute", "peoples_mediation",
    )  # fmt: skip
    assert main.walked == ("handling_opened__signed_already",)
    assert mediation.walked == ("get_consent__consented", "get_consent")
    assert mediation.current == ("hold_sitting",)
    assert [step.person for step in process.steps] == ["mediator"] * 3
    assert dict(process.steps[-1].result) == {"result": "agree"}
    assert "bpmn:definitions" in main.diagram.xml


def test_a_reopened_case_walks_its_new_drawing_anew(case, lens):
    with case.database.write() as session:
        row = session.query(build.CaseRow).one()
        version = session.query(BundleRow.version).order_by(BundleRow.version.desc()).first()[0]
        build.process(session, row, bundle_version=version)
        build.happened(session, row, "ProcessMoved", process="dispute", cause="started", bundle=1,
                       walked=["sign_for"])  # fmt: skip
    with case.read() as session:
        new, old = graph.case_graph(session, actor("mediator"), lens, CODE)
    assert new.drawings[0].walked == ("sign_for",)
    assert "sign_for" not in old.drawings[0].walked


def test_a_clock_is_worked_out_again_and_agrees(case, lens):
    with case.read() as session:
        (view,) = clocks_view.case_clocks(session, actor("mediator"), lens, CODE)
    assert [step.code for step in view.steps][:2] == ["basis", "start"]
    assert view.steps[-1].code == "result"
    assert view.agrees == (view.steps[-1].day == date(2026, 3, 12))
    assert view.acts.pause.allowed
    assert not view.acts.resume.allowed


def test_a_paused_clock_shows_since_when_and_by_whom(case, lens):
    with case.database.write() as session:
        clock = session.query(build.ClockRow).one()
        clock.status, clock.due_at, clock.due_on = "paused", None, None
        keep(session, PauseRow(clock_id=clock.id, from_on=date(2026, 2, 26), reason=CANARY,
                               paused_by=10, paused_at=NOW))  # fmt: skip
    with case.read() as session:
        (view,) = clocks_view.case_clocks(session, actor("mediator"), lens, CODE)
        (blind,) = clocks_view.case_clocks(session, actor("administrator"), lens, CODE)
        days = clock_trials.clock_picture(session, actor("mediator"), lens, CODE, view.clock_id)
    assert (view.standing.paused, view.standing.paused_days) == (True, 5)
    assert (view.pauses[0].days, view.pauses[0].paused_by) == (5, "mediator")
    assert view.agrees
    assert CANARY not in repr(blind)
    assert days[-1].day == lens.today
    assert days[-1].mark is Mark.PAUSED
    assert view.acts.resume.allowed


def test_asking_what_would_be_writes_nothing_and_names_refusals(case, lens):
    who = actor("mediator")
    with case.read() as session:
        (view,) = clocks_view.case_clocks(session, who, lens, CODE)
        where = (CODE, view.clock_id)
        more = clock_trials.try_out(session, who, lens, where, WhatIf(length=1))
        never = clock_trials.try_out(session, who, lens, where, WhatIf(length=0))
        with pytest.raises(NotFound):
            clock_trials.try_out(session, who, lens, (CODE, 999), WhatIf(length=1))
    assert more.due_on > view.steps[-1].day
    assert more.refused is None
    assert (never.due_on, never.refused) == (None, "deadline.extension_length")


def test_the_picture_numbers_the_days_that_count(case, lens):
    with case.read() as session:
        (view,) = clocks_view.case_clocks(session, actor("mediator"), lens, CODE)
        days = clock_trials.clock_picture(session, actor("mediator"), lens, CODE, view.clock_id)
    assert days[0].mark is Mark.START
    assert days[0].number is None
    assert days[1].number == 1
    assert days[-1].mark is Mark.DUE


def test_an_extension_is_shown_with_its_decision(case, lens):
    with case.database.write() as session:
        clock = session.query(build.ClockRow).one()
        keep(session, ExtensionRow(
            clock_id=clock.id, case_id=clock.case_id, office_id=17, length=1, reason=CANARY,
            state="asked", old_due_on=date(2026, 3, 12), new_due_on=date(2026, 4, 13),
            asked_by=10, asked_at=NOW,
        ))  # fmt: skip
    with case.read() as session:
        (view,) = clocks_view.case_clocks(session, actor("mediator"), lens, CODE)
    assert (view.extensions[0].state, view.extensions[0].asked_by) == ("asked", "mediator")
    assert view.acts.extend.reason == "asked_already"


def open_item(session):
    return session.query(build.WorkItemRow).filter_by(status="open").one().id


def stop_process(desk):
    """The stored state of these rows is no real one: a process set aside is not read."""
    with desk.database.write() as session:
        session.query(build.ProcessRow).update({"status": "finished"})


def test_a_step_comes_with_its_form_defaults_choices_and_history(case, lens):
    stop_process(case)
    with case.read() as session:
        page = step_form.step_form(session, actor("mediator"), lens, open_item(session))
    assert [field.key for field in page.form.fields] == ["record", "result", "colleague"]
    assert page.values == {"result": "continue"}
    assert page.hindrance is None
    assert page.line.mine
    assert {choice.name for choice in page.choices["colleague"]} == {"mediator", "village_leader"}
    assert page.history[0].answers["record"] == f"{CANARY} 138****1234"


@pytest.mark.parametrize(
    ("login", "hindrance"), [("village_leader", None), ("county_supervisor", "taken")]
)
def test_a_step_of_somebody_else_says_so(case, lens, login, hindrance):
    stop_process(case)
    with case.read() as session:
        page = step_form.step_form(session, actor(login), lens, open_item(session))
    assert page.hindrance == hindrance


def test_a_form_is_kept_from_strangers_and_its_answers_from_the_administrator(case, lens):
    stop_process(case)
    with case.read() as session:
        item_id = open_item(session)
        with pytest.raises(NotFound):
            step_form.step_form(session, actor("other_mediator"), lens, item_id)
        blind = step_form.step_form(session, actor("administrator"), lens, item_id)
    assert CANARY not in repr(blind)
    assert blind.form is not None
    assert blind.hindrance in {"taken", "not_allowed"}


def test_a_step_that_is_done_shows_what_was_answered(case, lens):
    with case.read() as session:
        done = session.query(build.WorkItemRow).filter_by(task_id="t0").one().id
        page = step_form.step_form(session, actor("mediator"), lens, done)
    assert (page.status, page.hindrance, page.line) == ("done", "not_open", None)
    assert CANARY in page.answers["record"]
    assert page.routing == {}


def test_what_happened_days_ago_counts_in_working_days(case, lens):
    with case.database.write() as session:
        session.query(build.WorkItemRow).filter_by(task_id="t2").update(
            {"opened_at": NOW - timedelta(days=4)}  # Thursday; the week-end does not count
        )
    with case.read() as session:
        (process,) = graph.case_graph(session, actor("mediator"), lens, CODE)
    waiting = next(step for step in process.steps if step.status == "open")
    assert waiting.workdays == 3  # Friday, Saturday 28 February (made up), Monday
