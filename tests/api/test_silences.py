"""Quiet about warnings and numbers in full, through the API: as on the pages, no more, no less."""

import pytest
from sqlalchemy import select

from engine.storage.models import ClockRow, EventRow, WarningRow

NUMBER, PHONE = "331022196901084217", "13957604417"


@pytest.fixture
def code(program, county, dispute):
    """A case whose village duty is red."""
    made = program("registrar").do("/cases", dispute)["code"]
    county.pass_days(9)
    return made


def warning_of(county, login):
    with county.desk.read() as session:
        query = (
            select(WarningRow.id)
            .join(ClockRow, ClockRow.id == WarningRow.clock_id)
            .where(
                WarningRow.recipient_id == county.actor(login).user_id,
                WarningRow.withdrawn_at.is_(None),
            )
        )
        return session.scalars(query.order_by(WarningRow.id.desc())).first()


def test_one_s_own_warning_is_put_off_and_taken_up_again(program, county, code):
    leader, found = program("vl"), warning_of(county, "vl")
    later = {"until": county.day(3), "reason": "周五调解"}
    kept = leader.do(f"/warnings/{found}/snooze", later)
    assert kept["case_code"] == code
    [line] = [each for each in told(leader) if each["warning_id"] == found]
    assert line["snoozed_until"].startswith(county.day(3))
    assert program("tl").post(f"/silences/{kept['id']}/lift", {"reason": "不等"}).status_code == 404
    leader.do(f"/silences/{kept['id']}/lift", {"reason": "提前到场"})
    [line] = [each for each in told(leader) if each["warning_id"] == found]
    assert line["snoozed_until"] is None


def told(person):
    return person.read("/warnings/told")["items"]


def test_nobody_puts_off_somebody_else_s(program, county, code):
    found = warning_of(county, "vl")
    later = {"until": county.day(3), "reason": "周五调解"}
    answer = program("tl").post(f"/warnings/{found}/snooze", later)
    assert (answer.status_code, answer.json["code"]) == (404, "warning.unknown")


def test_a_leader_silences_a_case_and_it_is_told_who_and_why(program, county, code):
    leader = program("vl")
    quiet = {"until": county.day(3), "reason": "约定周五签协议"}
    kept = leader.do(f"/cases/{code}/silences", quiet)["id"]
    [line] = leader.read(f"/cases/{code}/silences")["items"]
    assert (line["id"], line["clock"], line["reason"]) == (kept, None, "约定周五签协议")
    assert line["holds"] is True
    assert line["until_at"].endswith("01:00:00Z"), "nine o'clock in Beijing"
    assert [each["id"] for each in program("cs").read("/silences")["items"]] == [kept]
    assert program("ml").read("/silences")["items"] == []
    assert program("vm").post(f"/silences/{kept}/lift", {"reason": "急"}).status_code == 403
    ended = program("cs").do(f"/silences/{kept}/lift", {"reason": "当事人反悔"})
    assert ended == {"case_code": code, "id": kept}
    again = program("cs").post(f"/silences/{kept}/lift", {"reason": "再次"})
    assert (again.status_code, again.json["code"]) == (409, "silence.over")
    assert leader.read(f"/cases/{code}/silences")["items"][0]["lift_reason"] == "当事人反悔"


def test_one_clock_alone_is_silenced(program, county, code):
    clock = next(iter(county.clocks(code).values())).id
    quiet = {"clock_id": clock, "until": county.day(3), "reason": "等鉴定"}
    program("vl").do(f"/cases/{code}/silences", quiet)
    [line] = program("vl").read(f"/cases/{code}/silences")["items"]
    assert line["clock"]["id"] == clock


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"reason": ""}, "reason"), ({"until": None}, "until"), ({"until": "2026-01-01"}, "until"),
     ({"until": "2027-12-01"}, "until"), ({"clock_id": "all"}, "clock_id")],
)  # fmt: skip
def test_a_silence_without_a_reason_or_an_end_is_refused(program, county, code, wrong, field):
    quiet = {"until": county.day(3), "reason": "约定周五签协议", **wrong}
    answer = program("vl").post(f"/cases/{code}/silences", quiet)
    assert answer.status_code == 422
    assert field in answer.json["fields"]


def test_who_may_not_silence_is_refused_and_a_stranger_knows_of_nothing(program, county, code):
    quiet = {"until": county.day(3), "reason": "约定周五签协议"}
    assert program("vm").post(f"/cases/{code}/silences", quiet).status_code == 403
    assert program("mm").post(f"/cases/{code}/silences", quiet).status_code == 404
    assert program("mm").get(f"/cases/{code}/silences").status_code == 404


@pytest.fixture
def numbered(program, dispute):
    """A case whose applicant has numbers."""
    dispute["parties"][0] |= {"id_number": NUMBER, "phone": PHONE, "address": "金丝雀路七号"}
    return program("registrar").do("/cases", dispute)["code"]


def party_of(person, code):
    shown = person.read(f"/cases/{code}")["dispute"]["parties"][0]
    assert PHONE not in str(shown), "masked, as everywhere"
    return shown["id"]


def test_numbers_are_shown_for_a_reason_that_goes_on_record(program, county, numbered):
    mediator = program("vm")
    path = f"/cases/{numbered}/parties/{party_of(mediator, numbered)}/reveal"
    answer = mediator.post(path, {"reason": "核对身份"})
    assert answer.status_code == 200
    assert (answer.json["id_number"], answer.json["phone"]) == (NUMBER, PHONE)
    assert answer.headers["Cache-Control"] == "no-store"
    with county.desk.read() as session:
        query = select(EventRow).where(EventRow.kind == "PartyRevealed")
        [event] = session.scalars(query)
    assert event.facts["reason"] == "核对身份"
    assert PHONE not in str(event.facts)
    assert PHONE not in str(mediator.read(f"/cases/{numbered}"))


def test_numbers_are_not_shown_without_a_reason_or_to_others(program, county, numbered):
    path = f"/cases/{numbered}/parties/{party_of(program('vm'), numbered)}/reveal"
    for login, status in (("boss", 403), ("admin", 403), ("mm", 404)):
        answer = program(login).post(path, {"reason": "看看"})
        assert answer.status_code == status, login
        assert PHONE not in answer.get_data(as_text=True)
    for wrong in ({}, {"reason": " "}, {"reason": "长" * 201}):
        answer = program("vm").post(path, wrong)
        assert answer.status_code == 422
        assert PHONE not in answer.get_data(as_text=True)
    other = f"/cases/{numbered}/parties/999999/reveal"
    assert program("vm").post(other, {"reason": "核对身份"}).status_code == 404
    assert county.events(numbered, "PartyRevealed") in ([], ())
