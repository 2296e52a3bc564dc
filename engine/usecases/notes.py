"""Remarks on a case."""

from engine.desk import Desk
from engine.rules.errors import Invalid
from engine.rules.events import NoteAdded
from engine.rules.permissions import Action, Actor
from engine.storage.models import NoteRow
from engine.usecases.endings import visible_case
from engine.usecases.repeats import sent_before

MAX_LENGTH = 5_000


def add_note(desk: Desk, actor: Actor, code: str, text: str) -> int:
    """Put a remark on a case; return its id. The same one sent again soon is the first.

    Raises:
        Invalid: empty, or longer than 5,000 characters.
    """
    if not text.strip():
        raise Invalid("note.form", fields={"text": "required"})
    if len(text) > MAX_LENGTH:
        raise Invalid("note.form", fields={"text": "too_long"})
    with desk.work(actor) as work:
        case = visible_case(work, actor, code, Action.NOTE)
        same = {"case_id": case.id, "author_id": actor.user_id, "text": text.strip()}
        for known in sent_before(work, NoteRow, NoteRow.written_at, **same):
            return known.id
        row = work.add(NoteRow(**same, written_at=work.now))
        work.record(NoteAdded(row.id), case)
        return row.id
