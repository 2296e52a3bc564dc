"""Days change: a notice is loaded, cases move, and taking it back leaves the ledger as it was."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from engine.queries.calendar_changes import change_lines, change_view
from engine.queries.calendar_coverage import uncovered_years
from engine.queries.calendar_moves import changed_days, would_move
from engine.queries.lens import lens_of
from engine.rules.calendar import DayKind
from engine.rules.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from engine.rules.notice import read_notice
from engine.storage.models import CalendarDayRow, CaseRow, ClockRow, OfficeRow
from engine.storage.proposed_days import Proposal, year_proposal
from engine.usecases import recounting
from engine.usecases.calendar_undoing import ask_again, undo_change
from engine.usecases.calendars import (
    OfficeDays,
    Override,
    YearLoad,
    publish_year,
    set_days,
    set_override,
)
from engine.usecases.errands import run_errands

PAPERS = Path(__file__).parents[1] / "rules" / "notices"
NOTICE = (PAPERS / "2027.txt").read_text("utf-8")  # made up: the real one is not out in March 2026
SOURCE = "国办发明电〔2026〕9号"
LEDGER = (
    "raw_end_on", "due_on", "due_at", "yellow_at", "orange_at", "provisional", "status", "colour",
    "next_at", "calendar_version", "fired_at", "ended_at", "tries",
)  # fmt: skip


def in_december(county) -> list[str]:
    county.clock.set(county.clock.now() + timedelta(days=275))
    assert county.today == date(2026, 12, 2)
    return [
        county.register(),
        county.register(by="er", office="estate"),
        county.register(by="tr", office="town"),
    ]


def ledger(county) -> dict[int, tuple[object, ...]]:
    with county.desk.read() as session:
        return {
            row.id: tuple(getattr(row, name) for name in LEDGER)
            for row in session.scalars(select(ClockRow))
        }


def standings(county) -> dict[str, tuple[object, ...]]:
    with county.desk.read() as session:
        return {
            row.code: (row.clock_id, row.colour, row.due_at, row.rule, row.shown)
            for row in session.scalars(select(CaseRow))
        }


def national(county) -> list[tuple[object, ...]]:
    with county.desk.read() as session:
        rows = session.scalars(select(CalendarDayRow).order_by(CalendarDayRow.day))
        return [(row.day, row.kind, row.name) for row in rows]


def version(county, office: str | None = None) -> str:
    with county.desk.read() as session:
        path = None if office is None else county.office_id(office)
        row = None if path is None else session.get(OfficeRow, path)
        return county.desk.calendar(session, row).version


def publish(county, text: str = NOTICE, year: int = 2027) -> int:
    days = read_notice(year, text).days
    load = YearLoad(year, days, SOURCE, version(county))
    return publish_year(county.desk, county.actor("admin"), load)


def preview(county, proposal: Proposal, by: str = "admin"):
    with county.desk.read() as session:
        return would_move(session, lens_of(county.desk), county.actor(by), proposal)


def proposal_2027() -> Proposal:
    return Proposal(year=year_proposal(2027, read_notice(2027, NOTICE).days, SOURCE))


def seen(county, change: int, by: str = "admin"):
    with county.desk.read() as session:
        return change_view(session, county.actor(by), change)


def test_the_notice_moves_what_the_preview_said_and_undo_restores_an_equal_ledger(county):
    in_december(county)
    before, stood, days = ledger(county), standings(county), national(county)
    foreseen = preview(county, proposal_2027())
    assert ledger(county) == before
    change = publish(county)
    run_errands(county.desk)
    found = seen(county, change)
    assert found.errand.status == "done"
    assert found.moves.count == foreseen.count > 0
    assert found.moves.lines == foreseen.lines
    assert ledger(county) != before
    assert not any(row[LEDGER.index("provisional")] for row in ledger(county).values())
    undone = undo_change(county.desk, county.actor("admin"), change, "文号有误")
    run_errands(county.desk)
    assert national(county) == days
    assert ledger(county) == before
    assert standings(county) == stood
    back = seen(county, undone)
    assert (back.line.undoes, back.official_before, back.official_after) == (change, True, False)
    assert [(each.code, each.before) for each in back.moves.lines] == [
        (each.code, each.after) for each in found.moves.lines
    ]


def test_the_days_of_an_undone_notice_can_be_had_again(county):
    in_december(county)
    change = publish(county)
    run_errands(county.desk)
    loaded, days = ledger(county), national(county)
    undone = undo_change(county.desk, county.actor("admin"), change, "核对")
    run_errands(county.desk)
    undo_change(county.desk, county.actor("admin"), undone, "核对无误")
    run_errands(county.desk)
    assert (ledger(county), national(county)) == (loaded, days)


def test_the_2026_notice_read_from_its_text_changes_no_day_that_is_loaded(county):
    text = (PAPERS / "2026.txt").read_text("utf-8")
    days = read_notice(2026, text).days
    with county.desk.read() as session:
        proposal = Proposal(year=year_proposal(2026, days, "国办发明电〔2025〕7号"))
        assert changed_days(session, lens_of(county.desk), proposal) == ()
    before = ledger(county)
    publish(county, text, 2026)
    run_errands(county.desk)
    assert ledger(county) == before


def test_an_offices_day_moves_its_own_cases_and_undo_brings_them_back(county):
    own, other, _ = in_december(county)
    town = county.office_id("town")
    due = county.clocks(own)["C-SIGN"].due_on
    before = ledger(county)
    answers = {due: False, due + timedelta(days=1): False}
    foreseen = preview(county, Proposal(office_id=town, answers=answers))
    wanted = OfficeDays(town, answers, "停电检修", version(county, "town"))
    change = set_days(county.desk, county.actor("admin"), wanted)
    run_errands(county.desk)
    assert county.clocks(own)["C-SIGN"].due_on > due
    assert county.clocks(other)["C-SIGN"].due_on == due
    found = seen(county, change)
    assert {each.code for each in found.moves.lines} >= {own}
    assert other not in {each.code for each in found.moves.lines}
    assert found.moves.lines == foreseen.lines
    assert {each.after for each in found.days} == {"closed"}
    undo_change(county.desk, county.actor("admin"), change, "没有停电")
    run_errands(county.desk)
    assert ledger(county) == before


def test_each_reader_sees_the_moved_cases_they_may_see_and_how_many_more_there_are(county):
    own, other, _ = in_december(county)
    change = publish(county)
    run_errands(county.desk)
    whole, part = seen(county, change), seen(county, change, "vm")
    assert {each.code for each in whole.moves.lines} >= {own, other}
    assert {each.code for each in part.moves.lines} == {own}
    assert part.moves.hidden == whole.moves.count - len(part.moves.lines) > 0


def test_a_day_published_meanwhile_makes_the_preview_stale(county):
    seen_version = version(county)
    due = date(2026, 7, 1)
    load = YearLoad(2027, read_notice(2027, NOTICE).days, SOURCE, seen_version)
    publish_year(county.desk, county.actor("admin"), load)
    run_errands(county.desk)
    with pytest.raises(Stale, match=r"calendar\.changed"):
        publish_year(county.desk, county.actor("admin"), load)
    wanted = OfficeDays(county.office_id("town"), {due: False}, "停电", seen_version)
    with pytest.raises(Stale, match=r"calendar\.changed"):
        set_days(county.desk, county.actor("admin"), wanted)


def test_only_the_newest_change_of_a_year_is_undone_and_only_when_all_is_counted(county):
    in_december(county)
    first = publish(county)
    with pytest.raises(Conflict, match=r"calendar\.recounting"):
        undo_change(county.desk, county.actor("admin"), first, "再想想")
    run_errands(county.desk)
    second = publish(county)
    run_errands(county.desk)
    with pytest.raises(Conflict, match=r"calendar\.not_newest"):
        undo_change(county.desk, county.actor("admin"), first, "再想想")
    with county.desk.read() as session:
        assert [(each.change_id, each.newest) for each in change_lines(session, 2027)] == [
            (second, True), (first, False),
        ]  # fmt: skip


def test_work_broken_off_goes_on_and_a_case_that_cannot_be_counted_holds_up_no_other(
    county, monkeypatch
):
    codes = in_december(county)
    stuck_id = county.case(codes[0]).id
    plain = recounting.recount_case

    def breaking(desk, work, case, change_id):
        if case.id == stuck_id:
            raise KeyError("damaged")
        return plain(desk, work, case, change_id)

    monkeypatch.setattr(recounting, "recount_case", breaking)
    change = publish(county)
    run_errands(county.desk)
    found = seen(county, change)
    assert (found.errand.status, found.errand.result["stuck"]) == ("done", 1)
    assert {each.code for each in found.moves.lines} == set(codes[1:])
    monkeypatch.undo()
    ask_again(county.desk, county.actor("admin"), change)
    run_errands(county.desk)
    assert {each.code for each in seen(county, change).moves.lines} == set(codes)


def test_a_notice_needs_its_document_number_and_an_office_a_reason(county):
    days = read_notice(2027, NOTICE).days
    with pytest.raises(Invalid, match=r"calendar\.source"):
        publish_year(county.desk, county.actor("admin"), YearLoad(2027, days, " ", version(county)))
    wanted = OfficeDays(county.office_id("town"), {date(2026, 7, 1): False}, "", "")
    with pytest.raises(Invalid, match=r"calendar\.reason"):
        set_days(county.desk, county.actor("admin"), wanted)
    with pytest.raises(Invalid, match=r"calendar\.no_days"):
        set_days(county.desk, county.actor("admin"), OfficeDays(1, {}, "停电", ""))


def test_nobody_but_an_administrator_changes_days(county):
    load = YearLoad(2027, read_notice(2027, NOTICE).days, SOURCE, version(county))
    for login in ("cs", "boss", "safe", "audit"):
        with pytest.raises(NotAllowed, match=r"calendar\.change"):
            publish_year(county.desk, county.actor(login), load)
        with pytest.raises(NotAllowed, match=r"calendar\.change"):
            undo_change(county.desk, county.actor(login), 1, "为什么")
    with pytest.raises(NotFound):
        undo_change(county.desk, county.actor("admin"), 999, "没有这一次")


def test_a_change_on_the_command_line_is_in_the_history_and_can_be_undone_on_the_page(county):
    code = county.register()
    before, due = ledger(county), county.clocks(code)["C-SIGN"].due_on
    set_override(county.desk, None, Override("town", due, works=False, reason="停电"))
    with county.desk.read() as session:
        [line] = change_lines(session, 2026, county.office_id("town"))
    assert (line.by, line.moved > 0, line.reason) == ("", True, "停电")
    undo_change(county.desk, county.actor("admin"), line.change_id, "来电了")
    run_errands(county.desk)
    assert ledger(county) == before


def test_from_october_on_the_next_year_is_missed(county):
    with county.desk.read() as session:
        assert uncovered_years(session, date(2026, 9, 30)) == ()
        assert uncovered_years(session, date(2026, 10, 1)) == (2027,)
        assert uncovered_years(session, date(2027, 1, 4)) == (2027,)
    publish(county)
    with county.desk.read() as session:
        assert uncovered_years(session, date(2026, 12, 1)) == ()
        assert DayKind.MAKEUP.value in {row[1] for row in national(county) if row[0].year == 2027}
