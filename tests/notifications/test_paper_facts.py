"""Where a paper's facts come from, and who may have them."""

from datetime import UTC, date, datetime

import pytest

from engine.queries.papers import paper_facts
from engine.rules.errors import NotAllowed, NotFound
from engine.rules.papers import PaperKind
from engine.rules.permissions import Actor, Grant, Role
from engine.storage.models import (
    AgreementRow,
    CaseRow,
    OfficeRow,
    PartyRow,
    SittingRow,
    WorkItemRow,
)
from notifications.papers import PaperPrinter
from tests.storage.makers import make_bundle, make_case, make_process

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def office(desk) -> tuple[int, str]:
    """A case with everything a paper could show; returns the office that holds it."""
    with desk.work(None) as work:
        case = make_case(work.session)
        case.channel, case.accepted_at, case.docket_no = "people", AT, "（2026）枫林人调字第1号"
        process = make_process(work.session, case, make_bundle(work.session))
        _parties(work, case)
        _sittings(work, case, process.id)
        _agreement(work, case)
        holder = work.get(OfficeRow, case.holder_id)
        return holder.id, holder.path


def _parties(work, case: CaseRow) -> None:
    for role, name, born in (
        ("applicant", "沈秋月", date(1980, 1, 1)),
        ("respondent", "何立群", None),
    ):
        work.add(
            PartyRow(
                case_id=case.id, role=role, kind="person", name=name, born_on=born,
                id_number="330681198001011224", phone="13800001234",
            )
        )  # fmt: skip


def _item(case: CaseRow, process_id: int, form: str, ended_at: datetime, answers) -> WorkItemRow:
    return WorkItemRow(
        case_id=case.id, process_id=process_id, task_id=f"{form}{ended_at}", element=form,
        name=form, form=form, roles=["mediator"], office_id=case.holder_id, status="done",
        opened_at=AT,
        ended_at=ended_at, answers=answers,
    )  # fmt: skip


def _sittings(work, case: CaseRow, process_id: int) -> None:
    for number, planned in ((1, False), (2, False), (3, True)):
        at = datetime(2026, 3, 2 + number, 1, 0, tzinfo=UTC)
        work.add(
            SittingRow(
                case_id=case.id, number=number, held_at=at, place="调解室", way="online",
                record=f"记录{number}", result="failed", planned=planned,
                recorded_by=case.registered_by, recorded_at=at,
            )
        )  # fmt: skip
    at = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)
    answers = {"invited": "村民代表", "reason": "差距较大"}
    work.add(_item(case, process_id, "mediation_record", at, answers))
    told = {
        "reason_code": "no_agreement", "reason": "未能一致", "routes": ["litigation"],
        "told_on": "2026-03-09", "told_how": "in_person",
    }  # fmt: skip
    work.add(_item(case, process_id, "termination", datetime(2026, 3, 9, 1, tzinfo=UTC), told))


def _agreement(work, case: CaseRow) -> None:
    for number, content, voided in (
        ("旧", "作废", AT),
        ("新", "甲付乙100元\n\n 乙撤回投诉 ", None),
    ):
        work.add(
            AgreementRow(
                case_id=case.id, number=number, form="written", content=content,
                terms={"how": "现金", "copies": 3, "performance": "pending"}, amount_fen=10_000,
                perform_by=date(2026, 4, 1), effective_on=date(2026, 3, 9), effective_at=AT,
                performance="pending", voided_at=voided,
            )
        )  # fmt: skip


def somebody(office: tuple[int, str], role: Role) -> Actor:
    return Actor(999, "周文斌", (Grant(role, *office),))


def test_a_paper_has_the_facts_in_full(desk, office):
    with desk.read() as session:
        facts = paper_facts(session, somebody(office, Role.MEDIATOR), "HS1", "mediation_agreement")
    assert facts.kind is PaperKind.AGREEMENT
    assert [(party.name, party.age_on(facts.registered_on)) for party in facts.parties] == [
        ("沈秋月", 46),
        ("何立群", None),
    ]
    assert facts.parties[0].id_number == "330681198001011224"
    assert facts.accepted_on == date(2026, 3, 2)
    assert facts.agreement.number == "新"
    assert facts.agreement.items == ("甲付乙100元", "乙撤回投诉")
    assert (facts.agreement.copies, facts.agreement.how) == (3, "现金")
    assert facts.ending.routes == ("litigation",)
    assert facts.ending.told_on == date(2026, 3, 9)


def test_a_record_has_the_sittings_that_were_held(desk, office):
    with desk.read() as session:
        facts = paper_facts(session, somebody(office, Role.MEDIATOR), "HS1", "mediation_record")
    assert [sitting.number for sitting in facts.sittings] == [1, 2]
    assert [sitting.invited for sitting in facts.sittings] == [None, "村民代表"]
    assert facts.sittings[1].reason == "差距较大"


def test_one_sitting_can_be_printed_alone(desk, office):
    actor = somebody(office, Role.MEDIATOR)
    with desk.read() as session:
        facts = paper_facts(session, actor, "HS1", "mediation_record", sitting=2)
        assert [sitting.number for sitting in facts.sittings] == [2]
        with pytest.raises(NotFound):
            paper_facts(session, actor, "HS1", "mediation_record", sitting=3)


@pytest.mark.parametrize("kind", list(PaperKind))
def test_every_paper_is_printed_from_what_is_stored(desk, office, kind):
    with desk.read() as session:
        facts = paper_facts(session, somebody(office, Role.MEDIATOR), "HS1", kind)
    assert "沈秋月" in PaperPrinter().render(facts, "/paper.css")


def test_a_paper_nobody_knows_is_not_there(desk, office):
    with desk.read() as session, pytest.raises(NotFound):
        paper_facts(session, somebody(office, Role.MEDIATOR), "HS1", "love_letter")


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.LEADER])
def test_who_may_not_print_gets_no_papers(desk, office, role):
    with desk.read() as session, pytest.raises(NotAllowed):
        paper_facts(session, somebody(office, role), "HS1", "registration_form")


def test_for_a_stranger_there_is_no_case(desk, office):
    stranger = somebody((office[0] + 1, "/99/"), Role.MEDIATOR)
    with desk.read() as session, pytest.raises(NotFound, match="case"):
        paper_facts(session, stranger, "HS1", "registration_form")
