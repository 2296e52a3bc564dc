"""Every event can be said in a sentence, with all its facts and with hardly any."""

from dataclasses import fields
from typing import get_type_hints

import pytest

from engine.rules import events
from webui.event_sentences import SENTENCES, event_sentence

CODES = {
    "channel": "people", "to_channel": "administrative", "proposed": "people", "category": "02",
    "source": "APPLY", "grade": "ordinary", "outcome": "settled", "form": "written",
    "performance": "performed", "state": "confirmed", "satisfaction": "satisfied",
    "violence": "threat", "cause": "risk", "decision": "stay", "on_expiry": "climb",
    "process": "duty", "level": "town", "result": "failed",
}  # fmt: skip
NAMES = {"element": "签收", "rule": "签收期限", "user_id": "沈秋月", "assignee_id": "邱琳",
         "from_id": "何立群", "for_id": "何立群", "draft_id": "回访三十日"}  # fmt: skip


def fabricate(kind: str) -> dict[str, object]:
    """Return plausible facts of a kind of event, from the fields of its class."""
    event = getattr(events, kind)
    hints = get_type_hints(event)
    return {field.name: _value(field.name, str(hints[field.name])) for field in fields(event)}


def _value(key: str, hint: str) -> object:
    if "bool" in hint:
        return True
    if "int" in hint:
        return 3
    if "tuple" in hint or "Mapping" in hint:
        return []
    if key.endswith("_on") or key == "day":
        return "2026-04-07"
    return CODES.get(key, "某事由")


def names_of(facts: dict[str, object]) -> dict[str, str]:
    offices = {key: "后岭村调委会" for key in facts if key.endswith("office_id")}
    return {
        **{key: name for key, name in NAMES.items() if key in facts or key == "rule"},
        **offices,
    }


def say(app, kind: str, facts: dict[str, object], names: dict[str, str]) -> str:
    with app.test_request_context("/"):
        return event_sentence(kind, facts, names)


def test_every_event_has_sentences():
    assert set(SENTENCES) == set(events.__all__)


@pytest.mark.parametrize("kind", events.__all__)
def test_the_fullest_sentence_is_said_when_all_is_known(app, kind):
    facts = fabricate(kind)
    said = say(app, kind, facts, names_of(facts))
    pattern = str(SENTENCES[kind][0])
    assert "%(" not in said
    assert said.startswith(pattern.split("%(", maxsplit=1)[0])


@pytest.mark.parametrize("kind", events.__all__)
def test_a_sentence_is_said_even_without_what_may_not_be_read(app, kind):
    facts = {key: value for key, value in fabricate(kind).items() if value != "某事由"}
    said = say(app, kind, facts, {})
    assert said
    assert "%(" not in said
    assert "某事由" not in said


def test_codes_and_days_are_said_in_words(app):
    facts = {"before": "green", "after": "yellow", "due_on": "2026-04-07"}
    said = say(app, "ColourChanged", facts, {"rule": "签收期限"})
    assert said == "“签收期限”由正常转为将到期，4月7日 周二到期"


def test_what_somebody_wrote_is_cut_to_a_line(app):
    said = say(app, "CaseReopened", {"reason": "长" * 500}, {})
    assert len(said) < 140
    assert said.endswith("…")


def test_an_unknown_event_is_shown_by_its_name(app):
    assert say(app, "ComingSoon", {}, {}) == "ComingSoon"
