"""What a person may have shown of a case's parties, and whether they may erase one."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from engine.queries.scope import visible_case
from engine.rules.case import ENDED
from engine.rules.permissions import Action, Actor, may


@dataclass(frozen=True, slots=True)
class PartyRights:
    """``reveal``: numbers in full, with a reason; ``erase``: what is known, of an ended case."""

    reveal: bool
    erase: bool


def party_rights(session: Session, actor: Actor, code: str) -> PartyRights:
    """Return what *actor* may do with the parties of a case.

    Raises:
        NotFound: ``case.unknown``, also for a stranger.

    """
    case, place = visible_case(session, actor, code)
    return PartyRights(
        reveal=may(actor, Action.REVEAL, place),
        erase=may(actor, Action.ERASE, place) and case.status in ENDED,
    )
