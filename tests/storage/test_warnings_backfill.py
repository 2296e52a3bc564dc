"""Warnings told before they had rows of their own: the migration makes the rows from the mails."""

from sqlalchemy import delete, select

from engine.storage.migrations import migrate
from engine.storage.models import ClockRow, MessageRow, WarningRow
from engine.usecases.nagging import nag
from engine.usecases.sweep import sweep
from tests.journeys.conftest import county

__all__ = ["county"]
BEFORE = "0011"


def known(county) -> set[tuple[int, str, int]]:
    query = select(WarningRow.clock_id, WarningRow.colour, WarningRow.recipient_id)
    with county.desk.read() as session:
        return {(clock, colour, person) for clock, colour, person in session.execute(query)}


def written_again(county) -> None:
    """Take the database back to before warnings had rows, and bring it up again."""
    migrate(county.desk.database, BEFORE)
    with county.desk.database.write() as session:
        session.execute(delete(WarningRow.__table__))
    migrate(county.desk.database)


def test_old_messages_become_the_same_warnings_and_nobody_is_told_again(county):
    code = county.register()
    county.pass_days(9)
    before, told = known(county), county.told(code, "ColourChanged")
    assert {colour for _, colour, _ in before} == {"yellow", "orange", "red"}

    written_again(county)
    assert known(county) == before
    for _ in range(48):
        county.clock.advance(hours=1)
        sweep(county.desk)
        nag(county.desk)
    again = county.told(code, "ColourChanged")
    assert [facts for _, facts in again if facts["again"]] == []
    first = [(login, facts["clock_id"], facts["colour"]) for login, facts in again]
    assert len(first) == len(set(first))
    assert len(first) >= len(told)


def test_only_what_is_still_true_waits_to_be_acknowledged(county):
    code = county.register()
    county.pass_days(9)
    county.take("vm", code, "sign_for")
    written_again(county)
    with county.desk.read() as session:
        query = select(WarningRow, ClockRow).join(ClockRow, ClockRow.id == WarningRow.clock_id)
        for row, clock in session.execute(query):
            holds = clock.ended_at is None and row.colour == clock.colour
            assert (row.withdrawn_at is None) == holds, (row.colour, row.withdrawn_reason)
            assert (row.withdrawn_reason is None) == holds
        assert session.scalars(select(MessageRow.id)).first()
