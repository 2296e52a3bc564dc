"""What a run on trial begins with where nobody says otherwise: an everyday dispute.

The keys are those the use cases start a process with in life.
"""

from collections.abc import Mapping

from engine.rules.correcting import MARKS

DISPUTE: Mapping[str, object] = {
    "decision": "accept",
    "people": 2,
    "amount_fen": 0,
    "violence": "none",
    "category": "02",
    "source": "APPLY",
    **dict.fromkeys(MARKS, False),
    "channel": "people",
    "mediation_rule": "PM-01",
    "mode": "LEVELLED",
    "level": "village",
    "grade": "ordinary",
    "points": 20,
    "duty_level": "village",
    "signed": False,
    "material_returned": False,
    "procedure": "ordinary",
}
GIVEN: Mapping[str, Mapping[str, object]] = {
    "dispute": DISPUTE,
    "peoples_mediation": DISPUTE,
    "administrative_mediation": {**DISPUTE, "channel": "administrative"},
    "judicial_mediation": {**DISPUTE, "channel": "judicial_pre"},
    "judicial_confirmation": {"channel": "people"},
    "follow_up": DISPUTE,
    "referral": {"target_channel": "litigation", "returns": 0, "channel": "people"},
    "duty": {"duty_level": "village", "mode": "LEVELLED", "grade": "ordinary"},
    "risk_report": {"violence": "threat"},
    "supervision": {"reply_rule": "C-ORDER"},
}


def given_for(process_id: str) -> dict[str, object]:
    """Return the values a process usually begins with; none for one we do not know."""
    return dict(GIVEN.get(process_id, {}))
