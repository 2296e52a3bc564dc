"""Journey 12: next year's calendar is not out. Dates are provisional; loading it moves them."""

from datetime import date, timedelta

from engine.rules.calendar import CalendarDay, DayKind
from engine.storage.calendars import statutory_days
from engine.usecases.calendars import Override, load_year, set_override


def december(county) -> str:
    county.clock.set(county.clock.now() + timedelta(days=275))
    assert county.today == date(2026, 12, 2)
    return county.register()


def test_a_date_in_an_unknown_year_is_provisional(county):
    code = december(county)
    clock = county.clocks(code)["PM-01"]
    assert clock.raw_end_on == date(2027, 1, 2)
    assert clock.provisional
    assert not county.clocks(code)["C-SIGN"].provisional


def test_loading_the_year_moves_dates_and_lists_them(county):
    code = december(county)
    before = county.clocks(code)["PM-01"].due_on
    holiday = CalendarDay(DayKind.HOLIDAY, "元旦")
    days = {**statutory_days(2027), date(2027, 1, 4): holiday, date(2027, 1, 5): holiday}
    moved = load_year(county.desk, None, 2027, days, "国办发明电〔2026〕某号")
    clock = county.clocks(code)["PM-01"]
    assert not clock.provisional
    assert clock.due_on == date(2027, 1, 6) > before
    assert [(m.code, m.rule, m.new_due_on) for m in moved] == [(code, "PM-01", clock.due_on)]
    [event] = county.events(code, "ClockRecomputed")
    assert event.facts["old_due_on"] == before.isoformat()


def test_an_office_closed_by_itself_moves_only_its_own_clocks(county):
    code = county.register()
    other = county.register(by="er", office="estate")
    due = county.clocks(code)["C-SIGN"].due_on
    moved = set_override(county.desk, None, Override("town", due, works=False, reason="停电"))
    assert {m.code for m in moved} == {code}
    assert county.clocks(other)["C-SIGN"].due_on == due
