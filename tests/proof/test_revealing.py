"""Numbers in full for a reason that is put on record; personal facts erased, the chain whole."""

import pytest
from sqlalchemy import select

from engine.queries.chain import verify_chain
from engine.rules.errors import Conflict, Invalid, NotAllowed, NotFound
from engine.rules.masking import MATRIX, Shown, Surface, mask_address, shown
from engine.rules.party import Party
from engine.rules.permissions import MAY, Action, Role
from engine.storage.chain import last_seal
from engine.storage.models import CaseRow, NoteRow, PartyRow
from engine.usecases.notes import add_note
from engine.usecases.revealing import NOBODY, erase_personal_facts, reveal_party
from engine.usecases.routing import RouteChoice
from engine.usecases.sealing import audit_ring, seal

NUMBER, PHONE, ADDRESS = "331022197001081234", "13800001234", "枫溪县城关镇甲路1号"


ONE = Party("applicant", "person", "甲大山", id_number=NUMBER, phone=PHONE, address=ADDRESS)
FACTS = {"parties": (ONE, Party("respondent", "person", "乙某")), "title": "甲大山与乙某通行纠纷"}


@pytest.fixture
def case(county):
    return county.register(**FACTS)


@pytest.fixture
def ended(county):
    return county.register(**FACTS, route=RouteChoice("refuse", reason="不属于受理范围"))


def party_of(county, code):
    with county.desk.read() as session:
        return session.scalars(
            select(PartyRow).join(CaseRow).where(CaseRow.code == code).order_by(PartyRow.id)
        ).first()


def test_who_handles_a_case_sees_a_number_in_full_and_it_is_on_record(county, case):
    party = party_of(county, case)
    found = reveal_party(county.desk, county.actor("vm"), case, party.id, " 核对身份 ")
    assert (found.id_number, found.phone, found.address) == (NUMBER, PHONE, ADDRESS)
    (event,) = county.events(case, "PartyRevealed")
    assert event.facts == {
        "party_id": party.id, "fields": ["id_number", "phone", "address"], "reason": "核对身份",
    }  # fmt: skip
    assert event.actor_id == county.actor("vm").user_id


def test_without_a_reason_nothing_is_shown_and_nothing_recorded(county, case):
    for reason in ("", "  ", "长" * 201):
        with pytest.raises(Invalid) as refused:
            reveal_party(county.desk, county.actor("vm"), case, party_of(county, case).id, reason)
        assert refused.value.facts["fields"].keys() == {"reason"}
    assert county.events(case, "PartyRevealed") == []


@pytest.mark.parametrize(
    ("login", "refusal"), [("boss", NotAllowed), ("admin", NotAllowed), ("mm", NotFound)]
)
def test_others_are_refused(county, case, login, refusal):
    with pytest.raises(refusal):
        reveal_party(county.desk, county.actor(login), case, party_of(county, case).id, "看看")


def test_a_party_of_another_case_is_not_shown_by_way_of_this_one(county, case):
    other = county.register()
    with pytest.raises(NotFound):
        reveal_party(county.desk, county.actor("vm"), other, party_of(county, case).id, "看看")


def test_erasing_leaves_no_trace_of_the_person_and_a_whole_chain(county, ended):
    add_note(county.desk, county.actor("vm"), ended, "甲大山来电 13800001234，要求尽快。")
    seal(county.desk)
    party = party_of(county, ended)
    erase_personal_facts(county.desk, county.actor("vl"), ended, party.id, "本人申请")
    left = party_of(county, ended)
    assert (left.name, left.id_number, left.phone, left.address) == (NOBODY, None, None, None)
    assert (left.id_number_index, left.phone_index) == (None, None)
    with county.desk.read() as session:
        texts = [
            session.scalars(select(CaseRow.title)).one(),
            *session.scalars(select(NoteRow.text)),
        ]
    assert texts == ["（已删除）与乙某通行纠纷", "（已删除）来电 （已删除），要求尽快。"]
    assert [e.facts["party_id"] for e in county.events(ended, "PersonalFactsErased")] == [party.id]
    seal(county.desk)
    with county.desk.read() as session:
        ring = audit_ring(county.desk, last_seal(session))
        assert verify_chain(session, ring, {}, county.desk.now()).sound


def test_of_a_running_case_nothing_is_erased(county, case):
    party = party_of(county, case)
    with pytest.raises(Conflict, match=r"erase\.running"):
        erase_personal_facts(county.desk, county.actor("vl"), case, party.id, "申请")
    assert party_of(county, case).id_number == NUMBER


def test_a_mediator_does_not_erase(county, ended):
    with pytest.raises(NotAllowed):
        erase_personal_facts(
            county.desk, county.actor("vm"), ended, party_of(county, ended).id, "申请"
        )


@pytest.mark.parametrize(
    ("surface", "action", "how_much"),
    [
        (Surface.CASE, Action.READ_PARTIES, Shown.MASKED),
        (Surface.API, Action.READ_PARTIES, Shown.MASKED),
        (Surface.REVEAL, Action.REVEAL, Shown.FULL),
        (Surface.PRINT, Action.READ_PRINTS, Shown.FULL),
    ],
)
@pytest.mark.parametrize("role", list(Role))
def test_the_matrix_says_what_the_permissions_allow(role, surface, action, how_much):
    assert shown(role, surface) == (how_much if (role, action) in MAY else Shown.NOTHING)


def test_no_other_surface_shows_anything_to_anybody():
    assert {surface for _, surface in MATRIX} == {
        Surface.CASE, Surface.API, Surface.REVEAL, Surface.PRINT}  # fmt: skip


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("浙江省枫溪县城关镇甲路1号", "浙江省枫溪县****"),
        ("枫溪县城关镇甲路1号", "枫溪县****"),
        ("杭州市西湖区文三路9号", "杭州市****"),
        ("甲村三组", "甲村****"),
        ("甲村", "****"),
        ("", ""),
        (None, None),
    ],
)
def test_an_address_is_shown_down_to_its_county(address, masked):
    assert mask_address(address) == masked
