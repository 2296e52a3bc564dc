"""Running cases moved to another version: the ledger stands, work goes on, and back again."""

import pytest
from sqlalchemy import select

from engine.rules.errors import Conflict, Invalid, NotFound
from engine.rules.permissions import Actor, Grant, Role
from engine.storage.models import ClockRow, ErrandRow, MoveLineRow, ProcessRow, WorkItemRow
from engine.storage.published import newest_bundle, publish_bundle
from engine.usecases.errands import Errand, cancel_errand, run_errands
from engine.usecases.moves import ask_move, undo_move
from engine.usecases.moving import move_some
from tests.journeys.test_neighbours import settle_in_the_village


@pytest.fixture
def administrator(county):
    """Somebody who may move processes, with a person behind the name."""
    known = county.actor("registrar")
    return Actor(known.user_id, known.name, (Grant(Role.ADMINISTRATOR, 1, "/1/"),))


def publish_changed(county, *changes):
    """Publish the newest set with texts changed; return (old version, new version)."""
    with county.desk.work(None) as work:
        old = newest_bundle(work.session)
        files = dict(old.files)
        for path, before, after in changes:
            assert before.encode() in files[path], before
            files[path] = files[path].replace(before.encode(), after.encode())
        return old.version, publish_bundle(work, files, "改动").version


def table(county, row, *left_out):
    with county.desk.read() as session:
        names = [each.key for each in row.__table__.columns if each.key not in left_out]
        found = session.scalars(select(row).order_by(row.id)).all()
        return [tuple(getattr(each, name) for name in names) for each in found]


def lines(county):
    with county.desk.read() as session:
        found = session.scalars(select(MoveLineRow).order_by(MoveLineRow.process_id)).all()
        return [(each.status, each.code) for each in found]


def some_name(county):
    """Return a change of the name of the step «get_consent» as the shipped diagram has it."""
    with county.desk.read() as session:
        files = newest_bundle(session).files
    [path] = [each for each in files if b'id="get_consent"' in files[each]]
    head = files[path].split(b'id="get_consent"')[1].split(b">")[0].decode()
    name = head.split('name="')[1].split('"')[0]
    return path, f'id="get_consent" name="{name}"', 'id="get_consent" name="征求双方意见"'


def test_a_moved_case_keeps_its_clocks_and_goes_on_by_the_new_diagram(county, administrator):
    code = county.register()
    county.take("vm", code, "sign_for")
    old, new = publish_changed(county, some_name(county))
    ledger = table(county, ClockRow)
    ask_move(county.desk, administrator, (old, new), {}, "改了名称")
    assert run_errands(county.desk)
    assert {status for status, _ in lines(county)} == {"moved"}
    assert table(county, ClockRow) == ledger
    item = county.item(code, "get_consent")
    assert item.name == "征求双方意见"
    with county.desk.read() as session:
        assert {row.bundle_version for row in session.scalars(select(ProcessRow))} == {new}
    [carried, *_] = county.events(code, "ProcessCarriedOver")
    assert (carried.facts["from_version"], carried.facts["to_version"]) == (old, new)


def test_a_case_that_was_moved_is_settled_like_any_other(county, administrator):
    code = county.register()
    old, new = publish_changed(county, some_name(county))
    ask_move(county.desk, administrator, (old, new), {}, "改了名称")
    run_errands(county.desk)
    settle_in_the_village(county, code)
    assert county.case(code).status == "archived"


def test_undoing_puts_back_byte_for_byte_what_has_not_gone_on(county, administrator):
    still, gone_on = county.register(), county.register()
    states = table(county, ProcessRow, "version", "previous_state")
    items = table(county, WorkItemRow, "version")
    ledger = table(county, ClockRow)
    old, new = publish_changed(county, some_name(county))
    move = ask_move(county.desk, administrator, (old, new), {}, "改了名称")
    run_errands(county.desk)
    county.take("vm", gone_on, "sign_for")
    undo_move(county.desk, administrator, move)
    run_errands(county.desk)
    assert ("kept", "move.gone_on") in lines(county)
    of_still = county.case(still).id
    with county.desk.read() as session:
        rows = session.scalars(select(ProcessRow).where(ProcessRow.case_id == of_still)).all()
        assert {row.bundle_version for row in rows} == {old}
    now = table(county, ProcessRow, "version", "previous_state")
    assert [row for row in now if row[1] == of_still] == [
        row for row in states if row[1] == of_still
    ]
    mine = [row for row in table(county, WorkItemRow, "version") if row[1] == of_still]
    assert mine == [row for row in items if row[1] == of_still]
    assert [row for row in table(county, ClockRow) if row[1] == of_still] == [
        row for row in ledger if row[1] == of_still
    ]
    settle_in_the_village(county, still)


def test_what_cannot_go_on_there_stays_and_says_why(county, administrator):
    code = county.register()
    county.take("vm", code, "sign_for")
    path, *_ = some_name(county)
    old, new = publish_changed(county, (path, '"get_consent"', '"ask_both"'))
    states = table(county, ProcessRow)
    ask_move(county.desk, administrator, (old, new), {}, "换了步骤")
    run_errands(county.desk)
    assert ("refused", "move.element_gone") in lines(county)
    with county.desk.read() as session:
        waiting = session.scalars(select(ProcessRow).where(ProcessRow.kind == "dispute")).one()
        assert waiting.bundle_version == old
    assert [row for row in states if row[0] == waiting.id] == [
        row for row in table(county, ProcessRow) if row[0] == waiting.id
    ]
    ask_move(county.desk, administrator, (old, new), {"get_consent": "ask_both"}, "换了步骤")
    run_errands(county.desk)
    assert county.item(code, "ask_both").status == "open"


def test_a_portion_that_was_done_and_not_noted_is_not_done_twice(county, administrator):
    code = county.register()
    old, new = publish_changed(county, some_name(county))
    ask_move(county.desk, administrator, (old, new), {}, "改了名称")
    with county.desk.work(None) as work:
        row = work.session.scalars(select(ErrandRow)).one()
        asked = Errand(row.id, row.kind, row.subject, row.asked_by, 0)
    move_some(county.desk, asked)  # and the machine dies before it is noted
    run_errands(county.desk)
    events = county.events(code, "ProcessCarriedOver")
    assert len(events) == len({each.facts["process_id"] for each in events})


def test_a_move_that_is_called_off_leaves_the_rest_where_it_was(county, administrator):
    county.register()
    old, new = publish_changed(county, some_name(county))
    ask_move(county.desk, administrator, (old, new), {}, "改了名称")
    cancel_errand(county.desk, administrator, 1)
    run_errands(county.desk)
    assert {status for status, _ in lines(county)} == {"waiting"}


def test_bad_requests_are_refused_by_name(county, administrator):
    desk = county.desk
    county.register()
    old, new = publish_changed(county, some_name(county))
    with pytest.raises(NotFound, match=r"page\.unknown"):
        ask_move(desk, county.actor("vm"), (old, new), {}, "x")
    with pytest.raises(NotFound, match=r"bundle\.unknown"):
        ask_move(desk, administrator, (old, 99), {}, "x")
    for versions, mapping, reason, code in [
        ((old, old), {}, "x", "move.same"),
        ((old, new), {}, "  ", "move.reason"),
        ((old, new), {"nothing": "get_consent"}, "x", "move.mapping"),
    ]:
        with pytest.raises(Invalid) as refused:
            ask_move(desk, administrator, versions, mapping, reason)
        assert refused.value.code == code
    with pytest.raises(Conflict, match=r"move\.nothing"):
        ask_move(desk, administrator, (new, old), {}, "x")


def test_a_move_that_was_called_off_half_way_can_be_undone(county, administrator):
    code = county.register()
    before = table(county, ProcessRow, "version", "previous_state")
    old, new = publish_changed(county, some_name(county))
    move = ask_move(county.desk, administrator, (old, new), {}, "改了名称")
    with pytest.raises(Conflict, match=r"move\.running"):
        undo_move(county.desk, administrator, move)
    with county.desk.work(None) as work:
        row = work.session.scalars(select(ErrandRow)).one()
        asked = Errand(row.id, row.kind, row.subject, row.asked_by, 0)
    move_some(county.desk, asked)
    cancel_errand(county.desk, administrator, asked.id)
    run_errands(county.desk)
    undo_move(county.desk, administrator, move)
    run_errands(county.desk)
    assert {status for status, _ in lines(county)} == {"undone"}
    assert table(county, ProcessRow, "version", "previous_state") == before
    assert county.item(code, "sign_for").status == "open"
