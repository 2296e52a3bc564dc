"""Score, grade and route of a dispute while it is being typed, and the person's own decision."""

from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from engine.queries.offices import OfficeLine, offices_for
from engine.queries.proposed_office import proposed_office
from engine.rules.case import MEDIATION_CHANNELS, Channel, Source, Violence
from engine.rules.correcting import MARKS, MAX_AMOUNT_FEN, MAX_PEOPLE
from engine.usecases.decisions import Assessment, assess
from engine.usecases.registration import NewCase, scoring_facts
from webui.auth import actor
from webui.database import db
from webui.registering import amount_of, whole
from webui.terms import choices

CHANNELS = tuple(str(channel) for channel in Channel if channel in MEDIATION_CHANNELS)
LAST_CHANNEL, LAST_OFFICE = "_proposed_channel", "_proposed_office"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the tables say of the form as it stands; None until a category is chosen.

    ``channel`` and ``office_id`` are what is chosen on the form now: a person's own choice stays,
    a proposal that nobody touched follows the facts.
    """

    found: Assessment | None
    proposed_channel: str
    proposed_office: int | None
    channel: str
    office_id: str
    offices: tuple[OfficeLine, ...]

    @property
    def own_way(self) -> bool:
        """Whether the person departs from the proposed channel."""
        return bool(self.found and self.channel and self.channel != self.proposed_channel)


def propose(typed: MultiDict[str, str]) -> Proposal:
    """Return the proposal for a form as it stands."""
    category = typed.get("category", "")
    if category not in dict(choices("category")):
        return Proposal(None, "", None, "", "", ())
    found = assess(db.session(), scoring_facts(_dispute(typed, category)))
    meant = str(found.route.get("channel") or "")
    place = whole(typed.get("place_id", ""))
    office = proposed_office(
        db.session(), actor(), found.route, category, place if isinstance(place, int) else None
    )
    channel = _kept(typed, "channel", LAST_CHANNEL, meant if meant in CHANNELS else "")
    takers = offices_for(db.session(), actor(), channel, category) if channel else ()
    chosen = _kept(typed, "route_office", LAST_OFFICE, str(office or ""))
    if chosen not in {str(each.office_id) for each in takers}:
        chosen = ""
    return Proposal(found, meant, office, channel, chosen, takers)


def _kept(typed: MultiDict[str, str], key: str, last: str, proposed: str) -> str:
    """Return a person's own choice; what was only proposed gives way to the new proposal."""
    chosen = typed.get(key, "")
    return proposed if chosen in {"", typed.get(last, "")} else chosen


def _dispute(typed: MultiDict[str, str], category: str) -> NewCase:
    """Return the part of the form the tables look at; what cannot be read yet counts as nothing."""
    people, amount = whole(typed.get("people_count", "")), amount_of(typed.get("amount", ""))[0]
    violence, source = typed.get("violence", ""), typed.get("source", "")
    return NewCase(
        title="",
        summary="",
        category=category,
        source=source if source in dict(choices("source")) else Source.APPLY,
        office_id=0,
        place_id=0,
        parties=(),
        people_count=min(max(people, 1), MAX_PEOPLE) if isinstance(people, int) else 1,
        amount_fen=min(max(amount or 0, 0), MAX_AMOUNT_FEN),
        violence=violence if violence in set(Violence) else Violence.NONE,
        marks={mark: True for mark in typed.getlist("marks") if mark in MARKS},
    )
