"""Remarks on a case."""

from engine.desk import Desk
from engine.rules.errors import Invalid
from engine.rules.events import NoteAdded
from engine.rules.permissions import Action, Actor
from engine.storage.models import NoteRow
from engine.usecases.endings import visible_case

MAX_LENGTH = 5_000


def add_note(desk: Desk, actor: Actor, code: str, text: str) -> int:
    """Put a remark on a case; return its id.

    Raises:
        Invalid: empty, or longer than 5,000 characters.
    """
    if not text.strip():
        raise Invalid("note.form", fields={"text": "required"})
    if len(text) > MAX_LENGTH:
        raise Invalid("note.form", fields={"text": "too_long"})
    with desk.work(actor) as work:
        case = visible_case(work, actor, code, Action.NOTE)
        row = work.add(
            NoteRow(
                case_id=case.id, author_id=actor.user_id, written_at=work.now, text=text.strip()
            )
        )
        work.record(NoteAdded(row.id), case)
        return row.id
