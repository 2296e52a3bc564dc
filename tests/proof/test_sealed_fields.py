"""Numbers and addresses lie encrypted, are found by whole numbers, and move to a new key."""

import json
import re
from dataclasses import replace

import pytest
from sqlalchemy import select, text

from engine.queries.filters import Filters, of_case
from engine.rules.errors import Conflict, Invalid
from engine.storage.keyring import AUDIT_FILE, FIELDS_FILE, HeldKeys, KeyChest, KeyFile, new_ring
from engine.storage.models import CaseRow, PartyRow
from engine.usecases.keys import FIELDS, encrypt, keys_in_use, turn_keys

NUMBER, PHONE, ADDRESS = "331022197001081234", "13800001234", "枫溪县城关镇甲路1号"


@pytest.fixture
def case(county):
    from engine.rules.party import Party

    one = Party("applicant", "person", "甲某", id_number=NUMBER, phone=PHONE, address=ADDRESS)
    return county.register(
        parties=(one, Party("respondent", "person", "乙某", phone="0575-81234567"))
    )


LYING = text(
    "SELECT id_number, phone, address, id_number_index, phone_index, key_id FROM party ORDER BY id"
)


def raw(county):
    with county.desk.read() as session:
        return session.execute(LYING).all()


def party(county):
    with county.desk.read() as session:
        return session.scalars(select(PartyRow).order_by(PartyRow.id)).first()


def test_the_database_holds_no_number_and_the_row_reads_as_it_was_written(county, case):
    lying = json.dumps([list(row) for row in raw(county)], ensure_ascii=False)
    for clear in (NUMBER, PHONE, ADDRESS, "81234567", "城关镇"):
        assert clear not in lying
    found = party(county)
    assert (found.id_number, found.phone, found.address) == (NUMBER, PHONE, ADDRESS)


def test_the_same_number_lies_differently_each_time_and_is_found_all_the_same(county, case):
    county.register()
    first, *_, third, _ = raw(county)
    assert first.id_number != third.id_number
    assert first.id_number_index == third.id_number_index


@pytest.mark.parametrize(
    "move",
    [
        "UPDATE party SET id_number = (SELECT phone FROM party WHERE id = 1) WHERE id = 1",
        "UPDATE party SET id_number = (SELECT id_number FROM party WHERE id = 1),"
        " key_id = (SELECT key_id FROM party WHERE id = 1) WHERE id = 2",
        "UPDATE party SET id_number = id_number || 'A' WHERE id = 1",
        "UPDATE party SET id_number = 'hs1:k00000000:AAAA' WHERE id = 1",
    ],
    ids=["to another column", "to another row", "spoiled", "under a key nobody has"],
)
def test_a_value_that_was_moved_or_spoiled_does_not_open(county, case, move):
    with county.desk.work(None) as work:
        work.session.execute(text(move))
    with county.desk.read() as session:
        rows = session.scalars(select(PartyRow).order_by(PartyRow.id)).all()
    with pytest.raises(Invalid, match=r"field\.unreadable"):
        _ = rows[1 if "WHERE id = 2" in move else 0].id_number


def found(county, login, words):
    conditions = of_case(county.actor(login), Filters(text=words))
    with county.desk.read() as session:
        return list(session.scalars(select(CaseRow.code).where(*conditions)))


@pytest.mark.parametrize(
    "words", [NUMBER, "331022 19700108 1234", PHONE, "+86 138-0000-1234", "057581234567"]
)
def test_a_whole_number_finds_the_case(county, case, words):
    assert found(county, "registrar", words) == [case]


@pytest.mark.parametrize("words", [NUMBER[:-1], "1234", "13800001235", "城关镇甲路"])
def test_part_of_a_number_finds_nothing(county, case, words):
    assert found(county, "registrar", words) == []


def test_who_may_not_read_parties_cannot_ask_whether_a_number_is_on_record(county, case):
    assert found(county, "admin", NUMBER) == []


def test_a_turned_key_takes_everything_along_and_the_old_one_is_left_without_rows(county, case):
    old = raw(county)[0].key_id
    new = turn_keys(county.desk, FIELDS)
    assert {row.key_id for row in raw(county)} == {old}
    assert party(county).id_number == NUMBER  # the old key still opens
    assert encrypt(county.desk) == 2
    assert encrypt(county.desk) == 0
    assert {row.key_id for row in raw(county)} == {new}
    assert all(new in row.phone for row in raw(county))
    assert party(county).phone == PHONE
    assert found(county, "registrar", NUMBER) == [case]  # the blind index did not move
    uses = {each.key_id: each.rows for each in keys_in_use(county.desk) if each.ring == FIELDS}
    assert (uses[old], uses[new]) == (0, 2)


def test_rows_from_before_there_were_keys_are_encrypted_in_the_background(county, case):
    with county.desk.work(None) as work:
        work.session.execute(
            text("UPDATE party SET id_number = :n, phone = NULL, address = NULL, row_key = NULL,"
                 " key_id = NULL, id_number_index = NULL, phone_index = NULL WHERE id = 1"),
            {"n": NUMBER},
        )  # fmt: skip
    assert party(county).id_number == NUMBER
    assert encrypt(county.desk) == 1
    assert NUMBER not in str(raw(county))
    assert party(county).id_number == NUMBER
    assert found(county, "registrar", NUMBER) == [case]


def test_one_row_that_cannot_be_opened_hinders_no_other(county, case):
    with county.desk.work(None) as work:
        work.session.execute(text("UPDATE party SET phone = 'hs1:k0:AAAA' WHERE id = 2"))
    turn_keys(county.desk, FIELDS)
    assert encrypt(county.desk) == 1
    assert party(county).id_number == NUMBER


def test_a_changed_number_is_written_under_the_current_key_with_its_index(county, case):
    turn_keys(county.desk, FIELDS)
    with county.desk.work(None) as work:
        row = work.session.get(PartyRow, 1)
        row.phone = "13900005678"
    assert (party(county).phone, party(county).id_number) == ("13900005678", NUMBER)
    assert found(county, "registrar", "13900005678") == [case]
    assert found(county, "registrar", PHONE) == []


def test_a_key_file_is_made_once_for_its_owner_alone(tmp_path):
    path = tmp_path / "var" / FIELDS_FILE
    assert not KeyFile(path).there()
    first, second = KeyFile(path).ring(), KeyFile(path).ring()
    assert first == second
    assert path.stat().st_mode & 0o777 == 0o600
    assert not re.search(first.key.hex(), repr(first))


def test_a_key_file_turned_by_another_program_is_noticed(tmp_path):
    path = tmp_path / AUDIT_FILE
    mine, other = KeyFile(path), KeyFile(path)
    before = mine.ring().current
    after = other.turn().current
    assert mine.ring(fresh=True).current == after != before
    assert before in mine.ring().keys


def test_a_spoiled_key_file_is_refused_and_left_alone(tmp_path):
    path = tmp_path / FIELDS_FILE
    path.write_text("{}")
    with pytest.raises(Invalid, match=r"keys\.unreadable"):
        KeyFile(path).ring()
    assert path.read_text() == "{}"


def test_keys_in_the_settings_are_not_turned_by_a_command():
    with pytest.raises(Conflict, match=r"keys\.in_settings"):
        HeldKeys(new_ring(), fixed=True).turn()


def test_no_desk_is_opened_where_the_keys_are_missing(county, case, tmp_path):
    from engine.desk import open_desk

    settings = replace(county.desk.settings, var_dir=str(tmp_path / "elsewhere"))
    with pytest.raises(Conflict, match=r"keys\.missing"):
        open_desk(settings)
    assert not (tmp_path / "elsewhere" / FIELDS_FILE).exists()


def test_the_right_keys_elsewhere_open_the_same_database(county, case):
    chest = county.desk.database.keys
    held = HeldKeys(chest.fields.ring())
    county.desk.database.keep_keys(KeyChest(held, chest.audit))
    assert party(county).id_number == NUMBER
    county.desk.database.keep_keys(chest)
