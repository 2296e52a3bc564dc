"""Saved trials: what was kept must hold at every publication, and the first difference is said."""

from datetime import UTC, datetime, timedelta

import pytest

from engine.queries.trials import trial_lines
from engine.rules.errors import Conflict, Invalid, ModelRefused, NotAllowed, NotFound
from engine.storage.trial_sets import Subject
from engine.usecases.consenting import submit_draft
from engine.usecases.drafts import Edit, Opening, open_draft, open_law_draft, save_file
from engine.usecases.people_admin import shipped
from engine.usecases.publishing import publish_folder
from engine.usecases.trial_runs import Beginning, act_on_run, start_run
from engine.usecases.trials import failing_trials, keep_trial, retire_trial
from engine.usecases.trying.acts import Act
from engine.workflow.checks import reason_of
from tests.journeys.world import County

MONDAY = datetime(2026, 3, 2, 1, tzinfo=UTC)
SIGN = Act("complete", "sign_for")
LATER = Act("move", to=MONDAY + timedelta(days=2))
PEOPLE, LAW = "peoples-mediation.bpmn", "law/deadlines.dmn"


@pytest.fixture
def trial(county: County) -> int:
    run = start_run(county.desk, county.actor("admin"), Beginning(Subject(version=1), at=MONDAY))
    for act in (SIGN, LATER):
        act_on_run(county.desk, county.actor("admin"), run, act)
    return keep_trial(county.desk, county.actor("admin"), run, "签收后征求意见")


def failing(county: County, **changed: bytes) -> list[str]:
    whole = {
        **shipped(),
        **{PEOPLE if key == "people" else LAW: each for key, each in changed.items()},
    }
    return [f"{each.code}: {reason_of(each)}" for each in failing_trials(county.desk, whole)]


def changed(path: str, old: str, new: str) -> bytes:
    content = shipped()[path].decode()
    assert old in content
    return content.replace(old, new).encode()


def longer_law() -> bytes:
    content = shipped()[LAW]
    place = content.index(b"<text>1</text>", content.index(b'"PM-01"'))
    return content[:place] + content[place:].replace(b"<text>1</text>", b"<text>2</text>", 1)


def test_what_was_kept_holds_as_long_as_nothing_changes(county, trial):
    with county.desk.read() as session:
        (line,) = trial_lines(session, county.actor("audit"))
    assert line.title == "签收后征求意见"
    assert [act["kind"] for act in line.acts] == ["complete", "move"]
    assert line.expected["steps"] == ["get_consent"]
    assert line.expected["clocks"] == ["C-CONSENT 2026-03-05", "PM-01 2026-04-02"]
    assert failing(county) == []
    own = {path: each for path, each in shipped().items() if not path.startswith("law/")}
    assert list(failing_trials(county.desk, own)) == []  # the law tables in force hold


def test_the_first_difference_is_said_in_words(county, trial):
    renamed = changed(PEOPLE, "get_consent", "hear_sides")
    assert failing(county, people=renamed) == [
        "trial.steps: 试例“签收后征求意见”：最后应当在等 get_consent，现在在等 hear_sides"
    ]
    (told,) = failing(county, law=longer_law())
    assert told.startswith("trial.clocks")
    assert "PM-01 2026-05-06" in told
    gone = {**shipped(), "dispute.bpmn": shipped()["dispute.bpmn"].replace(b"sign_for", b"take_it")}
    (found,) = failing_trials(county.desk, gone)
    assert (found.code, found.facts["number"], found.facts["came"]) == ("trial.step", 1, "take_it")
    without = {path: each for path, each in shipped().items() if path != "dispute.bpmn"}
    (found,) = failing_trials(county.desk, without)
    assert found.code == "trial.broken"


def test_nothing_is_published_that_breaks_a_trial_until_somebody_puts_it_away(county, trial):
    admin = county.actor("admin")
    draft = open_draft(county.desk, admin, Opening("换个名称"))
    renamed = changed(PEOPLE, "get_consent", "hear_sides")
    save_file(county.desk, admin, draft, Edit(PEOPLE, renamed))
    with pytest.raises(ModelRefused) as refused:
        submit_draft(county.desk, admin, draft)
    assert [each.code for each in refused.value.facts["findings"]] == ["trial.steps"]
    law = open_law_draft(county.desk, admin, "deadlines")
    save_file(county.desk, admin, law, Edit(LAW, longer_law()))
    with pytest.raises(ModelRefused) as refused:
        submit_draft(county.desk, admin, law)
    assert [each.code for each in refused.value.facts["findings"]] == ["trial.clocks"]
    with pytest.raises(ModelRefused):  # by command as well
        publish_folder(county.desk, None, {**shipped(), PEOPLE: renamed})
    retire_trial(county.desk, admin, trial)
    submit_draft(county.desk, admin, draft)
    with pytest.raises(Conflict, match=r"trial\.retired"):
        retire_trial(county.desk, admin, trial)


def test_only_administrators_keep_and_put_away_trials(county, trial):
    admin = county.actor("admin")
    run = start_run(county.desk, admin, Beginning(Subject(version=1)))
    with pytest.raises(Invalid, match=r"trial\.form"):
        keep_trial(county.desk, admin, run, " ")
    with pytest.raises(NotAllowed, match=r"draft\.edit"):
        keep_trial(county.desk, county.actor("safe"), run, "不行")
    with pytest.raises(NotAllowed, match=r"draft\.edit"):
        retire_trial(county.desk, county.actor("safe"), trial)
    for stranger in ("registrar", "boss"):
        with pytest.raises(NotFound, match=r"page\.unknown"):
            retire_trial(county.desk, county.actor(stranger), trial)
