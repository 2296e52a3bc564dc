"""The chain over the events: whatever is done to it behind the program's back shows."""

import json
import threading
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from engine.rules.errors import Conflict
from engine.rules.events import DemoClockMoved
from engine.storage.anchors import folder_of
from engine.storage.chain import last_seal, positions_of
from engine.storage.keyring import HeldKeys, KeyChest, new_ring
from engine.usecases.sealing import anchor, make_anchor, oldest_unsealed, seal, seal_everything


def test_an_untouched_log_holds(log):
    found = log.verify()
    assert (found.broken, found.sealed, found.unsealed.count, found.sound) == (None, 10, 0, True)


def test_sealing_again_finds_nothing_to_do(log):
    assert seal(log.desk) == 0
    log.write(3)
    assert seal(log.desk) == 3
    assert log.verify().sealed == 13


INTRUSIONS = {
    "altered": (["UPDATE event SET kind = 'x' WHERE id = 4"], 4),
    "altered by its facts": (["UPDATE event SET facts = '{\"before\":\"\"}' WHERE id = 4"], 4),
    "altered by its day": (["UPDATE event SET at = '2020-01-01 00:00:00+00:00' WHERE id = 6"], 6),
    "altered by its author": (["UPDATE event SET actor_id = 7 WHERE id = 6"], 6),
    "altered in the chain": (
        ["UPDATE seal SET sealed_at = '2020-01-01 00:00:00+00:00' WHERE position = 5"], 5),
    "deleted": (["DELETE FROM event WHERE id = 3"], 3),
    "missing": (["DELETE FROM seal WHERE position = 8"], 8),
    "missing with its event": (
        ["DELETE FROM seal WHERE position = 8", "DELETE FROM event WHERE id = 8"], 8),
    "reordered": (
        ["UPDATE seal SET event_id = 100 WHERE position = 5",
         "UPDATE seal SET event_id = 5 WHERE position = 6",
         "UPDATE seal SET event_id = 6 WHERE position = 5"], 5),
    "inserted": (
        ["INSERT INTO event (id, at, recorded_at, kind, facts)"
         " SELECT 99, at, recorded_at, kind, facts FROM event WHERE id = 7",
         "UPDATE seal SET position = position + 100 WHERE position > 7",
         "UPDATE seal SET position = position - 99 WHERE position > 100",
         "INSERT INTO seal (position, event_id, sealed_at, key_id, hash)"
         " SELECT 8, 99, sealed_at, key_id, hash FROM seal WHERE position = 7"], 8),
}  # fmt: skip


@pytest.mark.parametrize("what", INTRUSIONS)
def test_an_intrusion_is_named_by_the_first_bad_row(log, what):
    statements, position = INTRUSIONS[what]
    log.sql(*statements)
    found = log.verify()
    assert not found.sound
    assert (found.broken.position, found.sealed) == (position, position - 1)
    expected = what.partition(" ")[0]
    assert found.broken.why == expected


def test_facts_that_are_no_json_any_more_are_a_bad_row_and_no_crash(log):
    if log.desk.database.is_sqlite:
        log.sql("UPDATE event SET facts = 'no json' WHERE id = 2")
        log.sql("UPDATE event SET at = 'never' WHERE id = 5")
    else:
        log.sql("UPDATE event SET facts = 'null' WHERE id = 2")
    assert log.verify().broken.position == 2


def test_an_event_put_in_by_hand_is_told_until_it_is_sealed_and_afterwards(log):
    log.sql(
        "INSERT INTO event (id, at, recorded_at, kind, facts)"
        " SELECT 50, '2026-02-01 00:00:00+00:00', '2026-02-01 00:00:00+00:00', kind, facts"
        " FROM event WHERE id = 7"
    )
    found = log.verify()
    assert (found.unsealed.count, found.unsealed.event_id, found.late) == (1, 50, True)
    assert not found.sound
    seal_everything(log.desk)
    assert log.verify().backdated == (50,)


def test_what_waits_for_its_seal_is_said_and_is_no_fault_until_the_limit(log):
    log.write(2)
    waiting = log.verify()
    assert (waiting.unsealed.count, waiting.late, waiting.sound) == (2, False, True)
    assert oldest_unsealed(log.desk) == log.desk.now()
    log.desk.clock.advance(hours=2)
    assert not log.verify().sound


def test_an_event_that_becomes_visible_late_is_sealed_later_and_not_lost(log):
    if log.desk.database.is_sqlite:
        late_on_sqlite(log)
        return
    wrote, go = threading.Event(), threading.Event()

    def slow():
        with log.desk.work(None) as work:
            work.id_of(work.record(DemoClockMoved("", "slow")))
            wrote.set()
            go.wait(10)

    writer = threading.Thread(target=slow)
    writer.start()
    wrote.wait(10)
    log.write(2)
    assert seal(log.desk) == 2
    go.set()
    writer.join()
    assert seal(log.desk) == 1
    found = log.verify()
    assert (found.sealed, found.unsealed.count, found.sound) == (13, 0, True)
    with log.desk.read() as session:
        assert positions_of(session, [11, 12, 13]) == {12: 11, 13: 12, 11: 13}


def late_on_sqlite(log):
    """On SQLite there is one writer: a late event is one whose row was given a lower id."""
    with log.desk.work(None) as work:
        work.session.execute(
            text("INSERT INTO event (id, at, recorded_at, kind, facts)"
                 " SELECT 40, at, recorded_at, kind, facts FROM event WHERE id = 10")
        )  # fmt: skip
    assert seal(log.desk) == 1
    with log.desk.work(None) as work:
        work.session.execute(
            text("INSERT INTO event (id, at, recorded_at, kind, facts)"
                 " SELECT 30, at, recorded_at, kind, facts FROM event WHERE id = 10")
        )  # fmt: skip
    assert seal(log.desk) == 1
    assert log.verify().sound


def test_one_that_is_very_late_is_found_by_the_hourly_search(log):
    log.desk.clock.advance(hours=1)
    log.write(1)
    assert seal(log.desk) == 1
    log.desk.clock.advance(hours=1)
    log.sql("INSERT INTO event (id, at, recorded_at, kind, facts)"
            " SELECT 0, at, recorded_at, kind, facts FROM event WHERE id = 11")  # fmt: skip
    assert seal(log.desk) == 0
    assert seal_everything(log.desk) == 1


def test_two_sealers_at_once_give_no_place_twice(log):
    log.write(40)
    sealers = [threading.Thread(target=seal, args=(log.desk,)) for _ in range(3)]
    for each in sealers:
        each.start()
    for each in sealers:
        each.join()
    seal(log.desk)
    found = log.verify()
    assert (found.sealed, found.sound) == (50, True)


def test_nobody_goes_on_from_a_broken_end(log):
    log.sql("UPDATE event SET kind = 'x' WHERE id = 10")
    log.write(1)
    with pytest.raises(Conflict, match=r"chain\.broken"):
        seal(log.desk)


def test_without_the_key_no_new_one_is_made_for_an_old_chain(log):
    log.desk.database.keep_keys(KeyChest(log.desk.database.keys.fields, HeldKeys(new_ring())))
    log.write(1)
    with pytest.raises(Conflict, match=r"keys\.audit_missing"):
        seal(log.desk)


def test_a_turned_key_seals_on_and_the_old_seals_hold(log):
    log.desk.database.keys.audit.turn()
    log.write(2)
    assert seal(log.desk) == 2
    assert log.verify().sound


@pytest.mark.parametrize("table", ["event", "seal"])
@pytest.mark.parametrize("act", ["UPDATE {} SET {}", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_change_what_has_happened(log, table, act):
    column = "kind = 'x'" if table == "event" else "key_id = 'x'"
    with pytest.raises(DatabaseError, match="never changed or deleted"):
        with log.desk.database.engine.begin() as connection:
            connection.execute(text(act.format(table, column)))
    assert log.verify().sound


def test_neither_emptying_nor_replacing_gets_round_the_guards(log):
    way = (
        "INSERT OR REPLACE INTO event (id, at, recorded_at, kind, facts)"
        " SELECT id, at, recorded_at, 'x', facts FROM event WHERE id = 3"
        if log.desk.database.is_sqlite
        else "TRUNCATE event, seal CASCADE"
    )
    with pytest.raises(DatabaseError, match="never changed or deleted"):
        with log.desk.database.engine.begin() as connection:
            connection.execute(text(way))


def test_a_cut_off_end_is_whole_in_itself_and_the_anchor_shows_it(log):
    assert anchor(log.desk) == 1
    assert anchor(log.desk) == 0  # one a day
    cut = ["DELETE FROM seal WHERE position > 7", "DELETE FROM event WHERE id > 7"]
    log.sql(*cut)
    found = log.verify()
    assert (found.broken.why, found.broken.position, found.broken.anchor) == (
        "truncated", 8, "2026-03-02.json")  # fmt: skip
    (folder_of(log.desk.settings) / "2026-03-02.json").unlink()
    assert log.verify().sound


def test_an_anchor_that_was_written_by_hand_is_not_believed(log):
    make_anchor(log.desk)
    path = folder_of(log.desk.settings) / "2026-03-02.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "position": 3}))
    assert log.verify().broken.why == "anchor_forged"


def test_a_chain_made_anew_with_the_same_key_does_not_meet_its_anchor(log):
    make_anchor(log.desk)
    log.sql("DELETE FROM seal", "UPDATE event SET kind = 'x' WHERE id = 4")
    log.desk.clock.advance(seconds=5)
    seal_everything(log.desk)
    found = log.verify()
    assert (found.broken.why, found.broken.position) == ("anchor", 10)


def test_seals_lie_in_their_own_transactions(log):
    """A writer neither waits for the sealer nor takes its lease."""
    with log.desk.work(None) as work:
        work.record(DemoClockMoved("", ""))
        assert last_seal(work.session).position == 10
    assert log.verify(timedelta(0)).unsealed.count == 1
