"""Every code the engine knows has a word."""

import pytest

from engine.rules import case, events
from engine.rules.permissions import Role
from webui.terms import TERMS

CODES = {
    "channel": case.Channel,
    "level": case.Level,
    "area_mode": case.AreaMode,
    "office_kind": case.OfficeKind,
    "status": case.Status,
    "outcome": case.Outcome,
    "grade": case.Grade,
    "source": case.Source,
    "category": case.CATEGORIES,
    "violence": case.Violence,
    "party_role": case.PartyRole,
    "role": Role,
    "event": events.__all__,
}


@pytest.mark.parametrize("kind", sorted(CODES))
def test_every_code_has_a_word(kind):
    missing = {str(code) for code in CODES[kind]} - TERMS[kind].keys()
    assert missing == set(), f"words for {kind} are missing in webui/terms.py"
