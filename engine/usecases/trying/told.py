"""What a run on trial learns in place of a case: when things happened, what records would say.

In life these are facts of the case; here they follow from the effects a diagram asks for and
from the records its forms name.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from engine.usecases.records.sittings import SUCCEEDED

MOMENTS_OF_EFFECT = {
    "accept_case": ("accepted", "application_received"),
    "accept_handoff": ("material_signed_for",),
}
# effects that in life send a message back to the process that asked for them
MESSAGES_OF_EFFECT = {"stop_mediation": "stop_mediation"}
MOMENTS_OF_RECORD = {"signing": "material_signed_for", "agreement": "agreement_in_force"}


@dataclass(slots=True)
class Facts:
    """What is known: instants by the word of a start event, the agreed day, counts, a status."""

    moments: dict[str, datetime] = field(default_factory=dict)
    agreed_on: date | None = None
    counts: dict[str, int] = field(default_factory=dict)
    status: str | None = None

    def note_effect(self, name: str, at: datetime) -> None:
        """Learn from an effect asked for at *at*."""
        self.moments.update(dict.fromkeys(MOMENTS_OF_EFFECT.get(name, ()), at))
        if name == "open_redo":
            self._count("redo_count")

    def note_record(self, record: str | None, values: Mapping[str, object], at: datetime) -> None:
        """Learn from the answers to a form that writes *record*."""
        if record in MOMENTS_OF_RECORD:
            self.moments[MOMENTS_OF_RECORD[record]] = at
        if record == "agreement":
            self.agreed_on = _day(values.get("perform_by")) or _day(values.get("effective_on"))
        if record == "sitting" and values.get("result") not in SUCCEEDED:
            self._count("sittings_failed")
        if record == "handoff" and values.get("decision") == "return":
            self._count("returns")

    def routing(self, record: str | None, values: Mapping[str, object]) -> dict[str, object]:
        """Return what the record would tell the process besides the answers."""
        tell = TELLING.get(record or "")
        return tell(self, values) if tell else {}

    def _count(self, key: str) -> None:
        self.counts[key] = self.counts.get(key, 0) + 1

    def plain(self) -> dict[str, Any]:
        """Return everything as JSON."""
        return {
            "moments": {key: at.isoformat() for key, at in self.moments.items()},
            "agreed_on": self.agreed_on.isoformat() if self.agreed_on else None,
            "counts": dict(self.counts),
            "status": self.status,
        }


def read_facts(kept: Mapping[str, Any]) -> Facts:
    """Return the facts kept as *kept*."""
    return Facts(
        {key: datetime.fromisoformat(at) for key, at in kept.get("moments", {}).items()},
        _day(kept.get("agreed_on")),
        dict(kept.get("counts", {})),
        kept.get("status"),
    )


TELLING: Mapping[str, Callable[[Facts, Mapping[str, object]], dict[str, object]]] = {
    "signing": lambda _, __: {"signed": True},
    "sitting": lambda facts, _: {"sittings_failed": facts.counts.get("sittings_failed", 0)},
    "handoff": lambda facts, _: {"returns": facts.counts.get("returns", 0)},
    "visit": lambda facts, _: {"redo_count": facts.counts.get("redo_count", 0), "signed": True},
    "agreement": lambda _, values: {"want_confirmation": values.get("want_confirmation") is True},
}


def _day(value: object) -> date | None:
    if isinstance(value, str):
        return date.fromisoformat(value[:10])
    return value if isinstance(value, date) else None
