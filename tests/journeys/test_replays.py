"""重放: closed cases run once more by a draft: the same way, another, or no further."""

import re

import pytest
from sqlalchemy import func, select

from engine.queries.replays import ReplayView, replay_view, replay_views
from engine.rules.errors import Invalid, ModelRefused, NotFound
from engine.storage.models import Base, ErrandRow
from engine.storage.trial_sets import Subject
from engine.usecases import replays
from engine.usecases.drafts import Edit, Opening, open_draft, open_law_draft, save_file
from engine.usecases.endings import withdraw_case
from engine.usecases.errands import cancel_errand, run_errands
from engine.usecases.people_admin import shipped
from engine.usecases.replays import ask_replay
from engine.usecases.sweep import sweep
from tests.journeys import acts
from tests.journeys.world import County

PEOPLE, LAW = "peoples-mediation.bpmn", "law/deadlines.dmn"
ONE = Subject(version=1)


def closed(county: County, *, late_by: float = 0) -> str:
    """Take a case through to the archive by withdrawal; its closing may be late."""
    code = county.register()
    county.take("vm", code, "sign_for")
    county.sleep(hours=1)
    withdraw_case(county.desk, county.actor("vm"), code, "双方自行和解")
    county.sleep(days=late_by, hours=1)
    sweep(county.desk)
    acts.close(county, "vl", "registrar", code)
    return code


def asked(county: County, subject: Subject = ONE, cases: int = 100) -> int:
    return ask_replay(county.desk, county.actor("admin"), subject, cases)


def view(county: County, errand: int, login: str = "admin") -> ReplayView:
    with county.desk.read() as session:
        return replay_view(session, county.actor(login), errand)


def replayed(county: County, subject: Subject = ONE) -> ReplayView:
    errand = asked(county, subject)
    run_errands(county.desk)
    found = view(county, errand)
    assert found.errand.status == "done", found.errand.fault
    return found


def draft_with(county: County, path: str, old: str, new: str) -> Subject:
    admin = county.actor("admin")
    draft = open_draft(county.desk, admin, Opening("改一处"))
    content = shipped()[path].decode()
    changed = re.sub(rf"(?<!/)\b{old}\b", new, content)  # not the effect of the same name
    assert changed != content
    save_file(county.desk, admin, draft, Edit(path, changed.encode()))
    return Subject(draft)


def test_nothing_changed_means_every_case_goes_the_way_it_went(county):
    codes = [closed(county), closed(county, late_by=9)]
    found = replayed(county)
    assert found.ways == {"same": 2, "other": 0, "stuck": 0}
    assert sorted(line.code for line in found.lines) == sorted(codes)
    assert not any(line.late for line in found.lines)
    assert found.rules
    assert not any(rule.differs for rule in found.rules)
    late = {rule.rule: rule.late_before for rule in found.rules}
    assert late["C-CLOSE"] == 1


def test_a_step_the_draft_calls_otherwise_parts_the_way_there(county):
    closed(county)
    found = replayed(county, draft_with(county, "dispute.bpmn", "close_case", "end_case"))
    assert found.ways["same"] == 0
    (parts,) = found.parts
    assert (parts.old, parts.new, parts.cases) == (
        "close_case",
        None,
        1,
    ) or parts.code == "not_open"


def test_a_shorter_limit_makes_late_what_was_in_time(county):
    closed(county, late_by=2)
    admin = county.actor("admin")
    draft = open_law_draft(county.desk, admin, "deadlines")
    content = shipped()[LAW]
    row = content.index(b'"C-CLOSE"')
    end = content.index(b"</rule>", row)
    cells = content[row:end]
    assert b"<text>3</text>" in cells
    shorter = content[:row] + cells.replace(b"<text>3</text>", b"<text>1</text>", 1) + content[end:]
    save_file(county.desk, admin, draft, Edit(LAW, shorter))
    found = replayed(county, Subject(draft))
    rule = next(each for each in found.rules if each.rule == "C-CLOSE")
    assert (rule.before, rule.late_before, rule.after) == (1, 0, 1)
    assert rule.late_after == 1
    assert rule.days_after > rule.days_before == 0


def test_a_replay_goes_on_where_it_was_and_can_be_stopped(county, monkeypatch):
    for _ in range(3):
        closed(county)
    monkeypatch.setattr(replays, "PORTION", 1)
    errand = asked(county)
    plain = replays.replay_portion

    def stopping(desk, told):
        if told.done == 1:
            cancel_errand(county.desk, county.actor("admin"), errand)
        return plain(desk, told)

    monkeypatch.setitem(replays.errand.__globals__["ERRANDS"], "replay", stopping)
    run_errands(county.desk)
    found = view(county, errand)
    assert (found.errand.status, found.errand.done, found.errand.total) == ("cancelled", 2, 3)
    assert sum(found.ways.values()) == 2
    with county.desk.work(None) as work:  # as after a crash that lost the note of one portion
        row = work.get(ErrandRow, errand)
        row.status, row.done, row.cancel_asked = "running", 1, False
    monkeypatch.undo()
    run_errands(county.desk)
    found = view(county, errand)
    assert (found.errand.status, sum(found.ways.values())) == ("done", 3)


def test_a_replay_touches_no_case(county):
    closed(county)

    def counts() -> dict[str, int]:
        with county.desk.read() as session:
            return {
                name: session.scalar(select(func.count()).select_from(table))
                for name, table in Base.metadata.tables.items()
                if name not in {"errand", "replay_line"}
            }

    before = counts()
    replayed(county)
    assert counts() == before


def test_what_cannot_be_replayed_is_refused(county):
    with pytest.raises(NotFound, match=r"replay\.no_cases"):
        asked(county)
    closed(county)
    for cases in (0, 1001):
        with pytest.raises(Invalid, match=r"replay\.form"):
            asked(county, cases=cases)
    with pytest.raises(ModelRefused):
        asked(county, draft_with(county, "urge.bpmn", "definitions", "nonsense"))
    for stranger in ("registrar", "boss"):
        with pytest.raises(NotFound, match=r"page\.unknown"):
            ask_replay(county.desk, county.actor(stranger), ONE, 10)
    errand = asked(county)
    with county.desk.read() as session:
        assert [each.errand_id for each in replay_views(session, county.actor("audit"), ONE)] == [
            errand
        ]
